/**
 * How long things took in this browser, kept between visits: the two ways to an index, and how long
 * a visit took to its first answer. What is told of them is a median.
 */
import { Measurements } from './median.ts'
import { recall, remember } from './remembered.ts'

export type Timed = 'documents' | 'files' | 'visit'

const listeners = new Set<() => void>()

const read = (what: Timed): Measurements => {
  const values = (recall(`times-${what}`) ?? '').split(' ').filter(Boolean).map(Number)
  return new Measurements({ fewest: 3, most: 9, values })
}

/** Seconds. */
export function noteTime(what: Timed, seconds: number): void {
  const times = read(what)
  times.note(seconds)
  remember(`times-${what}`, times.values.map((value) => value.toFixed(4)).join(' '))
  for (const listener of listeners) listener()
}

/** Seconds, of how many times; no median before the third. */
export function timeOf(what: Timed): { readonly median: number | undefined; readonly times: number } {
  const { median, values } = read(what)
  return { median, times: values.length }
}

export function onTimesChange(listener: () => void): void {
  listeners.add(listener)
}
