/** What benchmarks say of a list of measurements. Pure. */

/**
 * The value below which a share of the list lies: the one at that place of the sorted list, never
 * one between two.
 * @param {readonly number[]} list Not empty.
 * @param {number} q From 0 to 1.
 */
export const quantile = (list, q) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]

/** @param {readonly number[]} list Not empty. */
export const median = (list) => quantile(list, 0.5)

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} lowest
 * @property {number} highest
 */

/**
 * Median and range, in four significant digits: more would be noise.
 * @param {readonly number[]} list Not empty.
 * @returns {Spread}
 */
export function spreadOf(list) {
  const short = (/** @type {number} */ value) => Number(value.toPrecision(4))
  return { median: short(median(list)), lowest: short(Math.min(...list)), highest: short(Math.max(...list)) }
}
