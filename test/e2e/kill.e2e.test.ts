/**
 * The kill test, in real Chromium: updates interrupted at random moments by ending their worker and
 * by SIGKILL of the whole browser. After each, every update must be wholly there or wholly absent;
 * in the end the queue must have drained to the state of a run without kills.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './built-page.ts'
import { KillSite, killBrowser } from './kill/browser.ts'
import type { killTest } from './kill/page.ts'
import { tearLog } from './kill/torn-log.ts'
import { fingerprint, modelAfter } from './kill/workload.ts'

/** Documents per update: more where the whole browser has to be killed in time. */
const smallSteps = 400
const largeSteps = 3000

declare const window: { killTest: typeof killTest }

let site: KillSite

beforeAll(async () => {
  site = await KillSite.build()
})

afterAll(() => site?.close())

const openPage = (context: BrowserContext, size: number): Promise<Page> => site.open(context, size)

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * A different moment each time, from at once to after a whole update. Spread evenly, so that no
 * part of an update is left out.
 */
const moment = (round: number, longestMs: number): number => (((round * 7) % 40) / 40) * longestMs

/** The statuses a run without kills ends with. */
function expectedStatuses(steps: number): string[] {
  return ['processed', ...Array.from({ length: steps }, (_, i) => ((i + 1) % 10 === 7 ? 'failed' : 'processed'))]
}

/**
 * Rounds go on until so many kills have come in time, since nothing is tested by a kill that comes
 * too late.
 */
const wantedWorkerKills = 30
const wantedBrowserKills = 10
const mostRounds = 100

test('updates whose worker is ended at any moment are wholly there or wholly absent, and all run in the end', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'seekling-profile-'))
  const context = await openBrowser(profile)
  try {
    const page = await openPage(context, smallSteps)
    await page.evaluate(() => window.killTest.start())
    let interrupted = 0
    let rounds = 0
    while (interrupted < wantedWorkerKills && rounds < mostRounds) {
      rounds++
      const before = await page.evaluate(() => window.killTest.check())
      await page.evaluate(
        async ([step, delay]) => {
          await window.killTest.enqueue(step)
          await new Promise((resolve) => setTimeout(resolve, delay))
          window.killTest.kill()
        },
        [rounds, moment(rounds, 60)] as const,
      )
      const { isWhole, finished } = await page.evaluate(() => window.killTest.check())
      expect(isWhole, `round ${rounds}`).toBe(true)
      expect(finished).toBeGreaterThanOrEqual(before.finished)
      if (finished < rounds) interrupted++
    }
    expect(interrupted).toBe(wantedWorkerKills)
    const { state, statuses, found } = await page.evaluate(() => window.killTest.drain())
    expect(statuses).toEqual(expectedStatuses(rounds))
    expect(state).toBe(fingerprint(modelAfter(rounds, smallSteps).values()))
    expect(found).toBeGreaterThan(0)
    expect(await page.evaluate(() => window.killTest.updateWorkersStarted())).toBeGreaterThan(wantedWorkerKills / 2)
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
})

test('updates of a browser that is killed are wholly there or wholly absent, and all run after it starts again', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'seekling-profile-'))
  const perRound = 3
  let interrupted = 0
  try {
    for (let round = 0; ; round++) {
      const steps = round * perRound
      const context = await openBrowser(profile)
      const page = await openPage(context, largeSteps)
      if (round === 0) await page.evaluate(() => window.killTest.start())
      const { isWhole, finished } = await page.evaluate(() => window.killTest.check())
      expect(isWhole, `after kill ${round}`).toBe(true)
      if (finished < steps) interrupted++
      if (interrupted === wantedBrowserKills || round === mostRounds) {
        const { state, statuses } = await page.evaluate(() => window.killTest.drain())
        expect(statuses).toEqual(expectedStatuses(steps))
        expect(state).toBe(fingerprint(modelAfter(steps, largeSteps).values()))
        await context.close()
        break
      }
      await page.evaluate(
        async ([first, count]) => {
          for (let i = 0; i < count; i++) await window.killTest.enqueue(first + i)
        },
        [steps + 1, perRound] as const,
      )
      await pause(moment(round, 120))
      killBrowser(profile)
      await context.close().catch(() => {})
    }
    expect(interrupted).toBe(wantedBrowserKills)
  } finally {
    await rm(profile, { recursive: true, force: true })
  }
})

test.each(['writes', 'only reads'])(
  'a log that a kill left torn takes nothing with it when the next visit %s',
  async (visit) => {
    const profile = await mkdtemp(join(tmpdir(), 'seekling-profile-'))
    try {
      let context = await openBrowser(profile)
      let page = await openPage(context, smallSteps)
      await page.evaluate(() => window.killTest.start())
      await page.evaluate(() => window.killTest.enqueue(1))
      const before = await page.evaluate(() => window.killTest.drain())
      killBrowser(profile)
      await context.close().catch(() => {})
      tearLog(profile)

      context = await openBrowser(profile)
      page = await openPage(context, smallSteps)
      if (visit === 'writes') await page.evaluate(() => window.killTest.enqueue(8))
      const during = await page.evaluate(() => window.killTest.drain())
      expect(during.state).toBe(before.state)
      // What the visit itself writes, and the browser when it closes the database.
      await pause(1_000)
      await context.close()

      context = await openBrowser(profile)
      page = await openPage(context, smallSteps)
      expect((await page.evaluate(() => window.killTest.drain())).state).toBe(before.state)
      await context.close()
    } finally {
      await rm(profile, { recursive: true, force: true })
    }
  },
)
