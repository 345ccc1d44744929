/**
 * The client over real engines in one thread: the package's `engine` entry, and `worker: false` of
 * the page entry.
 */
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { open as openInThread, SeeklingError } from '../../src/in-thread.ts'
import { type Client, type InThreadOptions, open } from '../../src/index.ts'
import { asImage, type Folder } from '../support/snapshot-files.ts'

const clients: Client[] = []
afterEach(async () => {
  vi.unstubAllGlobals()
  for (const client of clients.splice(0)) await client.close()
})

const opened = async (options: InThreadOptions = {}): Promise<Client> => {
  const client = await openInThread({ indexedDB: new IDBFactory(), ...options })
  clients.push(client)
  return client
}

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Stalker', year: 1979 },
  { id: 3, title: 'Mirror', year: 1975 },
]

async function withFilms(client: Client): Promise<void> {
  const { updateId } = await client.index('films').addDocuments(films)
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed', type: { number: 3 } })
}

const titles = async (client: Client, q: string) => {
  const { hits } = await client.index<(typeof films)[0]>('films').search(q)
  return hits.map(({ title }) => title)
}

test('documents are added, searched, changed and deleted', async () => {
  const client = await opened()
  await withFilms(client)
  expect(await titles(client, 'solris')).toEqual(['Solaris'])
  const index = client.index('films')
  const { updateId } = await index.updateDocuments({ id: 1, title: 'Andrei Rublev' })
  await client.waitForPendingUpdate(updateId)
  expect(await titles(client, 'rublev')).toEqual(['Andrei Rublev'])
  expect(await index.getDocument(1)).toEqual({ id: 1, title: 'Andrei Rublev', year: 1972 })
  await index.waitForPendingUpdate((await index.deleteDocument(2)).updateId)
  expect(await titles(client, 'stalker')).toEqual([])
  expect((await index.getStats()).numberOfDocuments).toBe(2)
})

test('waiting may throw for an update that failed, on the client and on the index', async () => {
  const client = await opened()
  const index = client.index('films')
  const { updateId } = await index.addDocuments([{ title: 'no id' }], { primaryKey: 'isbn' })
  for (const waiting of [client, index]) {
    expect((await waiting.waitForPendingUpdate(updateId)).status).toBe('failed')
    const thrown = await waiting.waitForPendingUpdate(updateId, { throwOnFailure: true }).catch((error) => error)
    expect(thrown).toBeInstanceOf(SeeklingError)
    expect(thrown).toMatchObject({ code: 'missing_document_id', details: { updateId, indexUid: 'films' } })
  }
})

test('the end of `await using` closes the client, once more or for the first time', async () => {
  const client = await openInThread({ indexedDB: new IDBFactory() })
  await client[Symbol.asyncDispose]()
  await expect(client.getIndexes()).rejects.toMatchObject({ code: 'client_closed' })
  await client[Symbol.asyncDispose]()
  await client.close()
})

test('what is processed can be searched at once, every time', async () => {
  const client = await opened()
  const index = client.index<{ id: number; word: string }>('words')
  for (let id = 0; id < 30; id++) {
    const { updateId } = await index.addDocuments({ id, word: `word${id}` })
    expect((await client.waitForPendingUpdate(updateId)).status).toBe('processed')
    expect((await index.search(`word${id}`)).hits[0]).toMatchObject({ id })
  }
})

test('polling the status instead of waiting is as good', async () => {
  const client = await opened()
  const index = client.index<{ id: number; word: string }>('words')
  for (let id = 0; id < 30; id++) {
    const { updateId } = await index.addDocuments({ id, word: `word${id}` })
    await vi.waitUntil(async () => (await client.getUpdateStatus(updateId)).status === 'processed', { interval: 0 })
    expect((await index.search(`word${id}`)).hits[0]).toMatchObject({ id })
  }
})

test('a second client on the same disk hears of and sees what the first one does', async () => {
  const indexedDB = new IDBFactory()
  const [one, two] = [await opened({ indexedDB }), await opened({ indexedDB })]
  const heard: string[] = []
  two.on('update', ({ updateId, status }) => heard.push(`${updateId} ${status}`))
  const { updateId } = await one.index('films').addDocuments(films)
  expect((await two.waitForPendingUpdate(updateId)).status).toBe('processed')
  expect(await titles(two, 'mirror')).toEqual(['Mirror'])
  expect(heard).toContain('1 enqueued')
  expect(heard).toContain('1 processing')
  expect(heard.at(-1)).toBe('1 processed')
})

test('clients on different disks know nothing of each other, whatever their name', async () => {
  const [one, two] = [await opened(), await opened()]
  const heard = vi.fn()
  two.on('update', heard)
  await withFilms(one)
  await expect(two.index('films').search('')).rejects.toMatchObject({ code: 'index_not_found' })
  expect(heard).not.toHaveBeenCalled()
})

