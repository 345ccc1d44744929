/**
 * How long a search may go on, asked in the middle of its long loops. They say how many simple
 * steps they have done, and the clock is read once for so many of them, since a reading costs as
 * much as some hundred. Once it is over it stays over: a search then answers what it has.
 *
 *     for (const document of documents) {
 *       if (limit.spend(2)) break
 *       …
 *     }
 */

/** Well below a millisecond's worth. */
const stepsBetween = 4096

/** Thrown by `pass`; caught where what was found so far is taken as it is. */
export class TimeUp extends Error {}

export class TimeLimit {
  readonly #isUp: () => boolean
  #steps = 0
  #isOver = false

  /** `isUp` reads the clock. */
  constructor(isUp: () => boolean = () => false) {
    this.#isUp = isUp
  }

  /** Reads the clock. */
  get isOver(): boolean {
    this.#isOver ||= this.#isUp()
    return this.#isOver
  }

  /**
   * True once the time is over, for all who ask from then on. The first steps are free, so that
   * what is quick is done whole, however short the time.
   */
  spend(steps: number): boolean {
    this.#steps += steps
    if (this.#steps < stepsBetween) return false
    if (this.isOver) return true
    this.#steps = 0
    return false
  }

  /** Throws `TimeUp` once the time is over. */
  pass(steps: number): void {
    if (this.spend(steps)) throw new TimeUp('The time of a search is over.')
  }
}
