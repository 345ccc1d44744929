/** What a thing costs, told as a median, or not at all while there are too few measurements. */

/** The middle of the values; undefined where there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? sorted[half]
    : sorted.length === 0
      ? undefined
      : (sorted[half - 1] + sorted[half]) / 2
}

/** The newest measurements, and their median once there are enough to mean something. */
export class Measurements {
  readonly #values: number[]
  readonly #fewest: number
  readonly #most: number

  constructor({ fewest, most, values = [] }: { fewest: number; most: number; values?: readonly number[] }) {
    this.#fewest = fewest
    this.#most = most
    this.#values = values.filter(Number.isFinite).slice(-most)
  }

  get values(): readonly number[] {
    return this.#values
  }

  note(value: number): void {
    this.#values.push(value)
    if (this.#values.length > this.#most) this.#values.shift()
  }

  /** Undefined while there are fewer than `fewest`. */
  get median(): number | undefined {
    return this.#values.length < this.#fewest ? undefined : median(this.#values)
  }
}
