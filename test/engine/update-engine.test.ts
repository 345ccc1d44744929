import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { ProcessingView } from '../../src/engine/queue/processing-view.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { type EngineWork, engineWork } from '../../src/engine/update-engine.ts'
import type { Prepare } from '../../src/engine/work/preparation.ts'
import { changeManifest } from '../../src/engine/write/manifest-change.ts'
import type { Announcement, UpdateRequest } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import type { Update } from '../../src/shared/update.ts'
import { Faults, FaultyStore } from '../support/faulty-store.ts'
import { deferred, GatedLock, TestClock, TestEngine } from '../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
]

const statusesOf = (heard: readonly Announcement[], updateId: number): string[] =>
  heard.flatMap((announcement) =>
    announcement.type === 'update' && announcement.update.updateId === updateId ? [announcement.update.status] : [],
  )

describe('an update', () => {
  test('goes from enqueued over processing to processed, and every status is announced', async () => {
    const db = await TestEngine.open(new MemoryStore())
    expect(await db.add('films', films)).toBe(1)
    await db.idle()
    const statuses = statusesOf(db.heard, 1)
    expect([statuses[0], statuses.at(-1)]).toEqual(['enqueued', 'processed'])
    expect(statuses.slice(1, -1)).toContain('processing')
    expect(await db.updates()).toEqual([
      {
        status: 'processed',
        updateId: 1,
        indexUid: 'films',
        type: { name: 'DocumentsAddition', number: 2 },
        enqueuedAt: '2030-01-01T00:00:00.000Z',
        processedAt: '2030-01-01T00:00:00.000Z',
        duration: 0,
      },
    ])
    expect(await db.documents('films')).toEqual(films)
    expect(await checkStore(db.store)).toEqual([])
  })

  test('is announced as processed only after the new version of its index', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('films', films)
    await db.idle()
    const types = db.heard.map((a) =>
      a.type === 'update' ? a.update.status : a.type === 'version' ? `version ${a.version}` : a.type,
    )
    expect(types.indexOf('version 1')).toBeLessThan(types.indexOf('processed'))
    expect(types.indexOf('version 1')).toBeGreaterThan(0)
  })

  test('that fails leaves nothing, and the next one runs', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('films', [...films, { title: 'without an id' }])
    await db.add('films', films)
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition failed missing_document_id',
      '2 DocumentsAddition processed',
    ])
    expect(await db.documents('films')).toEqual(films)
    const [failed] = await db.updates()
    expect(failed).toMatchObject({
      errorType: 'invalid_request',
      errorLink: expect.stringContaining('missing_document_id'),
      type: { name: 'DocumentsAddition' },
    })
    expect(failed?.type).not.toHaveProperty('number')
    expect(await checkStore(db.store)).toEqual([])
  })

  test('that fails as the first of its index leaves no index behind', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('films', [{ title: 'no key' }])
    await db.idle()
    expect(await db.manifests()).toEqual([])
  })

  test('takes its duration from the clock, in seconds', async () => {
    const clock = new TestClock()
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { clock, lock })
    await db.send({ type: 'IndexCreation', indexUid: 'films', primaryKey: null })
    clock.time += 5000
    clock.ticks = 100
    lock.release()
    await db.idle()
    const [update] = await db.updates()
    expect(update).toMatchObject({ enqueuedAt: '2030-01-01T00:00:00.000Z' })
    expect((update as { duration: number }).duration).toBeGreaterThanOrEqual(0.1)
  })

  test('that meets a bug fails as internal and blocks nobody', async () => {
    const broken = {
      ...engineWork,
      prepare: {
        ...engineWork.prepare,
        ClearAll: () => {
          throw new TypeError('oops')
        },
      },
    }
    const db = await TestEngine.open(new MemoryStore(), { work: broken })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 ClearAll failed internal',
      '3 DocumentsDeletion processed',
    ])
  })
})

