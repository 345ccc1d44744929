/**
 * The kill test on every engine of this machine: while updates run, the workers of their page are
 * killed, or the page's process, or the one that keeps its storage, or the whole browser. Every
 * update must then be wholly there or wholly absent, in order and once, what was acknowledged must
 * be there, a search must find just that, and all run in the end.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Engine, enginesToTest } from '../../scripts/engines.mjs'
import type { Verdict } from '../e2e/kill/judge.ts'
import { fingerprint, modelAfter } from '../e2e/kill/workload.ts'
import { type Fate, KillTally } from './kill-tally.ts'
import { KilledBrowser, type KillKind } from './killed-browser.ts'
import { type ServedPages, servePages } from './pages.ts'

const documentsPerUpdate = 200
const updatesPerRound = 3
const longestQueue = 20
/** How many kills are to hit a queue that is not yet empty. */
const wantedKills = Number(process.env.SEEKLING_KILLS ?? 10)
const mostKills = 10 + wantedKills * 3
/** A long run says so often how far it is. */
const progressEvery = 50
/** On a busy machine a kill and the start after it take seconds. */
const allowedMs = (kills: number): number => (10 + kills / 3) * 60_000

/** Once each, and then those more often that need no start of a browser, which takes longest. */
const turns: readonly KillKind[] = [
  ...(['browser', 'tab', 'worker', 'page', 'storage'] as const),
  ...Array.from({ length: 5 }, () => ['tab', 'worker', 'page'] as const).flat(),
]
const wantedKinds = process.env.SEEKLING_KILL_KINDS?.split(',') ?? turns
const kindsOf = (engine: Engine): KillKind[] =>
  turns.filter((kind) => wantedKinds.includes(kind) && (kind !== 'storage' || engine.processes.storage !== undefined))

let pages: ServedPages
beforeAll(async () => {
  pages = await servePages(['kill', 'keeper'])
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

interface Look {
  readonly finished: number
  readonly stored: number
  readonly verdict: Verdict
}

class KillRun {
  readonly #browser: KilledBrowser
  readonly #tally: KillTally
  readonly #spreads = new Map<KillKind, number>()
  /** How many steps are stored. */
  #steps = 0

  constructor(browser: KilledBrowser, tally: KillTally) {
    this.#browser = browser
    this.#tally = tally
  }

  /** Makes updates, kills in the middle of them, and looks. */
  async round(kind: KillKind): Promise<void> {
    const browser = this.#browser
    const { kills } = this.#tally
    const spreadMs = this.#spreads.get(kind) ?? longestMs
    // Every other time the last one is on its way when the kill comes.
    const awaited = this.#steps + updatesPerRound - (kills % 2)
    while (this.#steps < awaited) expect(await browser.call('enqueue', [++this.#steps])).toBe(this.#steps + 1)
    const last = awaited + (kills % 2)
    const { killedAt, acknowledged } = await browser.killDuring(
      kind,
      moment(kills, spreadMs),
      last > awaited ? last : 0,
    )
    const look = await browser.call<Look>('check')
    const isInTime = (await browser.call<number>('unfinishedAt', [killedAt])) > 0
    this.#spreads.set(kind, nextSpread(spreadMs, isInTime))
    const fate: Fate =
      look.stored < (acknowledged ? last : awaited) ? 'lost' : look.stored > last ? 'doubled' : look.verdict
    this.#tally.add({
      kind,
      isInTime,
      fate,
      updates: look.stored - awaited + updatesPerRound,
      standstills: browser.takeStandstills(),
      ms: Math.round(Date.now() - killedAt),
    })
    expect(fate, `after kill ${kills + 1}, of a ${kind}: ${JSON.stringify(look)}`).toBe('whole')
    this.#steps = look.stored
    // On a busy machine kills come faster than updates are done.
    if (look.stored - look.finished > longestQueue) await browser.call('settle')
  }

  /** All that is queued runs, to the state of a run without kills. */
  async end(): Promise<void> {
    const { state, statuses } = await this.#browser.call<{ state: string; statuses: string[] }>('drain')
    expect(statuses).toEqual(expectedStatuses(this.#steps))
    expect(state).toBe(fingerprint(modelAfter(this.#steps, documentsPerUpdate).values()))
  }
}

test.each(enginesToTest().map((engine) => [engine.name, engine] as const))(
  '%s: updates survive kills',
  async (_name, engine) => {
    const tally = new KillTally(engine.name)
    const kinds = kindsOf(engine)
    const page = `kill.html?name=kill&size=${documentsPerUpdate}`
    const browser = await KilledBrowser.open(engine, pages.url, page)
    try {
      await browser.call('start')
      const run = new KillRun(browser, tally)
      while (tally.interrupting < wantedKills && tally.kills < mostKills) {
        await run.round(kinds[tally.kills % kinds.length])
        if (tally.kills % progressEvery === 0) console.log(tally.lines().join('\n'))
      }
      await run.end()
      expect(tally.interrupting).toBe(wantedKills)
    } finally {
      console.log(tally.lines().join('\n'))
      await browser.close()
    }
  },
  allowedMs(wantedKills),
)
