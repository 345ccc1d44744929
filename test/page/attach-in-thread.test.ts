/** Attaching over a real host, with the engines in this thread, as in Node. */
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import { type InThreadOptions, open } from '../../src/in-thread.ts'
import type { Client } from '../../src/index.ts'
import { type CountingServer, serveCounting } from '../support/counting-server.ts'
import { built, pagesOfSite } from '../support/test-site.ts'

let server: CountingServer
const clients: Client[] = []

beforeAll(async () => {
  server = await serveCounting(
    '/nowhere',
    await built(new MemoryStore(), { pages: pagesOfSite(500), more: [{ id: 1 }] }),
  )
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  server.take()
})
afterAll(() => server.close())

async function opened(options: InThreadOptions = {}): Promise<Client> {
  const client = await open({ indexedDB: new IDBFactory(), ...options })
  clients.push(client)
  return client
}

const url = () => `${server.url}/search/`
const ids = async (client: Client, q: string) =>
  (await client.index<{ id: unknown }>('pages').search(q, { limit: 3 })).hits.map(({ id }) => id)

test.each<[string, InThreadOptions]>([
  ['IndexedDB', {}],
  ['memory', { storage: 'memory' }],
])('over %s a site is attached, searched, written to, dumped and detached', async (_, options) => {
  const client = await opened(options)
  const own = client.index('own')
  await client.waitForPendingUpdate((await own.addDocuments([{ id: 1, title: 'mine' }])).updateId)
  const report = await client.attachSnapshot(new URL(url()), { indexes: ['pages'], fill: 'used' })
  expect(report).toMatchObject({ indexes: ['pages'], changed: true })
  expect((await client.getIndexes()).map(({ uid }) => uid).sort()).toEqual(['own', 'pages'])
  expect((await client.stats()).indexes.pages?.numberOfDocuments).toBe(500)
  expect(server.take().chunks).toEqual([])
  expect(await ids(client, 'word7')).toHaveLength(3)
  const { updateId } = await client.index('pages').addDocuments([{ id: 7, title: 'quokka' }])
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  expect(await ids(client, 'quokka')).toEqual([7])
  expect((await client.index('pages').getDocuments({ limit: 0 })).total).toBe(500)
  expect(await client.verify()).toMatchObject([{ state: 'sound' }, { state: 'sound' }])
  await expect(client.detachSnapshot(url())).rejects.toMatchObject({ code: 'index_has_other_documents' })
  await client.attachSnapshot(url(), { replace: true, fill: 'used' })
  await client.waitForPendingUpdate((await client.deleteIndex('pages')).updateId)
  expect((await client.attachSnapshot(url(), { fill: 'used' })).changed).toBe(true)
  await client.detachSnapshot(url())
  expect((await client.getIndexes()).map(({ uid }) => uid)).toEqual(['own'])
})

test('a URL that is none, or of a page where there is none, is refused by name', async () => {
  const client = await opened()
  for (const wrong of ['search/', '/search/', '', 3, null, undefined, {}, `${url()}index.json`]) {
    await expect(client.attachSnapshot(wrong as string)).rejects.toMatchObject({ code: 'invalid_options' })
    await expect(client.detachSnapshot(wrong as string)).rejects.toMatchObject({ code: 'invalid_options' })
  }
  await expect(client.attachSnapshot(url(), { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  await expect(client.attachSnapshot(url(), { fill: 'later' as never })).rejects.toMatchObject({
    code: 'invalid_options',
  })
  await expect(client.attachSnapshot(`${server.url}/none/`)).rejects.toMatchObject({
    code: 'snapshot_unavailable',
    details: { url: `${server.url}/none/index.json` },
  })
  expect(await client.getIndexes()).toEqual([])
})

test('an update that needs what cannot be had waits, and runs once it can', async () => {
  const client = await opened()
  await client.attachSnapshot(url(), { indexes: ['pages'], fill: 'used' })
  const { folder } = server
  server.folder = new Map()
  const { updateId } = await client.index('pages').addDocuments([{ id: 7, title: 'quokka' }])
  const waited = new Promise<string>((resolve) => client.on('status', ({ message }) => resolve(message)))
  expect(await waited).toMatch(/^Updates wait: http.*\/chunks\/.* cannot be had/)
  server.folder = folder
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  expect(await ids(client, 'quokka')).toEqual([7])
})
