/**
 * Making dumps: what is in them, whom they keep waiting, and what is left of one that is
 * interrupted.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Transfer } from '../../../src/shared/dump.ts'
import { jsonLines, unpackDump } from '../../support/archive.ts'
import { picture } from '../../support/picture.ts'
import { sendAll } from '../../support/scenario.ts'
import { filmsDisk, type TaskLine } from '../../support/small-dump.ts'
import { dumped, finished, openDumps, settled } from '../../support/test-dumps.ts'
import { GatedLock, TestClock, TestEngine } from '../../support/test-engine.ts'

describe('the file', () => {
  test('has the layout that Meilisearch 1.x imports', async () => {
    const store = new MemoryStore(await filmsDisk())
    const db = await TestEngine.open(store)
    await db.send({ type: 'IndexCreation', indexUid: 'empty', primaryKey: null })
    await db.idle()
    const files = await unpackDump(await dumped(await openDumps(store)))
    expect([...files.keys()]).toEqual([
      'metadata.json',
      'indexes/',
      'indexes/empty/metadata.json',
      'indexes/empty/settings.json',
      'indexes/empty/documents.jsonl',
      'indexes/films/metadata.json',
      'indexes/films/settings.json',
      'indexes/films/documents.jsonl',
      'tasks/queue.jsonl',
      'keys.jsonl',
    ])
    const at = '2030-01-01T00:00:00.000Z'
    expect(JSON.parse(files.get('metadata.json') as string)).toEqual({
      dumpVersion: 'V6',
      dbVersion: '1.50.0',
      dumpDate: at,
    })
    expect(JSON.parse(files.get('indexes/films/metadata.json') as string)).toEqual({
      uid: 'films',
      primaryKey: 'id',
      createdAt: at,
      updatedAt: at,
    })
    expect(JSON.parse(files.get('indexes/films/settings.json') as string)).toEqual({
      stopWords: ['the'],
      sortableAttributes: ['year'],
    })
    expect(files.get('indexes/films/documents.jsonl')).toBe('{"id":1,"title":"Solaris"}\n{"id":2,"title":"Amarcord"}\n')
    expect(files.get('indexes/empty/documents.jsonl')).toBe('')
    expect(files.get('keys.jsonl')).toBe('')
  })

  test('has every finished update as a task of its kind', async () => {
    const store = new MemoryStore()
    const db = await TestEngine.open(store)
    await sendAll(db)
    await db.idle()
    const files = await unpackDump(await dumped(await openDumps(store)))
    const tasks = jsonLines(files.get('tasks/queue.jsonl')) as TaskLine[]
    const at = '2030-01-01T00:00:00.000Z'
    expect(tasks[0]).toEqual({
      uid: 1,
      batchUid: null,
      indexUid: 'a',
      status: 'succeeded',
      type: {
        documentImport: {
          primary_key: null,
          method: 'ReplaceDocuments',
          documents_count: 2,
          allow_index_creation: true,
        },
      },
      canceledBy: null,
      details: { DocumentAdditionOrUpdate: { received_documents: 2, indexed_documents: 2 } },
      error: null,
      enqueuedAt: at,
      startedAt: at,
      finishedAt: at,
    })
    expect(tasks[2]).toMatchObject({
      status: 'failed',
      error: {
        code: 'missing_document_id',
        type: 'invalid_request',
        link: expect.stringContaining('missing_document_id'),
      },
    })
    expect(
      tasks.map(
        ({ uid, status, type }) =>
          `${uid} ${status} ${typeof type === 'string' ? type : Object.keys(type as object)[0]}`,
      ),
    ).toEqual([
      '1 succeeded documentImport',
      '2 succeeded documentImport',
      '3 failed documentImport',
      '4 succeeded settings',
      '5 succeeded documentDeletion',
      '6 succeeded indexCreation',
      '7 succeeded indexSwap',
      '8 succeeded indexUpdate',
      '9 succeeded documentImport',
      '10 succeeded documentClear',
      '11 succeeded indexDeletion',
    ])
  })

  test('has what waits, with its documents, and what was canceled', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const store = new MemoryStore()
    const db = await TestEngine.open(store, { lock })
    await sendAll(db)
    await db.engine.cancelUpdates({ updateIds: [4] })
    const engine = await openDumps(store)
    const files = await unpackDump(await dumped(engine))
    const tasks = jsonLines(files.get('tasks/queue.jsonl')) as TaskLine[]
    expect(tasks[0]).toMatchObject({ uid: 4, status: 'canceled', error: null })
    expect(tasks.slice(1).map(({ uid, status }) => [uid, status])).toEqual(
      [1, 2, 3, 5, 6, 7, 8, 9, 10, 11].map((uid) => [uid, 'enqueued']),
    )
    const typeOf = (uid: number) => tasks.find((task) => task.uid === uid)?.type
    expect(typeOf(2)).toMatchObject({ documentImport: { method: 'UpdateDocuments', documents_count: 2 } })
    expect(typeOf(5)).toEqual({ documentDeletion: { documents_ids: ['1', '99'] } })
    expect(typeOf(7)).toEqual({ indexSwap: { swaps: [{ indexes: ['a', 'b'], rename: false }] } })
    expect(typeOf(8)).toEqual({ indexUpdate: { primary_key: null, uid: 'c' } })
    expect(jsonLines(files.get('tasks/update_files/1.jsonl'))).toEqual([
      { id: 1, title: 'Solaris' },
      { id: 2, title: 'Amarcord' },
      { id: 1, title: 'Solaris again' },
    ])
    expect([...files.keys()].filter((path) => path.includes('update_files')).sort()).toEqual(
      [1, 2, 3, 9].map((uid) => `tasks/update_files/${uid}.jsonl`),
    )
    expect(files.has('tasks/update_files/4.jsonl')).toBe(false)
  })

  test('has living documents only, by first insertion, one to a line', async () => {
    const store = new MemoryStore()
    const db = await TestEngine.open(store)
    await db.add('a', '[{ "id": 1,\r\n "title": "one\\nline" },\n {"id": 2}, {"id": 3}]')
    await db.add('a', [{ id: 4 }, { id: 2, title: 'again' }])
    await db.send({ type: 'DocumentsDeletion', indexUid: 'a', ids: [3] })
    await db.add(
      'a',
      Array.from({ length: 300 }, (_, i) => ({ id: `n${i}`, text: 'x'.repeat(500) })),
    )
    await db.idle()
    const files = await unpackDump(await dumped(await openDumps(store)))
    const documents = jsonLines(files.get('indexes/a/documents.jsonl'))
    expect(documents).toEqual(await db.documents('a'))
    expect(documents.slice(0, 3)).toEqual([{ id: 1, title: 'one\nline' }, { id: 2, title: 'again' }, { id: 4 }])
    expect(documents).toHaveLength(303)
  })
})

describe('its status', () => {
  test('goes from in_progress to done, and is there after a restart, as is the file', async () => {
    const disk = await filmsDisk()
    const clock = new TestClock()
    const engine = await openDumps(new MemoryStore(disk), { clock })
    const status = await engine.createDump()
    expect(status).toEqual({ uid: '20300101-000000000', status: 'in_progress', startedAt: '2030-01-01T00:00:00.000Z' })
    clock.time += 1500
    const done = await finished(engine, status.uid)
    expect(done).toEqual({
      ...status,
      status: 'done',
      finishedAt: '2030-01-01T00:00:01.500Z',
      size: (await engine.getDump(status.uid)).size,
    })
    await engine.close()
    const later = await openDumps(new MemoryStore(disk))
    expect(await later.getDumps()).toEqual([done])
    expect((await unpackDump(await later.getDump(status.uid))).size).toBe(7)
    expect(await checkStore(new MemoryStore(disk))).toEqual([])
  })

  test('a second dump is refused while one is in progress, and has its own name afterwards', async () => {
    const engine = await openDumps(new MemoryStore(await filmsDisk()))
    const first = await engine.createDump()
    await expect(engine.createDump()).rejects.toMatchObject({
      code: 'dump_already_in_progress',
      details: { uid: first.uid },
    })
    await settled(engine)
    const second = await engine.createDump()
    expect(second.uid).toBe('20300101-000000001')
    await settled(engine)
    expect((await engine.getDumps()).map(({ status }) => status)).toEqual(['done', 'done'])
  })

  test('what is not there or not done is a named error', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const engine = await openDumps(new MemoryStore(await filmsDisk()), { lock })
    const { uid } = await engine.createDump()
    await expect(engine.getDumpStatus('20000101-000000000')).rejects.toMatchObject({ code: 'dump_not_found' })
    await expect(engine.getDump('nonsense')).rejects.toMatchObject({ code: 'dump_not_found' })
    await expect(engine.deleteDump(undefined as never)).rejects.toMatchObject({ code: 'dump_not_found' })
    await expect(engine.getDump(uid)).rejects.toMatchObject({ code: 'dump_not_done' })
    await expect(engine.deleteDump(uid)).rejects.toMatchObject({ code: 'dump_not_done' })
    lock.release()
    await settled(engine)
    expect((await engine.getDump(uid)).type).toBe('application/gzip')
  })

  test('a deleted dump gives its storage back', async () => {
    const disk = await filmsDisk()
    const before = await picture(new MemoryStore(disk))
    const engine = await openDumps(new MemoryStore(disk))
    const { uid } = await engine.createDump()
    await settled(engine)
    expect(await picture(new MemoryStore(disk))).not.toBe(before)
    await engine.deleteDump(uid)
    await settled(engine)
    const pages = (text: string) => text.slice(text.indexOf('\npages0:'))
    expect(pages(await picture(new MemoryStore(disk)))).toBe(pages(before))
    expect(await engine.getDumps()).toEqual([])
    expect(await checkStore(new MemoryStore(disk))).toEqual([])
  })

  test('progress and end are announced', async () => {
    const announcer = new LocalAnnouncer()
    const heard: Transfer[] = []
    announcer.subscribe((said) => said.type === 'transfer' && heard.push(said.transfer))
    const engine = await openDumps(new MemoryStore(await filmsDisk()), { announcer })
    const { uid } = await engine.createDump()
    await settled(engine)
    expect(heard[0]).toMatchObject({ type: 'dump-creation', uid, status: 'in_progress', progress: { total: 2 } })
    expect(heard.at(-1)).toEqual({ type: 'dump-creation', uid, status: 'done' })
  })

  test('damaged documents make it fail with their error, and the queue goes on', async () => {
    const disk = await filmsDisk()
    const store = new MemoryStore(disk)
    await store.write(['pages0'], 'relaxed', async (transaction) => {
      const [key] = await transaction.getAllKeys('pages0')
      await transaction.put('pages0', key as number, new Uint8Array(20))
    })
    const lock = new LocalWriterLock()
    const engine = await openDumps(store, { lock })
    const { uid } = await engine.createDump()
    expect(await finished(engine, uid)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('corrupt_'),
      finishedAt: expect.any(String),
    })
    await expect(engine.getDump(uid)).rejects.toMatchObject({ code: 'dump_process_failed' })
    const db = await TestEngine.open(store, { lock })
    await db.add('other', [{ id: 1 }])
    await db.idle()
    expect((await db.outcomes()).at(-1)).toBe('3 DocumentsAddition processed')
    await engine.deleteDump(uid)
    expect(await engine.getDumps()).toEqual([])
  })
})
