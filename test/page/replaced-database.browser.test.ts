/**
 * A database that is deleted under two clients with workers of their own, in a real browser: by
 * `destroy()` and by other code.
 */
import { afterEach, expect, test } from 'vitest'
import type { Client } from '../../src/index.ts'
import { closeClients, newName, opened } from '../support/browser-clients.ts'

afterEach(closeClients)

const numbered = (from: number, count: number, word: string) =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, text: `${word} ${'x'.repeat(i % 9)}` }))

/**
 * Another client hears of an update when its announcement comes, or at the latest when it asks for
 * the update: so `readers` ask.
 */
const add = async (client: Client, documents: readonly { id: number; text: string }[], readers: Client[] = []) => {
  const { updateId } = await client.index('i').addDocuments(documents)
  for (const one of [client, ...readers]) {
    expect((await one.waitForPendingUpdate(updateId)).status).toBe('processed')
  }
}

const ids = async (client: Client) => (await client.index('i').search('', { limit: 1000 })).hits.map(({ id }) => id)

const deleteDatabase = (name: string) =>
  new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`seekling:v1:${name}`)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })

test.each(['destroy', 'deleteDatabase'])('a reader goes on with the next database after %s', async (how) => {
  const name = newName()
  const a = await opened({ name })
  const b = await opened({ name })
  const heard: string[] = []
  b.on('status', ({ state }) => heard.push(state))
  await add(a, numbered(1, 1, 'tree'))
  await add(a, numbered(2, 1, 'tree'), [b])
  expect(await ids(b)).toEqual([1, 2])

  if (how === 'destroy') await a.destroy()
  else await deleteDatabase(name)
  await expect(b.index('i').search('')).rejects.toMatchObject({ code: 'index_not_found' })
  expect(await b.getIndexes()).toEqual([])
  const c = await opened({ name })
  const all: number[] = []
  for (const id of [101, 102, 103, 104]) {
    await add(c, numbered(id, 1, 'tree'), [b])
    all.push(id)
    expect(await ids(b)).toEqual(all)
    expect((await b.index('i').getDocuments()).results.map((document) => document.id)).toEqual(all)
  }
  expect(heard).toEqual(['storage-lost'])
})

test('a live update worker of the deleted database does not harm the next one', async () => {
  const name = newName()
  const a = await opened({ name })
  await add(a, numbered(0, 1000, 'old'))
  await add(a, numbered(1000, 10, 'old'))
  await deleteDatabase(name)
  const b = await opened({ name })
  await add(b, numbered(5000, 500, 'new'))
  await add(a, numbered(9000, 10, 'late'), [b])
  const fresh = await opened({ name })
  for (const client of [a, b, fresh]) {
    expect(await ids(client)).toHaveLength(510)
    expect((await client.index('i').search('old')).hits).toEqual([])
  }
})
