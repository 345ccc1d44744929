/** What came of the kills of one engine, by what was killed, as a table. */
import type { Verdict } from '../e2e/kill/judge.ts'
import type { KillKind } from './killed-browser.ts'

/** `lost`: an update that was acknowledged is not there. */
export type Fate = Verdict | 'lost'

interface Kill {
  readonly kind: KillKind
  /** Whether an update was pending or running. */
  readonly isInTime: boolean
  readonly fate: Fate
  /** How many were enqueued in this round. */
  readonly updates: number
  /** How often a call was told that the storage does not answer. */
  readonly standstills: number
  /** From the kill until the page that goes on was looked at. */
  readonly ms: number
}

const faults = ['lost', 'torn', 'doubled', 'stale'] as const

export class KillTally {
  readonly #engine: string
  readonly #kills: Kill[] = []

  constructor(engine: string) {
    this.#engine = engine
  }

  get kills(): number {
    return this.#kills.length
  }

  /** How many kills came in the middle of an update. */
  get interrupting(): number {
    return this.#kills.filter(({ isInTime }) => isInTime).length
  }

  add(kill: Kill): void {
    this.#kills.push(kill)
  }

  /** A line for each kind that was killed, and one for all. */
  lines(): string[] {
    const kinds = [...new Set(this.#kills.map(({ kind }) => kind))]
    const rows = [
      [this.#engine, 'kills', 'in mid-update', 'updates', ...faults, 'blocked', 'longest ms'],
      ...kinds.map((kind) =>
        row(
          kind,
          this.#kills.filter((kill) => kill.kind === kind),
        ),
      ),
      row('all', this.#kills),
    ]
    return rows.map((cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(9) : cell.padStart(13))).join(''))
  }
}

function row(name: string, kills: readonly Kill[]): string[] {
  const counts = [
    kills.length,
    kills.filter(({ isInTime }) => isInTime).length,
    kills.reduce((sum, { updates }) => sum + updates, 0),
    ...faults.map((fault) => kills.filter(({ fate }) => fate === fault).length),
    kills.reduce((sum, { standstills }) => sum + standstills, 0),
    Math.max(0, ...kills.map(({ ms }) => ms)),
  ]
  return [name, ...counts.map(String)]
}
