import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { HotPayloads } from '../../../src/engine/queue/hot-payloads.ts'
import { messagePause } from '../../../src/engine/work/message-pause.ts'
import { RunningWork } from '../../../src/engine/work/running-work.ts'
import { TestClock } from '../../support/test-engine.ts'

test('a checkpoint throws once the work is interrupted, also when that happens during its pause', async () => {
  const clock = new TestClock()
  const work: RunningWork = new RunningWork(
    clock,
    async () => work.interrupt('canceled'),
    () => {},
  )
  await work.checkpoint({ step: 'a', done: 0, total: 1 })
  clock.time += 8
  await expect(work.checkpoint({ step: 'a', done: 1, total: 1 })).rejects.toMatchObject({
    name: 'Interruption',
    reason: 'canceled',
  })
  await expect(work.checkpoint({ step: 'b', done: 0, total: 1 })).rejects.toMatchObject({ reason: 'canceled' })
})

test('a clock set back does not stop the pauses', async () => {
  const clock = new TestClock()
  let pauses = 0
  const work = new RunningWork(
    clock,
    async () => void pauses++,
    () => {},
  )
  clock.time -= 3_600_000
  await work.checkpoint({ step: 'a', done: 0, total: 1 })
  clock.time += 8
  await work.checkpoint({ step: 'a', done: 0, total: 1 })
  expect(pauses).toBe(2)
})

test('the pause lets messages in', async () => {
  let heard = false
  setTimeout(() => {
    heard = true
  }, 0)
  const until = Date.now() + 5000
  while (!heard && Date.now() < until) await messagePause()()
  expect(heard).toBe(true)
})

test('hot payloads are kept up to a bound and free their room when dropped', () => {
  const hot = new HotPayloads(100)
  const first = { documents: [{ id: 1 }], analysis: null, bytes: 60 }
  hot.keep(1, first)
  hot.keep(2, { documents: [{ id: 2 }], analysis: null, bytes: 60 })
  expect([hot.get(1), hot.get(2)]).toEqual([first, undefined])
  hot.drop(1)
  hot.drop(1)
  expect(hot.fits(100)).toBe(true)
  expect(hot.fits(101)).toBe(false)
})

test('the local lock runs one body at a time, in order, whatever becomes of them', async () => {
  const lock = new LocalWriterLock()
  const log: string[] = []
  const body = (name: string) => async () => {
    log.push(`${name} begins, held ${await lock.isHeld()}`)
    await messagePause()()
    log.push(`${name} ends`)
    if (name === 'one') throw new Error('one fails')
  }
  const one = lock.run(body('one'))
  const two = lock.run(body('two'))
  const given = new AbortController()
  const three = lock.run(body('three'), given.signal)
  given.abort()
  await expect(one).rejects.toThrow('one fails')
  await two
  await three
  expect(log).toEqual(['one begins, held true', 'one ends', 'two begins, held true', 'two ends'])
  expect(await lock.isHeld()).toBe(false)
})

test('announcements reach all joined announcers, and a listener that throws disturbs nobody', () => {
  const first = new LocalAnnouncer()
  const second = first.join()
  const heard: string[] = []
  const errors: unknown[] = []
  const log = console.error
  console.error = (...args) => errors.push(args)
  try {
    first.subscribe(() => {
      throw new Error('bad listener')
    })
    const stop = first.subscribe(() => heard.push('first'))
    second.subscribe(() => heard.push('second'))
    second.post({ type: 'hello' })
    stop()
    first.post({ type: 'hello' })
    second.close()
    second.post({ type: 'hello' })
    first.post({ type: 'hello' })
  } finally {
    console.error = log
  }
  expect(heard).toEqual(['first', 'second', 'second'])
  expect(errors).toHaveLength(3)
})