describe('requests', () => {
  const refused: [string, unknown, string][] = [
    ['of a type there is not', { type: 'Customs' }, 'bad_request'],
    ['that is nothing', null, 'bad_request'],
    ['for a bad index uid', { type: 'ClearAll', indexUid: 'a b' }, 'invalid_index_uid'],
    ['with an unknown setting', { type: 'Settings', indexUid: 'a', settings: { nope: 1 } }, 'bad_request'],
    ['to delete what is no list', { type: 'DocumentsDeletion', indexUid: 'a', ids: 7 }, 'invalid_document_ids'],
    [
      'to delete what cannot be an id',
      { type: 'DocumentsDeletion', indexUid: 'a', ids: [1, {}] },
      'invalid_document_id',
    ],
    [
      'to delete by ids and by a filter',
      { type: 'DocumentsDeletion', indexUid: 'a', ids: [1], filter: 'b = 1' },
      'bad_request',
    ],
    [
      'to create an index with an empty key',
      { type: 'IndexCreation', indexUid: 'a', primaryKey: '' },
      'invalid_index_primary_key',
    ],
    ['to rename to a bad uid', { type: 'IndexUpdate', indexUid: 'a', newUid: '?' }, 'invalid_index_uid'],
    ['to swap nothing', { type: 'IndexSwap', swaps: [] }, 'invalid_swap_indexes'],
    [
      'to swap with a bad rename',
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'], rename: 1 as never }] },
      'invalid_swap_rename',
    ],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused.
    ['to swap nothing and a pair', { type: 'IndexSwap', swaps: [, { indexes: ['a', 'b'] }] }, 'invalid_swap_indexes'],
    ['to swap three', { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b', 'c'] }] }, 'invalid_swap_indexes'],
    [
      'to swap one twice',
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }, { indexes: ['c', 'a'] }] },
      'invalid_swap_duplicate_index_found',
    ],
    [
      'to swap one with itself',
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'a'] }] },
      'invalid_swap_duplicate_index_found',
    ],
  ]
  test.each(refused)('%s are refused at once with nothing queued', async (_, request, code) => {
    const db = await TestEngine.open(new MemoryStore())
    await expect(db.send(request as never)).rejects.toMatchObject({ name: 'SeeklingError', code })
    expect(await db.updates()).toEqual([])
  })

  test('keep only the fields they have', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { lock })
    await db.send({ type: 'ClearAll', indexUid: 'a', surprise: () => {} } as never)
    const [pending] = await db.store.read(['pending'], (t) => t.getAll('pending'))
    expect(pending).toMatchObject({ content: { type: 'ClearAll', indexUid: 'a' } })
    lock.release()
  })
})

