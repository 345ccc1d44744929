/**
 * The browser loses its database process: the page is told so once, finds no empty memory instead,
 * stands in nobody's way, and goes on when it can.
 */
import { IDBFactory as FakeFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Client, open } from '../../src/in-thread.ts'
import { FakeLocks } from '../support/fake-locks.ts'

const named = (name: string, message: string) => Object.assign(new Error(message), { name })

/**
 * A factory whose connections die at once, and which then opens none, in the words of the browser
 * that does so.
 */
function mortalFactory() {
  const factory = new FakeFactory()
  let dead = false
  const connections: IDBDatabase[] = []
  const watched = (request: IDBOpenDBRequest) => {
    request.addEventListener('success', () => {
      const database = request.result
      const begin = database.transaction.bind(database)
      database.transaction = (...args) => {
        if (connections.includes(database)) return begin(...args)
        throw named('InvalidStateError', 'The database connection is closing.')
      }
      connections.push(database)
    })
    return request
  }
  const refused = () => {
    const error = named('UnknownError', 'Connection to Indexed Database server lost. Refresh the page to try again')
    const request: Record<string, unknown> = { error }
    queueMicrotask(() => (request.onerror as (event: unknown) => void)({ preventDefault() {} }))
    return request
  }
  const indexedDB = {
    open: (name: string, version?: number) => (dead ? refused() : watched(factory.open(name, version))),
    deleteDatabase: (name: string) => factory.deleteDatabase(name),
  } as unknown as IDBFactory
  const lose = () => {
    for (const database of connections.splice(0)) database.close()
  }
  return {
    indexedDB,
    lose,
    die: () => {
      dead = true
      lose()
    },
    heal: () => {
      dead = false
    },
  }
}

const locks = new FakeLocks()
const clients: Client[] = []
let disk: ReturnType<typeof mortalFactory>

beforeEach(() => {
  disk = mortalFactory()
  vi.stubGlobal('navigator', { locks })
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  vi.unstubAllGlobals()
})

async function opened() {
  const client = await open({ name: 'films', indexedDB: disk.indexedDB })
  clients.push(client)
  const heard: string[] = []
  client.on('status', ({ state }) => heard.push(state))
  const index = client.index('films')
  await client.waitForPendingUpdate((await index.addDocuments([{ id: 1, title: 'Solaris' }])).updateId)
  return { client, index, heard }
}

const lost = { name: 'SeeklingError', code: 'storage_unavailable', details: { lost: true } }

test('a connection that is only lost once is opened again, and nobody is told', async () => {
  const { index, heard } = await opened()
  disk.lose()
  expect((await index.search('solaris')).hits).toHaveLength(1)
  disk.lose()
  await index.waitForPendingUpdate((await index.addDocuments([{ id: 2 }])).updateId)
  expect(heard).toEqual([])
})

test('one that cannot be opened again is told once, and again when it answers', async () => {
  const { client, index, heard } = await opened()
  disk.die()
  await expect(index.search('solaris')).rejects.toMatchObject(lost)
  await expect(index.getDocument(1)).rejects.toMatchObject(lost)
  await expect(index.addDocuments([{ id: 2 }])).rejects.toMatchObject(lost)
  await expect(client.stats()).rejects.toMatchObject(lost)
  expect(heard).toEqual(['storage-lost'])
  disk.heal()
  expect((await index.search('solaris')).hits).toHaveLength(1)
  await index.waitForPendingUpdate((await index.addDocuments([{ id: 2 }])).updateId)
  expect(heard).toEqual(['storage-lost', 'recovered'])
})

test('a second client of the page gets an error, and no empty memory', async () => {
  await opened()
  disk.die()
  await expect(open({ name: 'films', indexedDB: disk.indexedDB })).rejects.toMatchObject(lost)
  await expect(open({ name: 'others', indexedDB: disk.indexedDB })).rejects.toMatchObject(lost)
})

test('a page that has lost its storage takes no locks, whoever wakes it', async () => {
  const { client, index } = await opened()
  await expect.poll(async () => (await locks.query()).held).toEqual([])
  disk.die()
  await expect(index.search('solaris')).rejects.toMatchObject(lost)
  const request = vi.spyOn(locks, 'request')
  const waiting = client.waitForPendingUpdate(7).catch((thrown) => thrown)
  await expect(index.deleteAllDocuments()).rejects.toMatchObject(lost)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(request).not.toHaveBeenCalled()
  disk.heal()
  expect(await waiting).toMatchObject({ name: 'SeeklingError' })
})
