/**
 * What is passed is taken as it is at the call, what is handed out is the caller's own, and no loop
 * of calls keeps the engine from its work.
 */
import { afterEach, describe, expect, test } from 'vitest'
import { open } from '../../src/in-thread.ts'
import type { Client } from '../../src/page/client.ts'

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})

async function opened(count = 3): Promise<Client> {
  const client = await open({ storage: 'memory' })
  clients.push(client)
  const documents = Array.from({ length: count }, (_, i) => ({ id: i + 1, title: `word ${i}`, year: 2000 + i }))
  const { updateId } = await client.index('a').addDocuments(documents)
  await client.waitForPendingUpdate(updateId)
  return client
}

/** As the reactive state of user-interface frameworks: members come wrapped too. */
const reactive = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(of, key, receiver) {
      const value = Reflect.get(of, key, receiver)
      return typeof value === 'object' && value !== null ? reactive(value) : value
    },
  })

describe('settings that were handed out', () => {
  test('can be changed and sent back', async () => {
    const client = await opened()
    const index = client.index('a')
    const settings = (await index.getSettings()) as unknown as { filterableAttributes: string[] }
    settings.filterableAttributes.push('year')
    await client.waitForPendingUpdate((await index.updateSettings(settings)).updateId)
    expect((await index.search('', { filter: 'year > 2001' })).hits).toHaveLength(1)
    expect(await (await opened()).index('a').getFilterableAttributes()).toEqual([])
  })

  test('change nothing by themselves', async () => {
    const index = (await opened()).index('a')
    for (let i = 0; i < 2; i++) {
      const attributes = (await index.getFilterableAttributes()) as string[]
      expect(attributes).toEqual([])
      attributes.push('year')
    }
  })
})

describe('arguments changed after the call', () => {
  test('are taken as they were', async () => {
    const client = await opened()
    const which = { ids: [1] }
    const documents = client.index('a').getDocuments(which)
    which.ids.push(2)
    expect((await documents).results).toHaveLength(1)
    const queries = [{ indexUid: 'a', q: '', limit: 1 }]
    const found = client.multiSearch({ queries })
    Object.assign(queries[0] as object, { limit: 3 })
    queries.push({ indexUid: 'a', q: '', limit: 1 })
    const { results } = await found
    expect(results.map(({ hits }) => hits.length)).toEqual([1])
  })

  test('also those of the first write', async () => {
    const client = await open({ storage: 'memory' })
    clients.push(client)
    const document = { id: 1, title: 'at the call' }
    const options = { primaryKey: 'id' }
    const receipt = client.index('a').addDocuments([document], options)
    document.title = 'later'
    options.primaryKey = 'none'
    await client.waitForPendingUpdate((await receipt).updateId)
    expect(await client.index('a').getDocument(1)).toEqual({ id: 1, title: 'at the call' })
  })
})

test('reactive proxies are taken where plain objects are', async () => {
  const client = await opened()
  const index = client.index('a')
  const { updateId } = await index.updateSettings(reactive({ filterableAttributes: ['year'] }))
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  expect((await index.search('', reactive({ filter: ['year = 2001'] }))).hits).toHaveLength(1)
})

describe('a loop of awaited calls', () => {
  test('lets a dump be made', async () => {
    const client = await opened()
    const { uid } = await client.createDump()
    while ((await client.getDumpStatus(uid)).status === 'in_progress');
    expect((await client.getDumpStatus(uid)).status).toBe('done')
  })

  test('lets an addition be done', async () => {
    const client = await opened()
    const index = client.index('a')
    const more = Array.from({ length: 5000 }, (_, i) => ({ id: 100 + i, title: `another ${i}` }))
    const receipt = index.addDocuments(more)
    while ((await index.search('another')).hits.length === 0);
    await receipt
  })
})
