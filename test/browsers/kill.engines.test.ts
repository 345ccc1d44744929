/**
 * The kill test on every engine of this machine: the whole browser is killed while updates run, and
 * started again on what it had stored. Every update must then be wholly there or wholly absent, and
 * all run in the end.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engines } from '../../scripts/engines.mjs'
import { fingerprint, modelAfter } from '../e2e/kill/workload.ts'
import { DrivenBrowser } from './driven-browser.ts'
import { type ServedPages, servePage } from './pages.ts'

const documentsPerUpdate = 1500
const updatesPerRound = 3
/** How many kills are to hit a queue that is not yet empty. */
const wantedKills = Number(process.env.SEEKLING_KILLS ?? 10)
const mostKills = 10 + wantedKills * 3
/** A long run says so often how many kills have come in time. */
const progressEvery = 100
/** On a busy machine a kill and the start after it take seconds. */
const allowedMs = (kills: number): number => (10 + kills / 3) * 60_000

let pages: ServedPages
beforeAll(async () => {
  pages = await servePage('kill')
})
afterAll(() => pages?.close())

/** Evenly over the time that a round's updates take, as far as that is known. */
const moment = (round: number, spreadMs: number): number => (((round * 7) % 40) / 40) * spreadMs
const longestMs = 400
/**
 * Engines and machines differ: after a kill that came too late the next ones come earlier. By these
 * factors about three of four come in time.
 */
const nextSpread = (spreadMs: number, isInTime: boolean): number =>
  isInTime ? Math.min(longestMs, spreadMs * 1.2) : Math.max(1, spreadMs * 0.6)

const expectedStatuses = (steps: number): string[] => [
  'processed',
  ...Array.from({ length: steps }, (_, i) => ((i + 1) % 10 === 7 ? 'failed' : 'processed')),
]

const cases = engines.flatMap((engine) => (engine.find() === undefined ? [] : [[engine.name, engine] as const]))

test.each(cases)(
  '%s: updates survive kills',
  async (_name, engine) => {
    const url = `${pages.url}/kill.html?name=kill&size=${documentsPerUpdate}`
    const browser = await DrivenBrowser.open({ engine, url })
    let kills = 0
    let interrupting = 0
    let steps = 0
    let spreadMs = longestMs
    try {
      await browser.call('start')
      while (interrupting < wantedKills && kills < mostKills) {
        for (let i = 0; i < updatesPerRound; i++) expect(await browser.call('enqueue', [++steps])).toBe(steps + 1)
        await new Promise((resolve) => setTimeout(resolve, moment(++kills, spreadMs)))
        await browser.kill()
        const killedAt = Date.now()
        browser.start()
        const { isWhole } = await browser.call<{ isWhole: boolean }>('check')
        expect(isWhole, `after kill ${kills}`).toBe(true)
        const isInTime = (await browser.call<number>('unfinishedAt', [killedAt])) > 0
        if (isInTime && ++interrupting % progressEvery === 0) console.log(`${engine.name}: ${interrupting} of ${kills}`)
        spreadMs = nextSpread(spreadMs, isInTime)
      }
      const { state, statuses } = await browser.call<{ state: string; statuses: string[] }>('drain')
      expect(statuses).toEqual(expectedStatuses(steps))
      expect(state).toBe(fingerprint(modelAfter(steps, documentsPerUpdate).values()))
      expect(interrupting).toBe(wantedKills)
      console.log(`${engine.name}: ${kills} kills, ${interrupting} with updates under way, ${steps} updates, all whole`)
    } finally {
      await browser.close()
    }
  },
  allowedMs(wantedKills),
)
