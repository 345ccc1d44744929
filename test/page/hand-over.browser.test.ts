/**
 * What only a real browser can tell: that the page draws and reacts while a large array is made
 * ready.
 */
import { expect, test } from 'vitest'
import { handOver, take } from '../../src/page/hand-over.ts'
import type { UpdateApi } from '../../src/shared/engine-api.ts'

test('between any two slices of a large array the page hears its messages', async () => {
  const documents = Array.from({ length: 50_000 }, (_, id) => ({
    id,
    text: `some words about ${id % 977}`,
    tags: ['a', 'b'],
  }))
  let chunks = 0
  let heard = 0
  // Takes everything at once, so that whatever else runs, runs because the hand-over let it.
  const api = {
    beginPayload: async () => 1,
    pushPayload: async () => {
      chunks++
    },
    finishPayload: async () => ({ updateId: 1 }),
  } as unknown as UpdateApi
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    heard++
    port2.postMessage(0)
  }
  port2.postMessage(0)
  await handOver(
    { update: async () => api },
    { type: 'DocumentsAddition', indexUid: 'films', primaryKey: null },
    take(documents),
  )
  port1.close()
  expect(chunks).toBeGreaterThan(5)
  expect(heard).toBeGreaterThanOrEqual(chunks - 2)
})