describe('payloads', () => {
  test('come in chunks cut anywhere', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const bytes = new TextEncoder().encode(JSON.stringify([{ id: 1, title: 'Été à Nîmes 🎬' }]))
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'films',
      primaryKey: null,
      format: 'json',
    })
    await Promise.all(Array.from(bytes, (_, i) => db.engine.pushPayload(payload, bytes.slice(i, i + 1))))
    await db.engine.finishPayload(payload)
    await db.idle()
    expect(await db.documents('films')).toEqual([{ id: 1, title: 'Été à Nîmes 🎬' }])
  })

  test('may be Blobs larger than one slice, as NDJSON or CSV', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const rows = Array.from({ length: 3000 }, (_, i) => ({ id: i, text: `line ${i} ${'x'.repeat(300)}` }))
    const blob = new Blob(rows.map((row) => `${JSON.stringify(row)}\n`))
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'lines',
      primaryKey: null,
      format: 'ndjson',
    })
    await db.engine.pushPayload(payload, blob)
    await db.engine.finishPayload(payload)
    await db.add('table', 'id;name\n1;one\n2;two\n', { format: 'csv', csvDelimiter: ';' })
    await db.idle()
    expect(await db.documents('lines')).toEqual(rows)
    expect(await db.documents('table')).toEqual([
      { id: '1', name: 'one' },
      { id: '2', name: 'two' },
    ])
  })

  test('that are malformed are refused at the chunk that is, by every later call, and nothing is queued', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'films',
      primaryKey: null,
      format: 'ndjson',
    })
    await db.engine.pushPayload(payload, '{"id":1}\n')
    await expect(db.engine.pushPayload(payload, '{"id":2\n{"id":3}\n')).rejects.toMatchObject({
      code: 'malformed_payload',
    })
    await expect(db.engine.pushPayload(payload, '{"id":4}\n')).rejects.toMatchObject({ code: 'malformed_payload' })
    await expect(db.engine.finishPayload(payload)).rejects.toMatchObject({ code: 'malformed_payload' })
    await expect(db.engine.finishPayload(payload)).rejects.toMatchObject({ code: 'bad_request' })
    expect(await db.updates()).toEqual([])
    expect(await db.engine.isIdle()).toBe(true)
  })

  test('that are empty are refused', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await expect(db.add('films', '')).rejects.toMatchObject({ code: 'missing_payload' })
  })

  const manifestOf = async (db: TestEngine, uid: string) => (await db.manifests()).find((one) => one.uid === uid)

  test.each(['DocumentsAddition', 'DocumentsPartial'] as const)(
    'that hold no document make an index: %s',
    async (type) => {
      const db = await TestEngine.open(new MemoryStore())
      await db.add('films', '[]', { type, format: 'json' })
      await db.add('books', 'sku,name\n', { type, format: 'csv', primaryKey: 'sku' })
      await db.idle()
      expect(await manifestOf(db, 'films')).toMatchObject({ primaryKey: null, documents: 0, segments: [] })
      expect(await manifestOf(db, 'books')).toMatchObject({ primaryKey: 'sku', documents: 0 })
      await db.add('films', [{ id: 1 }, { id: 2 }], { type })
      await db.add('films', '[]', { type, format: 'json' })
      await db.add('films', '[]', { type, format: 'json', primaryKey: 'sku' })
      await db.idle()
      expect(await manifestOf(db, 'films')).toMatchObject({ primaryKey: 'id', documents: 2 })
      const updates = await db.updates()
      expect(updates.map(({ status }) => status)).toEqual([...Array(4).fill('processed'), 'failed'])
      expect(updates[4]).toMatchObject({ errorCode: 'index_primary_key_already_exists' })
      expect(updates[3]).toMatchObject({ type: { name: type, number: 0 } })
    },
  )

  test('for a bad uid, key, type or format are refused before anything is sent', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await expect(db.add('?', films)).rejects.toMatchObject({ code: 'invalid_index_uid' })
    await expect(db.add('a', films, { primaryKey: '' })).rejects.toMatchObject({ code: 'invalid_index_primary_key' })
    await expect(db.add('a', films, { type: 'ClearAll' as never })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(db.add('a', films, { format: 'xml' as never })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(db.add('a', films, { format: 'csv', csvDelimiter: ';;' })).rejects.toMatchObject({
      code: 'invalid_document_csv_delimiter',
    })
  })

  test('half received keep the engine from being let go until they are dropped', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'films',
      primaryKey: null,
      format: 'json',
    })
    expect(await db.engine.isIdle()).toBe(false)
    await db.engine.dropPayload(payload)
    expect(await db.engine.isIdle()).toBe(true)
  })

  test('are read back from storage after a restart', async () => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    await lock.hold()
    const many = Array.from({ length: 2000 }, (_, i) => ({ id: i, title: `Film ${i}`, text: 'word '.repeat(i % 40) }))
    const before = await TestEngine.open(new MemoryStore(disk), { lock })
    await before.add('films', many)
    await before.engine.close()
    const after = await TestEngine.open(new MemoryStore(disk))
    await after.engine.resume()
    await after.idle()
    expect(await after.documents('films')).toEqual(many)
    expect(await checkStore(after.store)).toEqual([])
  })

  test('whose stored pages are damaged fail as corrupt_payload', async () => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    await lock.hold()
    const before = await TestEngine.open(new MemoryStore(disk), { lock })
    await before.add('films', films)
    await before.engine.close()
    const store = new MemoryStore(disk)
    await store.write(['pages0'], 'relaxed', async (t) => {
      const page = (await t.getAll('pages0'))[0] as Uint8Array
      page[20] ^= 1
      await t.put('pages0', (await t.getAllKeys('pages0'))[0], page)
    })
    const after = await TestEngine.open(store)
    await after.engine.resume()
    await after.idle()
    expect(await after.outcomes()).toEqual(['1 DocumentsAddition failed corrupt_payload'])
    expect(await checkStore(store)).toEqual([])
  })
})

