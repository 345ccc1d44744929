/** The time, as a parameter: tests hold it still. `Date` is one. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

/** RFC 3339, UTC, milliseconds. */
export const dateText = (time: number): string => new Date(time).toISOString()

/** Whole milliseconds as seconds; 0 when the clock was set back in between. */
export const durationSeconds = (from: number, to: number): number => Math.max(0, Math.round(to - from)) / 1000
