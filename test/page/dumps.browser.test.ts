/**
 * Dumps in a real browser: the page's calls, several tabs' workers over one IndexedDB, and a worker
 * that is killed in the middle.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Client, OpenOptions, Transfer } from '../../src/index.ts'
import { closeClients, newName, opened, openedWithWorkers } from '../support/browser-clients.ts'

afterEach(closeClients)

async function withDocuments(client: Client, count: number): Promise<void> {
  const documents = Array.from({ length: count }, (_, id) => ({
    id,
    title: `Number ${id}`,
    text: `some words about ${id % 977} and ${id % 331} `.repeat(10),
  }))
  const { updateId } = await client.index('numbers').addDocuments(documents)
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
}

const done = (client: Client, uid: string) =>
  vi.waitFor(async () => expect((await client.getDumpStatus(uid)).status).toBe('done'), {
    timeout: 30_000,
    interval: 50,
  })

async function textOf(dump: Blob): Promise<string> {
  return new Response(dump.stream().pipeThrough(new DecompressionStream('gzip'))).text()
}

test.each<[string, OpenOptions]>([
  ['in workers', {}],
  ['in this thread', { worker: false }],
  [
    'in one worker of the page',
    { worker: () => new Worker(new URL('../../src/worker/entry.ts', import.meta.url), { type: 'module' }) },
  ],
  ['in memory', { storage: 'memory' }],
])('a dump is made, listed, downloaded and deleted: %s', async (_, options) => {
  const client = await opened(options)
  await withDocuments(client, 50)
  const heard: Transfer[] = []
  client.on('transfer', (transfer) => heard.push(transfer))
  const { uid, status } = await client.createDump()
  expect(status).toBe('in_progress')
  expect(uid).toMatch(/^\d{8}-\d{9}$/)
  await done(client, uid)
  const dump = await client.getDump(uid)
  expect(dump.type).toBe('application/gzip')
  const [listed] = await client.getDumps()
  expect(listed).toMatchObject({ uid, status: 'done', size: dump.size })
  const text = await textOf(dump)
  expect(text.match(/"title":"Number \d+"/g)).toHaveLength(50)
  await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'dump-creation', uid, status: 'done' }))
  await client.deleteDump(uid)
  expect(await client.getDumps()).toEqual([])
  await expect(client.getDump(uid)).rejects.toMatchObject({ name: 'SeeklingError', code: 'dump_not_found' })
})

test('what was written before it is in it, though nobody waited for it', async () => {
  const client = await opened()
  void client.index('films').addDocuments([{ id: 1, title: 'Solaris' }])
  const { uid } = await client.createDump()
  await done(client, uid)
  expect(await textOf(await client.getDump(uid))).toContain('Solaris')
})

test('its status is answered while the page waits for something else', async () => {
  const client = await opened()
  await withDocuments(client, 10)
  const { uid } = await client.createDump()
  await done(client, uid)
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const waiting = client.importSnapshot(new Response(readable))
  waiting.catch(() => {})
  const queued = client.index('numbers').addDocuments([{ id: 'later' }])
  expect((await client.getDumpStatus(uid)).status).toBe('done')
  expect(await client.getDumps()).toHaveLength(1)
  expect((await client.getDump(uid)).size).toBeGreaterThan(100)
  await writable.abort(new Error('enough'))
  await expect(waiting).rejects.toMatchObject({ code: 'io_error' })
  expect(await client.waitForPendingUpdate((await queued).updateId)).toMatchObject({ status: 'processed' })
})

test('searches and writes go on while a dump is made, and the writes wait', async () => {
  const name = newName()
  const client = await opened({ name })
  await withDocuments(client, 10_000)
  const other = await opened({ name })
  // Their workers are up before it begins.
  await Promise.all([client.getDumps(), other.getDumps()])
  const { uid } = await client.createDump()
  await expect(other.createDump()).rejects.toMatchObject({ code: 'dump_already_in_progress' })
  const { updateId } = await other.index('numbers').addDocuments([{ id: 'later', title: 'Later' }])
  expect((await other.index('numbers').search('number 17')).hits).not.toEqual([])
  await done(client, uid)
  expect(await other.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  expect((await client.index('numbers').search('later')).hits).toHaveLength(1)
  expect(await textOf(await other.getDump(uid))).not.toContain('"id":"later","title":"Later"}\n{')
})

test('another tab’s long queue does not keep a dump waiting: only the update that runs is finished', async () => {
  const name = newName()
  const client = await opened({ name })
  await withDocuments(client, 8_000)
  const other = await opened({ name })
  await other.getDumps()
  const index = client.index('numbers')
  // Each of them makes the whole index anew.
  for (const attributes of [['text'], ['title'], ['text'], ['title'], ['text']]) {
    await index.updateSearchableAttributes(attributes)
  }
  const { updateId } = await index.addDocuments([{ id: 'last', title: 'Last' }])
  const { uid } = await other.createDump()
  await done(other, uid)
  const text = await textOf(await other.getDump(uid))
  const statuses = [...text.matchAll(/"uid":(\d+),[^\n]*?"status":"(\w+)"/g)].map((found) => found[2])
  expect(statuses).toHaveLength(updateId)
  expect(statuses.at(-1)).toBe('enqueued')
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  const updates = await client.getAllUpdateStatus()
  expect(updates.map(({ status }) => status)).toEqual(Array(updateId).fill('processed'))
})

describe('killed in the middle', () => {
  test('a dump is made again by who looks next, and the queue is not frozen any more', async () => {
    const name = newName()
    const { client, workers } = await openedWithWorkers(name)
    await withDocuments(client, 10_000)
    const begun = new Promise<void>((resolve) => {
      client.on('transfer', ({ progress }) => progress && progress.done > 0 && resolve())
    })
    const { uid } = await client.createDump()
    await begun
    // The last one started is the dump's.
    workers.at(-1)?.terminate()
    await client.close()

    const next = await opened({ name })
    const { updateId } = await next.index('numbers').addDocuments([{ id: 'later', title: 'Later' }])
    expect(await next.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
    await done(next, uid)
    expect((await textOf(await next.getDump(uid))).match(/"title":"Number \d+"/g)).toHaveLength(10_000)
    const { databaseSize } = await next.stats()
    await next.deleteDump(uid)
    expect((await next.stats()).databaseSize).toBeLessThan(databaseSize)
  })
})

describe('taking a dump over', () => {
  test('replaces everything, finds it at once, and runs what waited', async () => {
    const from = await opened()
    await withDocuments(from, 200)
    const { uid } = await from.createDump()
    await done(from, uid)
    const dump = await from.getDump(uid)

    const to = await opened()
    const index = to.index<{ id: number; title: string }>('numbers')
    await to.waitForPendingUpdate((await index.addDocuments([{ id: 1, title: 'Old' }])).updateId)
    const heard: Transfer[] = []
    to.on('transfer', (transfer) => heard.push(transfer))
    expect(await to.importDump(dump)).toMatchObject({ dumpVersion: 'V6', indexes: 1, documents: 200, ignored: [] })
    expect((await index.search('number 17')).hits[0]).toMatchObject({ id: 17 })
    expect(await index.getDocument(1)).toMatchObject({ title: 'Number 1' })
    const { updateId } = await index.addDocuments([{ id: 1, title: 'New' }])
    expect(await to.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
    expect((await index.search('new')).hits).toHaveLength(1)
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'dump-import', status: 'done' }))
  })

  test('what is no dump is refused by name, and nothing is changed', async () => {
    const client = await opened()
    await withDocuments(client, 3)
    await expect(client.importDump(new Blob(['no dump']))).rejects.toMatchObject({
      name: 'SeeklingError',
      code: 'invalid_dump',
    })
    expect((await client.index('numbers').getStats()).numberOfDocuments).toBe(3)
  })

  test('killed in the middle, the old state is there and the next import works', async () => {
    const from = await opened()
    await withDocuments(from, 10_000)
    const { uid } = await from.createDump()
    await done(from, uid)
    const dump = await from.getDump(uid)

    const name = newName()
    const { client, workers } = await openedWithWorkers(name)
    await withDocuments(client, 10)
    const begun = new Promise<void>((resolve) => {
      client.on('transfer', ({ progress }) => progress?.step === 'importing documents' && resolve())
    })
    const importing = client.importDump(dump)
    importing.catch(() => {})
    await begun
    workers.at(-1)?.terminate()
    await expect(importing).rejects.toMatchObject({ code: 'worker_failed' })
    expect((await client.index('numbers').getStats()).numberOfDocuments).toBe(10)
    expect(await client.importDump(dump)).toMatchObject({ documents: 10_000 })
    expect((await client.index('numbers').getStats()).numberOfDocuments).toBe(10_000)
  })
})

describe('a snapshot', () => {
  async function snapshotOf(count: number): Promise<Blob> {
    const client = await opened()
    await withDocuments(client, count)
    return client.exportSnapshot()
  }

  const sources: [string, (snapshot: Blob) => Blob | Response | string | URL][] = [
    ['a Blob', (snapshot) => snapshot],
    ['a Response', (snapshot) => new Response(snapshot)],
    ['a URL', (snapshot) => new URL(URL.createObjectURL(snapshot))],
    ['the text of a URL', (snapshot) => URL.createObjectURL(snapshot)],
  ]

  test.each(sources)('is opened from %s, searched at once, and written to', async (_, source) => {
    const snapshot = await snapshotOf(500)
    const client = await opened()
    const index = client.index<{ id: number | string; title: string }>('numbers')
    expect(await client.importSnapshot(source(snapshot))).toEqual({ indexes: 1, documents: 500 })
    expect((await index.search('number 17')).hits[0]).toMatchObject({ id: 17 })
    const { updateId } = await index.addDocuments([{ id: 'later', title: 'Later' }])
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ updateId: 1, status: 'processed' })
    expect((await index.search('later')).hits).toHaveLength(1)
    expect((await index.getStats()).numberOfDocuments).toBe(501)
  })

  test.each<[string, OpenOptions]>([
    ['in this thread', { worker: false }],
    ['in memory', { storage: 'memory' }],
  ])('is made and opened %s', async (_, options) => {
    const snapshot = await snapshotOf(100)
    const client = await opened(options)
    expect(await client.importSnapshot(new Response(snapshot))).toEqual({ indexes: 1, documents: 100 })
    expect((await client.exportSnapshot()).size).toBeGreaterThan(1000)
  })

  test('is made as files as well, the same again for the same documents', async () => {
    const filesOf = async () => {
      const client = await opened()
      await withDocuments(client, 500)
      const files: string[] = []
      for await (const { path, bytes } of client.exportSnapshotFiles()) files.push(`${path} ${bytes}`)
      return files
    }
    const files = await filesOf()
    expect(files.at(-1)).toMatch(/^index\.json /)
    expect(files.length).toBeGreaterThan(4)
    expect(await filesOf()).toEqual(files)
  })

  test('that cannot be loaded or is none is refused by name, and nothing is changed', async () => {
    const client = await opened()
    await withDocuments(client, 3)
    await expect(client.importSnapshot('blob:nowhere')).rejects.toMatchObject({ code: 'io_error' })
    await expect(client.importSnapshot(new Response('gone', { status: 404 }))).rejects.toMatchObject({
      code: 'io_error',
    })
    await expect(client.importSnapshot(new Response('x'.repeat(50)))).rejects.toMatchObject({
      code: 'invalid_snapshot',
    })
    await expect(client.importSnapshot(3 as never)).rejects.toMatchObject({ code: 'invalid_snapshot' })
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('cable cut')) })
    await expect(client.importSnapshot(new Response(broken))).rejects.toMatchObject({ code: 'io_error' })
    expect((await client.index('numbers').getStats()).numberOfDocuments).toBe(3)
    const { updateId } = await client.index('numbers').addDocuments([{ id: 4 }])
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  })

  test('whose opening is killed in the middle leaves the old indexes', async () => {
    const snapshot = await snapshotOf(5_000)
    const { client, workers } = await openedWithWorkers(newName())
    await withDocuments(client, 10)
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const importing = client.importSnapshot(new Response(readable), { replace: true })
    importing.catch(() => {})
    const bytes = new Uint8Array(await snapshot.arrayBuffer())
    const writer = writable.getWriter()
    await writer.write(bytes.slice(0, bytes.length - 100))
    workers.at(-1)?.terminate()
    await expect(importing).rejects.toMatchObject({ code: 'worker_failed' })
    expect((await client.index('numbers').getStats()).numberOfDocuments).toBe(10)
    await expect(client.importSnapshot(snapshot)).rejects.toMatchObject({ code: 'index_has_other_documents' })
    expect(await client.importSnapshot(snapshot, { replace: true })).toEqual({ indexes: 1, documents: 5_000 })
  })
})