describe('index operations', () => {
  test('create, rename and delete an index', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.send({ type: 'IndexCreation', indexUid: 'a', primaryKey: 'key' })
    await db.send({ type: 'IndexCreation', indexUid: 'a', primaryKey: null })
    await db.add('a', [{ key: 'x' }])
    await db.send({ type: 'IndexUpdate', indexUid: 'a', newUid: 'b' })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 IndexCreation processed',
      '2 IndexCreation failed index_already_exists',
      '3 DocumentsAddition processed',
      '4 IndexUpdate processed',
    ])
    expect((await db.manifests()).map(({ uid, primaryKey, documents }) => [uid, primaryKey, documents])).toEqual([
      ['b', 'key', 1],
    ])
    expect(await db.documents('b')).toEqual([{ key: 'x' }])
    await db.send({ type: 'IndexDeletion', indexUid: 'a' })
    await db.send({ type: 'IndexDeletion', indexUid: 'b' })
    await db.idle()
    expect((await db.outcomes()).slice(4)).toEqual([
      '5 IndexDeletion failed index_not_found',
      '6 IndexDeletion processed',
    ])
    expect(await checkStore(db.store)).toEqual([])
    expect(await db.store.read(['pages0'], (t) => t.count('pages0'))).toBe(0)
  })

  test('a rename to an index that exists changes nothing', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.send({ type: 'IndexCreation', indexUid: 'b', primaryKey: null })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', newUid: 'b' })
    await db.send({ type: 'IndexUpdate', indexUid: 'nothing', newUid: 'c' })
    await db.idle()
    expect((await db.outcomes()).slice(2)).toEqual([
      '3 IndexUpdate failed index_already_exists',
      '4 IndexUpdate failed index_not_found',
    ])
    expect(await db.documents('a')).toEqual(films)
  })

  test('a primary key can be changed while the index holds no document', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.send({ type: 'IndexCreation', indexUid: 'a', primaryKey: null })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'other' })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'id' })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'id' })
    await db.add('a', films)
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'title' })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 IndexCreation processed',
      '2 IndexUpdate processed',
      '3 IndexUpdate processed',
      '4 IndexUpdate processed',
      '5 DocumentsAddition processed',
      '6 IndexUpdate failed index_primary_key_already_exists',
    ])
  })

  test('an emptied index takes another primary key, however it was emptied, and keeps its settings', async () => {
    const two = [
      { id: 1, sku: 'a' },
      { id: 2, sku: 'b' },
    ]
    const emptyings: readonly UpdateRequest[] = [
      { type: 'ClearAll', indexUid: 'a' },
      { type: 'DocumentsDeletion', indexUid: 'a', ids: [1, 2] },
    ]
    for (const emptying of emptyings) {
      for (const newUid of ['a', 'b']) {
        const db = await TestEngine.open(new MemoryStore())
        await db.send({ type: 'Settings', indexUid: 'a', settings: { stopWords: ['the'] } })
        await db.add('a', two)
        await db.send({ type: 'DocumentsDeletion', indexUid: 'a', ids: [1] })
        await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'sku' })
        await db.send(emptying)
        await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'sku', newUid })
        await db.add(newUid, [...two, { id: 3, sku: 'a' }])
        await db.idle()
        expect((await db.outcomes()).map((outcome) => outcome.split(' ').slice(2).join(' '))).toEqual([
          'processed',
          'processed',
          'processed',
          'failed index_primary_key_already_exists',
          'processed',
          'processed',
          'processed',
        ])
        expect(await db.documents(newUid)).toEqual([{ id: 3, sku: 'a' }, two[1]])
        expect((await db.manifests()).find(({ uid }) => uid === newUid)?.settings).toEqual({ stopWords: ['the'] })
        expect(await checkStore(db.store)).toEqual([])
      }
    }
  })

  test('a swap exchanges documents, keys and settings; all pairs or none', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.add('b', [{ key: 'x' }], { primaryKey: 'key' })
    await db.send({ type: 'Settings', indexUid: 'b', settings: { stopWords: ['the'] } })
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }] })
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }, { indexes: ['c', 'd'] }] })
    await db.idle()
    expect((await db.outcomes()).slice(3)).toEqual(['4 IndexSwap processed', '5 IndexSwap failed index_not_found'])
    expect((await db.manifests()).map(({ uid, primaryKey, settings }) => [uid, primaryKey, settings])).toEqual([
      ['a', 'key', { stopWords: ['the'] }],
      ['b', 'id', {}],
    ])
    expect(await db.documents('a')).toEqual([{ key: 'x' }])
    expect(await db.documents('b')).toEqual(films)
    expect(await checkStore(db.store)).toEqual([])
  })

  test('a swap may give an index a name that is free', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.add('b', [{ id: 9 }])
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'], rename: true }] })
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['none', 'c'], rename: true }] })
    await db.send({
      type: 'IndexSwap',
      swaps: [
        { indexes: ['a', 'c'], rename: true },
        { indexes: ['b', '__proto__'], rename: true },
      ],
    })
    await db.idle()
    expect((await db.outcomes()).slice(2)).toEqual([
      '3 IndexSwap failed index_already_exists',
      '4 IndexSwap failed index_not_found',
      '5 IndexSwap processed',
    ])
    expect((await db.manifests()).map(({ uid }) => uid).sort()).toEqual(['__proto__', 'c'])
    expect(await db.documents('c')).toEqual(films)
    expect(await db.documents('__proto__')).toEqual([{ id: 9 }])
    expect(await checkStore(db.store)).toEqual([])
  })

  test('an index may have any uid that is allowed', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('__proto__', films)
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['__proto__', 'constructor'] }] })
    await db.send({ type: 'IndexUpdate', indexUid: '__proto__', newUid: 'toString' })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 IndexSwap failed index_not_found',
      '3 IndexUpdate processed',
    ])
    expect(await db.documents('toString')).toEqual(films)
  })
})

