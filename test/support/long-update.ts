/**
 * What tests of real browsers do with a client: a few films, many numbers, and an update that takes
 * long enough to be interrupted.
 */
import { expect } from 'vitest'
import type { Client, Update } from '../../src/index.ts'

export const films = [
  { id: 1, title: 'Solaris' },
  { id: 2, title: 'Stalker' },
  { id: 3, title: 'Mirror' },
]

export async function withFilms(client: Client): Promise<void> {
  const { updateId } = await client.index('films').addDocuments(films)
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
}

export const titles = async (client: Client, q: string) =>
  (await client.index<(typeof films)[0]>('films').search(q)).hits.map(({ title }) => title)

export const many = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    title: `Number ${id}`,
    text: `some words about ${id % 977} and ${id % 331}`,
  }))

/**
 * An index of which a change of settings takes about a second: long enough to be interrupted.
 * Returns how many updates there were.
 */
export async function withNumbers(client: Client): Promise<number> {
  const { updateId } = await client.index('numbers').addDocuments(many(15_000))
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed', type: { number: 15_000 } })
  return updateId
}

export const startLongUpdate = (client: Client) => client.index('numbers').updateSearchableAttributes(['text'])

/** Nothing of the long update is left out, and nothing else has changed. */
export async function expectLongUpdateDone(client: Client): Promise<void> {
  const index = client.index('numbers')
  expect(await index.getSearchableAttributes()).toEqual(['text'])
  expect((await index.search('words', { page: 1 })).totalHits).toBe(1000)
  expect((await index.search('number')).hits).toEqual([])
  expect((await index.getStats()).numberOfDocuments).toBe(15_000)
}

/**
 * The next update after `before` that is announced to be processing. To be called before it is
 * enqueued: it may be short.
 */
export const nextProcessing = (client: Client, before = 0) =>
  new Promise<Update>((resolve) => {
    const stop = client.on('update', (update) => {
      if (update.updateId <= before || update.status !== 'processing') return
      stop()
      resolve(update)
    })
  })
