/**
 * What a look at a killed queue shows, by the model of workload.ts: every update wholly there or
 * wholly absent, in order and once, or what is wrong.
 */
import { fingerprint, isHit, type KillDocument, modelAfter } from './workload.ts'

/**
 * `doubled`: a document is listed or found twice. `stale`: as before an update that was already
 * finished. `torn`: as after no number of updates.
 */
export type Verdict = 'whole' | 'doubled' | 'stale' | 'torn'

export interface Seen {
  /** All documents, then the hits of the phrase. */
  readonly listed: readonly KillDocument[]
  readonly hits: readonly KillDocument[]
  /** How many steps were finished before and after looking. */
  readonly before: number
  readonly after: number
  /** Documents per update. */
  readonly size: number
}

/** How far back a state that is not current is looked for. */
const stepsBack = 5

export function judge({ listed, hits, before, after, size }: Seen): Verdict {
  if ([listed, hits].some((documents) => new Set(documents.map(({ id }) => id)).size < documents.length))
    return 'doubled'
  const [seen, found] = [fingerprint(listed), fingerprint(hits)]
  const matching = (from: number, isSame: (documents: KillDocument[]) => boolean): number => {
    for (let steps = after; steps >= from; steps--) {
      if (isSame([...modelAfter(steps, size).values()])) return steps
    }
    return -1
  }
  const from = Math.max(0, before - stepsBack)
  const listedAfter = matching(from, (documents) => fingerprint(documents) === seen)
  const foundAfter = matching(from, (documents) => fingerprint(documents.filter(isHit)) === found)
  if (listedAfter < 0 || foundAfter < 0) return 'torn'
  // The search came last.
  return listedAfter < before || foundAfter < listedAfter ? 'stale' : 'whole'
}
