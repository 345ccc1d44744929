/** Numbers as people read them. English, like the page. */
const numbers = new Intl.NumberFormat('en')

export function count(value: number): string {
  return numbers.format(value)
}

/**
 * `0.4 ms`, `12 ms`, `1.3 s`. The engine may count in whole milliseconds, so none is less than one.
 */
export function milliseconds(ms: number): string {
  if (ms === 0) return '<1 ms'
  if (ms >= 1000) return seconds(ms / 1000)
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

/** `0.012 s` is said in milliseconds, longer ones with one decimal. */
export function seconds(value: number): string {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
