/** Binary search over sorted values. */

/**
 * The index of the first value that is not below `value`, or with `after` of the first that is
 * above it.
 */
export function bound<T extends number | string>(sorted: ArrayLike<T>, value: T, after: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = sorted[middle]
    if (found < value || (after && found === value)) low = middle + 1
    else high = middle
  }
  return low
}
