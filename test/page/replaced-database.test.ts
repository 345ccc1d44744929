/**
 * A database that is deleted under open clients, by `destroy()` or by other code: each of them then
 * answers what a fresh client does, at once, and harms nothing of the next database of that name.
 */

import { IDBFactory } from 'fake-indexeddb'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type Client, open } from '../../src/in-thread.ts'
import type { JsonObject } from '../../src/shared/document.ts'

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close().catch(() => {})
})

const opener = () => {
  const indexedDB = new IDBFactory()
  const opened = async (): Promise<Client> => {
    const client = await open({ indexedDB, name: 'shared' })
    clients.push(client)
    return client
  }
  const deleted = () =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('seekling:v1:shared')
      request.onsuccess = () => resolve()
      request.onerror = () => reject(request.error)
    })
  return { opened, deleted }
}

/**
 * Another client hears of an update when its announcement comes, or at the latest when it asks for
 * the update: so `readers` ask.
 */
const add = async (client: Client, documents: readonly JsonObject[], readers: readonly Client[] = []) => {
  const { updateId } = await client.index('i').addDocuments(documents)
  for (const one of [client, ...readers]) {
    expect((await one.waitForPendingUpdate(updateId)).status).toBe('processed')
  }
}
const numbered = (from: number, count: number, word: string) =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, text: `${word} ${'x'.repeat(i % 9)}` }))

/** Everything a reader can be asked, errors by their code; without durations and dates. */
const answers = async (client: Client): Promise<unknown> => {
  const index = client.index('i')
  const asked = [
    index.search('', { limit: 2000 }),
    index.search('tree'),
    index.searchForFacetValues({ facetName: 'kind' }),
    index.suggest('tr'),
    client.multiSearch({ queries: [{ indexUid: 'i', q: 'tree' }] }),
    index.getDocuments({ limit: 2000 }),
    index.getDocument(1),
    index.getStats(),
    index.getSettings(),
    client.stats(),
    client.getIndexes(),
    client.getAllUpdateStatus(),
    client.getDumps(),
  ]
  const settled = (await Promise.allSettled(asked)).map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as { code: unknown }).code,
  )
  return JSON.parse(JSON.stringify(settled, (key, value) => (key === 'processingTimeMs' ? 0 : value)))
}

const ids = async (client: Client) => (await client.index('i').search('', { limit: 5000 })).hits.map(({ id }) => id)

test.each(['destroy', 'deleteDatabase'])('a reader answers what a fresh client does after %s', async (how) => {
  const { opened, deleted } = opener()
  const a = await opened()
  const b = await opened()
  const heard: string[] = []
  b.on('status', ({ state }) => heard.push(state))
  await add(a, [{ id: 1, text: 'tree' }])
  await add(a, [{ id: 2, text: 'tree' }], [b])
  expect(await ids(b)).toEqual([1, 2])
  await answers(b)

  if (how === 'destroy') await a.destroy()
  else await deleted()
  await expect(b.index('i').search('')).rejects.toMatchObject({ code: 'index_not_found' })
  const c = await opened()
  expect(await answers(b)).toEqual(await answers(c))
  for (const id of [101, 102, 103, 104]) {
    await add(c, [{ id, text: 'tree' }], [b])
    expect(await ids(b)).toEqual(await ids(c))
    expect(await answers(b)).toEqual(await answers(c))
  }
  expect(heard).toEqual(['storage-lost'])
})

test('a writer whose snapshots are of the deleted database does not harm the next one', async () => {
  const { opened, deleted } = opener()
  const a = await opened()
  await add(a, numbered(0, 1000, 'old'))
  await add(a, numbered(1000, 10, 'old'))
  await deleted()
  const b = await opened()
  await add(b, numbered(5000, 500, 'new'))
  await add(a, numbered(9000, 10, 'late'), [b])
  const fresh = await opened()
  for (const client of [a, b, fresh]) {
    expect(await ids(client)).toHaveLength(510)
    expect((await client.index('i').search('old')).hits).toEqual([])
    expect(await answers(client)).toEqual(await answers(fresh))
  }
})

test('documents kept for an update of the deleted database are not those of an update of the next one', async () => {
  const { opened, deleted } = opener()
  const a = await opened()
  // Acknowledged, and perhaps not yet run.
  await a.index('i').addDocuments(numbered(0, 10, 'old'))
  await deleted()
  const b = await opened()
  await add(b, numbered(100, 5, 'new'), [a])
  expect(await ids(a)).toEqual([100, 101, 102, 103, 104])
  expect(await ids(b)).toEqual([100, 101, 102, 103, 104])
})

test('who waits for an update of the deleted database hears that it is gone', async () => {
  const { opened, deleted } = opener()
  const a = await opened()
  const { updateId } = await a.index('i').addDocuments(numbered(0, 3000, 'old'))
  const waiting = a.waitForPendingUpdate(updateId)
  const outcome = waiting.then(
    ({ status }) => status,
    ({ code }) => code,
  )
  await deleted()
  expect(['database_replaced', 'processed']).toContain(await outcome)
  await add(a, numbered(1, 2, 'next'))
  expect(await ids(a)).toEqual([1, 2])
})

test('a client that opens while the database is deleted opens with the next one', async () => {
  const { opened, deleted } = opener()
  await add(await opened(), [{ id: 1, text: 'tree' }])
  for (let turns = 0; turns < 30; turns++) {
    const opening = opened()
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
    await deleted()
    const client = await opening
    await add(client, [{ id: turns, text: 'tree' }])
    expect(await ids(client)).toEqual([turns])
  }
})

test('a database that was deleted is not made again before somebody asks for something', async () => {
  const indexedDB = new IDBFactory()
  const a = await open({ indexedDB, name: 'shared' })
  const b = await open({ indexedDB, name: 'shared' })
  await add(a, [{ id: 1 }])
  await a.destroy()
  expect(await indexedDB.databases()).toEqual([])
  await b.destroy()
  expect(await indexedDB.databases()).toEqual([])
})

test('whatever long-lived clients do, each answers as a fresh one', async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('add' as const), by: fc.nat(2), count: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), by: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), by: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('destroy' as const), by: fc.nat(2) }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const { opened, deleted } = opener()
      const open = [await opened(), await opened(), await opened()]
      let expected = new Set<number>()
      let next = 1
      for (const one of steps) {
        const client = open[one.by]
        if (one.do === 'add') {
          const documents = numbered(next, one.count, 'tree')
          next += one.count
          await add(client, documents, open)
          for (const { id } of documents) expected.add(id)
        } else if (one.do === 'read') await answers(client)
        else {
          expected = new Set()
          if (one.do === 'delete') await deleted()
          else {
            await client.destroy()
            open[one.by] = await opened()
          }
        }
        for (const reader of open) {
          expect(await ids(reader).catch(({ code }) => code)).toEqual(expected.size ? [...expected] : 'index_not_found')
        }
      }
      const fresh = await answers(await opened())
      for (const reader of open) expect(await answers(reader)).toEqual(fresh)
      for (const client of clients.splice(0)) await client.close().catch(() => {})
    }),
    { numRuns: 25 },
  )
}, 60_000)