describe('canceling', () => {
  test('an enqueued update never runs and ends as failed with update_canceled', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { lock })
    await db.add('a', films)
    await db.add('b', films)
    expect(await db.engine.cancelUpdates({ updateIds: [2] })).toEqual([{ updateId: 2 }])
    lock.release()
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 DocumentsAddition failed update_canceled'])
    expect((await db.updates())[1]).toMatchObject({ duration: 0 })
    expect(statusesOf(db.heard, 2)).toEqual(['enqueued', 'failed'])
    expect((await db.manifests()).map(({ uid }) => uid)).toEqual(['a'])
    expect(await checkStore(db.store)).toEqual([])
  })

  test('a running update is interrupted and leaves nothing', async () => {
    const started = deferred()
    const work = {
      ...engineWork,
      prepare: {
        ...engineWork.prepare,
        ClearAll: async (preparation: Parameters<typeof engineWork.prepare.ClearAll>[0]) => {
          started.resolve()
          for (let done = 0; ; done++) {
            await preparation.checkpoint({ step: 'clearing', done, total: 1 })
            await new Promise((resolve) => setTimeout(resolve, 1))
          }
        },
      },
    }
    const clock = new TestClock()
    const db = await TestEngine.open(new MemoryStore(), { work, clock })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    clock.time += 2500
    expect(await db.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([])
    expect(await db.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([{ updateId: 2 }])
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll failed update_canceled'])
    expect((await db.updates())[1]).toMatchObject({ duration: 2.5 })
    expect(await db.documents('films')).toEqual(films)
  })

  test('by another tab interrupts too', async () => {
    const disk = new MemoryDisk()
    const announcer = new LocalAnnouncer()
    const lock = new GatedLock()
    const started = deferred()
    const forever = async (preparation: Parameters<typeof engineWork.prepare.ClearAll>[0]) => {
      started.resolve()
      for (;;) {
        await preparation.checkpoint({ step: 'clearing', done: 0, total: 1 })
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const one = await TestEngine.open(new MemoryStore(disk), {
      announcer,
      lock,
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: forever } },
    })
    const two = await TestEngine.open(new MemoryStore(disk), { announcer: announcer.join(), lock })
    await one.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    expect(await two.engine.cancelUpdates({ statuses: ['processing'], types: ['ClearAll'] })).toEqual([{ updateId: 1 }])
    await one.idle()
    expect(await two.outcomes()).toEqual(['1 ClearAll failed update_canceled'])
  })

  test('does not take the last words of a tab that is gone for an update that runs', async () => {
    const disk = new MemoryDisk()
    const announcer = new LocalAnnouncer()
    const waiting = new GatedLock()
    const stored = await TestEngine.open(new MemoryStore(disk), { lock: waiting })
    await waiting.hold()
    await stored.send({ type: 'ClearAll', indexUid: 'films' })
    const db = await TestEngine.open(new MemoryStore(disk), { announcer })
    const [update] = await db.updates()
    announcer.join().post({
      type: 'update',
      update: { ...update, status: 'processing', startedProcessingAt: update.enqueuedAt } as Update,
    })
    expect(await db.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([])
    expect(await db.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([{ updateId: 1 }])
  })

  test('finds the running update of another tab even before its announcement was heard', async () => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    const one = await TestEngine.open(new MemoryStore(disk), { lock })
    const deaf = await TestEngine.open(new MemoryStore(disk), { lock })
    await lock.hold()
    await one.send({ type: 'ClearAll', indexUid: 'films' })
    await one.send({ type: 'ClearAll', indexUid: 'books' })
    expect(await deaf.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([{ updateId: 1 }])
    expect(await deaf.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([{ updateId: 2 }])
    lock.release()
    await one.idle()
    expect(await one.outcomes()).toEqual(['1 ClearAll failed update_canceled', '2 ClearAll failed update_canceled'])
  })

  test('touches no finished update and wants a filter', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.idle()
    expect(await db.engine.cancelUpdates({ updateIds: [1, 2, 3] })).toEqual([])
    await expect(db.engine.cancelUpdates({})).rejects.toMatchObject({ code: 'missing_task_filters' })
    await expect(db.engine.cancelUpdates({ statuses: ['failed' as never] })).rejects.toMatchObject({
      code: 'invalid_task_statuses',
    })
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
  })
})

describe('processing', () => {
  test('is repeated for a tab that opens later, and forgotten when the update ends', async () => {
    const started = deferred()
    const go = deferred()
    const slow = async (
      preparation: Parameters<typeof engineWork.prepare.ClearAll>[0],
      update: Parameters<typeof engineWork.prepare.ClearAll>[1],
    ) => {
      await preparation.checkpoint({ step: 'clearing', done: 3, total: 7 })
      started.resolve()
      await go.promise
      return engineWork.prepare.ClearAll(preparation, update)
    }
    const announcer = new LocalAnnouncer()
    const db = await TestEngine.open(new MemoryStore(), {
      announcer,
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: slow } },
    })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    const view = new ProcessingView(announcer.join())
    expect(view.current()).toMatchObject({
      status: 'processing',
      updateId: 2,
      progress: { step: 'clearing', done: 3, total: 7 },
      startedProcessingAt: '2030-01-01T00:00:00.000Z',
    })
    go.resolve()
    await db.idle()
    expect(view.current()).toBeNull()
  })

  test('announces progress at every step and about every 50 ms, not at every checkpoint', async () => {
    const clock = new TestClock()
    const chatty = async (
      preparation: Parameters<typeof engineWork.prepare.ClearAll>[0],
      update: Parameters<typeof engineWork.prepare.ClearAll>[1],
    ) => {
      for (let done = 0; done < 200; done++) {
        clock.time += 1
        await preparation.checkpoint({ step: 'clearing', done, total: 200 })
      }
      return engineWork.prepare.ClearAll(preparation, update)
    }
    let pauses = 0
    const pause = async () => {
      pauses++
    }
    const db = await TestEngine.open(new MemoryStore(), {
      clock,
      pause,
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: chatty } },
    })
    await db.add('films', films)
    await db.idle()
    pauses = 0
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.idle()
    const done = db.heard.flatMap((a) =>
      a.type === 'update' && a.update.status === 'processing' && a.update.progress.step === 'clearing'
        ? [a.update.progress.done]
        : [],
    )
    expect(done).toEqual([0, 50, 100, 150])
    expect(pauses).toBe(25)
  })
})