test('everything is there after closing and opening again, and updates that were left are run', async () => {
  const indexedDB = new IDBFactory()
  const first = await opened({ indexedDB })
  await withFilms(first)
  const { updateId } = await first
    .index('films')
    .addDocuments(Array.from({ length: 2000 }, (_, i) => ({ id: 100 + i, title: `Film ${i}` })))
  await first.close()
  const second = await opened({ indexedDB })
  expect((await second.waitForPendingUpdate(updateId)).status).toBe('processed')
  expect(await titles(second, 'solaris')).toEqual(['Solaris'])
  expect((await second.index('films').getStats()).numberOfDocuments).toBe(2003)
})

test('after close every call rejects, those under way included', async () => {
  const client = await opened()
  await withFilms(client)
  const under = client.index('films').search('solaris')
  const closing = client.close()
  await expect(under).rejects.toMatchObject({ code: 'client_closed' })
  await closing
  for (const call of [
    client.index('films').search(''),
    client.getIndexes(),
    client.deleteIndex('films'),
    client.index('films').addDocuments([{ id: 1 }]),
    client.waitForPendingUpdate(1),
    client.destroy(),
  ]) {
    await expect(call).rejects.toMatchObject({ name: 'SeeklingError', code: 'client_closed' })
  }
  await client.close()
})

test('destroy deletes everything', async () => {
  const indexedDB = new IDBFactory()
  const client = await opened({ indexedDB })
  await withFilms(client)
  await client.destroy()
  expect(await indexedDB.databases()).toEqual([])
})

test('memory may be asked for, needs no IndexedDB and is nobody else’s', async () => {
  const [one, two] = [await openInThread({ storage: 'memory' }), await openInThread({ storage: 'memory' })]
  clients.push(one, two)
  await withFilms(one)
  expect(await titles(one, 'solaris')).toEqual(['Solaris'])
  expect(await two.getIndexes()).toEqual([])
})

test('where there is no IndexedDB, the error says what to pass', async () => {
  await expect(openInThread()).rejects.toMatchObject({
    code: 'invalid_options',
    message: expect.stringContaining('fake-indexeddb'),
  })
})

test('where IndexedDB refuses, everything is kept in memory and the status says so, also to who asks later', async () => {
  const refusing = {
    open: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  } as unknown as IDBFactory
  const client = await opened({ indexedDB: refusing })
  const heard: string[] = []
  client.on('status', ({ state }) => heard.push(state))
  expect(heard).toEqual(['memory-only'])
  await withFilms(client)
  expect(await titles(client, 'solaris')).toEqual(['Solaris'])
})

/** As a browser that was told to block all cookies has it. */
function blockStorage(): void {
  const refuse = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  class Refusing {
    constructor() {
      refuse()
    }
  }
  const own = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')
  Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get: refuse })
  vi.stubGlobal('BroadcastChannel', Refusing)
  vi.stubGlobal('navigator', { locks: { request: refuse, query: refuse } })
  onTestFinished(() => {
    if (own) Object.defineProperty(globalThis, 'indexedDB', own)
    else Reflect.deleteProperty(globalThis, 'indexedDB')
  })
}

test('where the browser blocks storage, channels and locks altogether, everything works in memory', async () => {
  blockStorage()
  const client = await openInThread()
  clients.push(client)
  const heard: string[] = []
  client.on('status', ({ state }) => heard.push(state))
  expect(heard).toEqual(['memory-only'])
  await withFilms(client)
  expect(await titles(client, 'solaris')).toEqual(['Solaris'])
  expect((await client.exportSnapshot()).size).toBeGreaterThan(0)
  await client.close()
})

test('an IndexedDB that was handed in is used where the browser blocks its own', async () => {
  blockStorage()
  const indexedDB = new IDBFactory()
  const first = await opened({ indexedDB })
  const heard: string[] = []
  first.on('status', ({ state }) => heard.push(state))
  await withFilms(first)
  await first.close()
  expect(await titles(await opened({ indexedDB }), 'mirror')).toEqual(['Mirror'])
  expect(heard).toEqual([])
})

test('the page entry runs the same engines for worker: false', async () => {
  const indexedDB = new IDBFactory()
  const client = await open({ worker: false, indexedDB })
  clients.push(client)
  await withFilms(client)
  expect(await titles(await opened({ indexedDB }), 'stalker')).toEqual(['Stalker'])
})

test.each([
  [{ name: 7 }, 'name'],
  [{ nmae: 'films' }, 'nmae'],
  [{ durability: 'maybe' }, 'durability'],
  [{ cacheBytes: -1 }, 'cacheBytes'],
  [{ storage: 'disk' }, 'storage'],
])('the option %j is refused by name', async (options, option) => {
  await expect(openInThread(options as never)).rejects.toMatchObject({ code: 'invalid_options', details: { option } })
})

