/**
 * A tab that holds the writer lock and stands still, without a word: others go on, and it does no
 * harm when it moves again.
 */
import { afterEach, expect, test } from 'vitest'
import type { Client } from '../../src/index.ts'
import { closeClients, newName, opened } from '../support/browser-clients.ts'

afterEach(closeClients)

/**
 * Starts workers that can be stopped; the client makes its search worker first, its update worker
 * next.
 */
function stoppable() {
  const workers: Worker[] = []
  const worker = () => {
    const made = new Worker(new URL('../support/stoppable-worker.ts', import.meta.url), { type: 'module' })
    workers.push(made)
    return made
  }
  const standStillWithin = async (database: string, forMs: number, isOverAll: boolean) => {
    const isWithin = new Promise<void>((resolve) => {
      workers[1].addEventListener('message', ({ data }) => data.isWithin && resolve())
    })
    workers[1].postMessage({ standStillForMs: forMs, within: database, isOverAll })
    await isWithin
  }
  return { worker, standStillWithin, standStill: (forMs: number) => workers[1].postMessage({ standStillForMs: forMs }) }
}

const documents = Array.from({ length: 20_000 }, (_, id) => ({
  id,
  title: `Number ${id}`,
  text: `some words about ${id % 977} and ${id % 331}`,
}))

/** Resolves when an update is processing, as the client hears. */
const processing = (client: Client, updateId: number) =>
  new Promise<void>((resolve) => {
    client.on('update', (update) => {
      if (update.updateId === updateId && update.status === 'processing') resolve()
    })
  })

test('what a writer that stands still was running is run by another tab, once, and in order', async () => {
  const name = newName()
  const { worker, standStill } = stoppable()
  const one = await opened({ name, worker })
  const two = await opened({ name })
  const index = one.index('numbers')
  await one.waitForPendingUpdate((await index.addDocuments(documents)).updateId)
  const started = processing(two, 2)
  const long = await index.updateSearchableAttributes(['text'])
  const next = await index.deleteDocument(0)
  await started
  const stoodStillAt = performance.now()
  standStill(8000)
  const done = await two.waitForPendingUpdate(long.updateId)
  console.log(`taken over and done ${Math.round(performance.now() - stoodStillAt)} ms after the writer stood still`)
  expect(done).toMatchObject({ updateId: 2, status: 'processed' })
  expect(await two.waitForPendingUpdate(next.updateId)).toMatchObject({ status: 'processed' })
  expect(performance.now() - stoodStillAt).toBeLessThan(8000)
  // It moves again, and goes on with what it had begun.
  await new Promise((resolve) => setTimeout(resolve, 8500 - (performance.now() - stoodStillAt)))
  const last = await index.addDocuments([{ id: 'last', title: 'Last', text: 'the last words' }])
  expect(await one.waitForPendingUpdate(last.updateId)).toMatchObject({ status: 'processed' })
  for (const client of [one, two]) {
    expect(await client.getAllUpdateStatus()).toMatchObject(
      [1, 2, 3, 4].map((updateId) => ({ updateId, status: 'processed' })),
    )
    expect((await client.index('numbers').getStats()).numberOfDocuments).toBe(20_000)
    expect((await client.index('numbers').search('number')).hits).toEqual([])
    expect((await client.index('numbers').search('last')).hits).toMatchObject([{ id: 'last' }])
    expect(await client.verify()).toMatchObject([{ indexUid: 'numbers', state: 'sound' }])
  }
}, 120_000)

test.each([
  ['some', false],
  ['all', true],
])(
  'a tab that stands still within a transaction over %s stores keeps nobody waiting for its end',
  async (_, isOverAll) => {
    const name = newName()
    const { worker, standStillWithin } = stoppable()
    const one = await opened({ name, worker })
    const two = await opened({ name })
    await one.waitForPendingUpdate((await one.index('films').addDocuments([{ id: 1, title: 'Solaris' }])).updateId)
    await two.waitForPendingUpdate(1)
    // Opens the index, and once more if news of it were on their way.
    for (const pauseMs of [0, 500]) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      expect((await two.index('films').search('solaris')).hits).toHaveLength(1)
    }
    const standsStillForMs = 8000
    await standStillWithin(`seekling:v1:${name}`, standsStillForMs, isOverAll)
    const stoodStillAt = performance.now()
    const blocked = { code: 'storage_blocked' }
    await Promise.all([
      expect(two.getAllUpdateStatus()).rejects.toMatchObject(blocked),
      expect(two.index('films').addDocuments([{ id: 2, title: 'Stalker' }])).rejects.toMatchObject(blocked),
      expect(opened({ name })).rejects.toMatchObject(blocked),
    ])
    const tookMs = performance.now() - stoodStillAt
    console.log(`rejected ${Math.round(tookMs)} ms after a tab stood still within a transaction`)
    expect(tookMs).toBeLessThan(standsStillForMs)
    // What is in memory is answered where the connection is known to be sound.
    if (!isOverAll) expect((await two.index('films').search('solaris')).hits).toHaveLength(1)
    expect(performance.now() - stoodStillAt).toBeLessThan(standsStillForMs)
    await new Promise((resolve) => setTimeout(resolve, standsStillForMs + 500 - (performance.now() - stoodStillAt)))
    const { updateId } = await two.index('films').addDocuments([{ id: 3, title: 'Mirror' }])
    expect(await two.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
    for (const client of [one, two]) expect((await client.index('films').search('')).hits).toHaveLength(2)
  },
  60_000,
)