describe('storage trouble', () => {
  test('that passes is waited out', async () => {
    const faults = new Faults()
    const db = await TestEngine.open(new FaultyStore(new MemoryStore(), faults))
    await db.add('films', films)
    faults.failAfter(3, 'once')
    await db.idle()
    expect(faults.failedAt).not.toBeNull()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
    expect(db.heard.filter(({ type }) => type === 'status')).toEqual([])
  })

  test('that stays leaves the update enqueued, says so once, and does not spin', async () => {
    const disk = new MemoryDisk()
    const faults = new Faults()
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new FaultyStore(new MemoryStore(disk), faults), { lock })
    await db.add('films', films)
    faults.failAfter(1, 'dead')
    lock.release()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const operations = faults.operations
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(faults.operations).toBe(operations)
    expect(db.heard.flatMap((a) => (a.type === 'status' ? [a.status.state] : []))).toEqual(['storage-lost'])
    faults.heal()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition enqueued'])
    await db.engine.resume()
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
    expect(db.heard.flatMap((a) => (a.type === 'status' ? [a.status.state] : []))).toEqual([
      'storage-lost',
      'recovered',
    ])
  })

  test('a full disk fails the update, and nothing of it is stored', async () => {
    const faults = new Faults()
    const lock = new GatedLock()
    await lock.hold()
    const full = new SeeklingError('no_space_left_on_device', 'Full.')
    let commits = 0
    const inner = new FaultyStore(new MemoryStore(), faults)
    const store = {
      read: inner.read.bind(inner),
      close: inner.close.bind(inner),
      destroy: inner.destroy.bind(inner),
      write: ((buckets, durability, body) => {
        const isCommit = buckets.includes('indexes')
        return inner.write(buckets, durability, async (t) => {
          const answer = await body(t)
          if (isCommit && commits++ >= 0) throw full
          return answer
        })
      }) as typeof inner.write,
    }
    const db = await TestEngine.open(store, { lock })
    await db.add('films', films)
    lock.release()
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition failed no_space_left_on_device'])
    expect(commits).toBe(2)
    expect(await checkStore(store)).toEqual([])
  })
})

