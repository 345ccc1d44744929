/** Search in ascending arrays. */

/**
 * The first index in from .. to - 1 whose value is not below `wanted`, or `to`. Gallops from
 * `from`, so a walk through ascending values costs the logarithm of the steps it skips.
 */
export function lowerBound(values: Uint32Array, wanted: number, from: number, to: number): number {
  if (from >= to || values[from] >= wanted) return from
  let low = from
  let step = 1
  while (low + step < to && values[low + step] < wanted) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, to)
  // values[low] < wanted, and values[high] >= wanted or high = to.
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (values[middle] < wanted) low = middle
    else high = middle
  }
  return high
}
