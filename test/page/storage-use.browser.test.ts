/** The storage of a real browser, asked through workers and in this thread. */
import { afterEach, expect, test } from 'vitest'
import { closeClients, opened } from '../support/browser-clients.ts'

afterEach(closeClients)

/** WebKitGTK has no `navigator.storage`: there nothing is known, and nothing kept. */
const isKept = async (): Promise<boolean> => (await navigator.storage?.persisted?.()) ?? false

test.each([true, false])('what is used and granted is said (worker: %s)', async (worker) => {
  const client = await opened({ worker })
  const { storage } = await client.stats()
  const estimate = await navigator.storage?.estimate?.()
  expect(storage?.persisted).toBe(await isKept())
  if (estimate?.quota === undefined) return expect(storage).toMatchObject({ usage: null, quota: null })
  expect(storage?.quota).toBeGreaterThan(0)
  expect(storage?.usage).toBeGreaterThanOrEqual(0)
})

test.each([true, false])('in memory nothing is said, and nothing can be kept (worker: %s)', async (worker) => {
  const client = await opened({ worker, storage: 'memory' })
  expect((await client.stats()).storage).toBeNull()
  expect(await client.persist()).toBe(false)
})

test('the answer of the browser is the client’s', async () => {
  const client = await opened()
  // Firefox asks its user, who is not here to answer.
  const kept = navigator.userAgent.includes('Firefox') ? await isKept() : await client.persist()
  expect(kept).toBe(await isKept())
  expect((await client.stats()).storage?.persisted).toBe(kept)
})