describe('closing', () => {
  test('interrupts the running update, which runs again after the next start', async () => {
    const disk = new MemoryDisk()
    const started = deferred()
    const forever = async (preparation: Parameters<typeof engineWork.prepare.ClearAll>[0]) => {
      started.resolve()
      for (;;) {
        await preparation.checkpoint({ step: 'clearing', done: 0, total: 1 })
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const before = await TestEngine.open(new MemoryStore(disk), {
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: forever } },
    })
    await before.add('films', films)
    await before.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    await before.engine.close()
    await expect(before.send({ type: 'ClearAll', indexUid: 'films' })).rejects.toMatchObject({ code: 'client_closed' })
    const after = await TestEngine.open(new MemoryStore(disk))
    expect(await after.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll enqueued'])
    await after.engine.resume()
    await after.idle()
    expect(await after.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll processed'])
  })

  test('does not wait for a lock somebody else holds', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { lock })
    await db.add('films', films)
    await db.engine.close()
    lock.release()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition enqueued'])
  })
})

describe('two engines on one store', () => {
  test('run one queue, each update once', async () => {
    const disk = new MemoryDisk()
    const announcer = new LocalAnnouncer()
    const lock = new GatedLock()
    const one = await TestEngine.open(new MemoryStore(disk), { announcer, lock })
    const two = await TestEngine.open(new MemoryStore(disk), { announcer: announcer.join(), lock })
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 ? one : two).add('films', [{ id: i, title: `Film ${i}` }])),
    )
    await Promise.all([one.idle(), two.idle()])
    expect((await one.outcomes()).every((line) => line.endsWith('processed'))).toBe(true)
    expect((await two.documents('films')).map(({ id }) => id).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await checkStore(one.store)).toEqual([])
  })

  test('without a common lock let no update fail for what the other has just changed', async () => {
    const store = new MemoryStore()
    const announcer = new LocalAnnouncer()
    const merging = deferred()
    const goOn = deferred()
    // After its first commit this one is held up, and keeps the state it knows.
    const mergeIfNeeded: EngineWork['mergeIfNeeded'] = async () => {
      merging.resolve()
      await goOn.promise
      return null
    }
    const slow = await TestEngine.open(store, { announcer, work: { ...engineWork, mergeIfNeeded } })
    const fast = await TestEngine.open(store, { announcer: announcer.join() })
    await slow.add('films', films)
    await merging.promise
    await fast.add('books', films)
    await fast.idle()
    await slow.send({ type: 'DocumentsDeletion', indexUid: 'books', ids: [1] })
    goOn.resolve()
    await slow.idle()
    expect(await slow.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 DocumentsAddition processed',
      '3 DocumentsDeletion processed',
    ])
  })

  test('without a common lock still commit every update once', async () => {
    const store = new MemoryStore()
    const announcer = new LocalAnnouncer()
    const one = await TestEngine.open(store, { announcer })
    const two = await TestEngine.open(store, { announcer: announcer.join() })
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? one : two).add('films', [{ id: i, title: `Film ${i}` }])),
    )
    await Promise.all([one.idle(), two.idle()])
    expect((await one.outcomes()).every((line) => line.endsWith('processed'))).toBe(true)
    expect(await one.documents('films')).toHaveLength(12)
    expect(await checkStore(store)).toEqual([])
  })
})

