/**
 * Sorts strings by their UTF-16 units, as `sort` does, in steps: a thread that sorts hundreds of
 * thousands of them must let messages in between. Runs are sorted natively, then merged.
 */

/** Strings sorted or moved between two steps: a few milliseconds. */
export const stringsPerStep = 4096

/** The strings in order; up to `stringsPerStep` of them in one step. */
export function* sortInSteps(strings: readonly string[]): Generator<void, string[]> {
  let from: string[] = []
  for (let start = 0; start < strings.length; start += stringsPerStep) {
    if (start > 0) yield
    for (const string of strings.slice(start, start + stringsPerStep).sort()) from.push(string)
  }
  let into: string[] = from.length > stringsPerStep ? new Array(from.length) : []
  for (let length = stringsPerStep; length < from.length; length *= 2) {
    for (let start = 0; start < from.length; start += 2 * length) {
      const middle = Math.min(start + length, from.length)
      const end = Math.min(middle + length, from.length)
      let [left, right] = [start, middle]
      for (let at = start; at < end; at++) {
        if (at % stringsPerStep === 0) yield
        into[at] = right >= end || (left < middle && from[left] <= from[right]) ? from[left++] : from[right++]
      }
    }
    ;[from, into] = [into, from]
  }
  return from
}
