/**
 * How long the two ways to an index took in this browser: kept between visits, since the first is
 * walked only once.
 */
import { recall, remember } from './remembered.ts'

export type Way = 'documents' | 'files'

const listeners = new Set<() => void>()

/** Seconds until the index could be searched. */
export function noteTime(way: Way, seconds: number): void {
  remember(`time-${way}`, String(seconds))
  for (const listener of listeners) listener()
}

/** null when it has not been measured here. */
export function timeOf(way: Way): number | null {
  const seconds = Number(recall(`time-${way}`) ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds : null
}

export function onTimesChange(listener: () => void): void {
  listeners.add(listener)
}