describe('damage', () => {
  const damaged = new SeeklingError('corrupt_segment', 'A test damaged this.')

  test('announced by a reader has the index rebuilt, once per version', async () => {
    let rebuilds = 0
    const rebuildIndex: EngineWork['rebuildIndex'] = async (_, manifest) => {
      rebuilds++
      return changeManifest(manifest, manifest)
    }
    const db = await TestEngine.open(new MemoryStore(), { work: { ...engineWork, rebuildIndex } })
    await db.add('films', films)
    await db.idle()
    for (let i = 0; i < 3; i++) {
      db.announcer.post({ type: 'damaged', indexUid: 'films', reason: 'a test' })
      await db.idle()
    }
    expect(rebuilds).toBe(1)
    expect(db.heard.flatMap((a) => (a.type === 'version' ? [a.version] : []))).toEqual([1, 2])
  })

  test('met by an update is healed by a rebuild before the update runs again', async () => {
    let sound = false
    const ClearAll: Prepare = async (preparation, update) => {
      if (!sound) throw damaged
      return engineWork.prepare.ClearAll(preparation, update)
    }
    const rebuildIndex: EngineWork['rebuildIndex'] = async (_, manifest) => {
      sound = true
      return changeManifest(manifest, manifest)
    }
    const work = { ...engineWork, rebuildIndex, prepare: { ...engineWork.prepare, ClearAll } }
    const db = await TestEngine.open(new MemoryStore(), { work })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll processed'])
  })

  test('that no rebuild heals fails the update by its name, and the queue goes on', async () => {
    const ClearAll: Prepare = async () => {
      throw damaged
    }
    const rebuildIndex: EngineWork['rebuildIndex'] = async (_, manifest) => changeManifest(manifest, manifest)
    const work = { ...engineWork, rebuildIndex, prepare: { ...engineWork.prepare, ClearAll } }
    const db = await TestEngine.open(new MemoryStore(), { work })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.add('films', films)
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 ClearAll failed corrupt_segment',
      '3 DocumentsAddition processed',
    ])
  })

  test('pages nothing names are found at the start and deleted', async () => {
    const store = new MemoryStore()
    const db = await TestEngine.open(store)
    await store.write(['pages2'], 'relaxed', (t) => t.put('pages2', 99 * 2 ** 20 + 3, new Uint8Array(100)))
    await db.add('films', films)
    await db.idle()
    expect(await store.read(['pages2'], (t) => t.count('pages2'))).toBe(0)
    expect(await db.documents('films')).toEqual(films)
  })
})

test('a store that a newer Seekling wrote is not touched', async () => {
  const store = new MemoryStore()
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'format', 2))
  await expect(TestEngine.open(store)).rejects.toMatchObject({ code: 'storage_too_new' })
})

test('an engine that was open before a newer Seekling came writes no more', async () => {
  const store = new MemoryStore()
  const lock = new GatedLock()
  const db = await TestEngine.open(store, { lock })
  await lock.hold()
  await db.add('films', films)
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'format', 2))
  await expect(db.add('films', films)).rejects.toMatchObject({ code: 'storage_too_new' })
  lock.release()
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
  expect(await db.outcomes()).toEqual(['1 DocumentsAddition enqueued'])
  expect(await db.manifests()).toEqual([])
})
