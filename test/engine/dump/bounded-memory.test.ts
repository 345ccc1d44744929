/**
 * A dump of many documents is made in little memory: what is alive at once is measured, with the
 * garbage collected first.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { dumped, openDumps } from '../../support/test-dumps.ts'
import { TestClock, TestEngine } from '../../support/test-engine.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes alive. */
function alive(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const documentCount = 100_000
const megabyte = 1024 * 1024

test('100,000 documents are dumped in less than 100 MB of extra memory', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const perUpdate = 20_000
  for (let from = 0; from < documentCount; from += perUpdate) {
    const lines = Array.from({ length: perUpdate }, (_, i) =>
      JSON.stringify({ id: from + i, title: `Document ${from + i}`, text: `some words about ${i % 977} `.repeat(20) }),
    )
    await db.add('many', lines.join('\n'), { format: 'ndjson' })
    await db.idle()
  }
  await db.engine.close()

  const announcer = new LocalAnnouncer()
  const clock = new TestClock()
  clock.ticks = 60
  const engine = await openDumps(store, { announcer, clock })
  const before = alive()
  let peak = before
  let heard = 0
  announcer.subscribe((said) => {
    if (said.type === 'transfer' && heard++ % 4 === 0) peak = Math.max(peak, alive())
  })
  const dump = await dumped(engine)
  console.log(
    `${((peak - before) / megabyte).toFixed(1)} MB at most, over ${heard} reports; the dump is ${(dump.size / megabyte).toFixed(1)} MB`,
  )
  expect(heard).toBeGreaterThan(20)
  expect(peak - before).toBeLessThan(100 * megabyte)
})