const bad: [string, (client: Client) => Promise<unknown>][] = [
  ['search for a number', (client) => client.index('films').search(7 as never)],
  ['search with text for parameters', (client) => client.index('films').search('a', 'limit' as never)],
  ['search with an unknown parameter', (client) => client.index('films').search('a', { limt: 1 } as never)],
  ['search with a negative limit', (client) => client.index('films').search('a', { limit: -1 })],
  ['search an index that is not there', (client) => client.index('none').search('a')],
  ['search an index that cannot be', (client) => client.index({} as never).search('a')],
  ['add documents to an index that cannot be', (client) => client.index('a b').addDocuments([{ id: 1 }])],
  ['add nothing', (client) => client.index('films').addDocuments(undefined as never)],
  ['add empty text', (client) => client.index('films').addDocuments('')],
  ['add text that is no JSON', (client) => client.index('films').addDocuments('[{"id":1}')],
  ['add in an unknown format', (client) => client.index('films').addDocuments('x', { format: 'xml' as never })],
  ['add with options that are none', (client) => client.index('films').addDocuments('x', 7 as never)],
  [
    'add under a primary key that is no name',
    (client) => client.index('films').addDocuments([{ id: 1 }], { primaryKey: 7 as never }),
  ],
  ['delete by something that is no id', (client) => client.index('films').deleteDocument({} as never)],
  ['delete by something that is no list', (client) => client.index('films').deleteDocuments(7 as never)],
  ['unknown settings', (client) => client.index('films').updateSettings({ nothing: 1 } as never)],
  ['settings of a wrong type', (client) => client.index('films').updateStopWords(7 as never)],
  ['settings that are none', (client) => client.index('films').updateSettings(null as never)],
  ['swap nothing', (client) => client.swapIndexes(undefined as never)],
  ['update an index to nothing', (client) => client.updateIndex('films', { uid: '' })],
  ['a document that is not there', (client) => client.index('films').getDocument('none')],
  ['a document by nothing', (client) => client.index('films').getDocument(undefined as never)],
  ['documents from nowhere', (client) => client.index('films').getDocuments({ offset: 'x' as never })],
  ['an update that is not there', (client) => client.getUpdateStatus(999)],
  ['an update by text', (client) => client.getUpdateStatus('x' as never)],
  ['updates of an unknown status', (client) => client.getAllUpdateStatus({ statuses: ['done' as never] })],
  ['wait for an update that is not there', (client) => client.waitForPendingUpdate(999)],
  ['wait for nothing', (client) => client.waitForPendingUpdate(undefined as never)],
  ['cancel without saying what', (client) => client.cancelUpdates({})],
  ['cancel nothing', (client) => client.cancelUpdates(undefined as never)],
  ['many searches that are none', (client) => client.multiSearch([null as never])],
]

test.each(bad)('a mistake is answered with a typed error and changes nothing: %s', async (_, call) => {
  const client = await opened()
  await withFilms(client)
  const error = await call(client).then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(SeeklingError)
  expect(error.type).toBe('invalid_request')
  expect(await client.getAllUpdateStatus()).toHaveLength(1)
})

test('a build script makes a snapshot, and a page opens it', async () => {
  const build = await opened({ storage: 'memory' })
  await withFilms(build)
  const snapshot = await build.exportSnapshot()
  const page = await opened()
  expect(await page.importSnapshot(snapshot)).toEqual({ indexes: 1, documents: 3 })
  expect(await titles(page, 'solris')).toEqual(['Solaris'])
  const { updateId } = await page.index('films').addDocuments([{ id: 4, title: 'Nostalgia' }])
  expect(await page.waitForPendingUpdate(updateId)).toMatchObject({ updateId: 1, status: 'processed' })
  expect(await titles(page, 'nostalgia')).toEqual(['Nostalgia'])
})

test('a build script writes a snapshot as files, the root last, as the index was at the call', async () => {
  const build = await opened({ storage: 'memory' })
  await withFilms(build)
  const files = build.exportSnapshotFiles({ indexes: ['films'] })
  await build.deleteIndex('films')
  const folder: Folder = new Map()
  for await (const { path, bytes } of files) folder.set(path, bytes)
  expect([...folder.keys()].at(-1)).toBe('index.json')
  const page = await opened()
  expect(await page.importSnapshot(asImage(folder))).toEqual({ indexes: 1, documents: 3 })
  expect(await titles(page, 'solris')).toEqual(['Solaris'])
  // What is wrong is told to who iterates, also to who comes late.
  const refused = build.exportSnapshotFiles({ indexes: ['none'] })
  await new Promise((resolve) => setTimeout(resolve, 20))
  const iterate = async () => {
    for await (const file of refused) expect(file).toBeUndefined()
  }
  await expect(iterate()).rejects.toMatchObject({ code: 'index_not_found' })
})

test('a dump of one instance is taken over by another', async () => {
  const from = await opened()
  await withFilms(from)
  const { uid } = await from.createDump()
  await vi.waitFor(async () => expect((await from.getDumpStatus(uid)).status).toBe('done'))
  const to = await opened({ storage: 'memory' })
  expect(await to.importDump(await from.getDump(uid))).toMatchObject({ indexes: 1, documents: 3, finishedUpdates: 1 })
  expect(await titles(to, 'solris')).toEqual(['Solaris'])
})
