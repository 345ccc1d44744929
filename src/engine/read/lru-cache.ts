/**
 * A cache with a bound in bytes: what was not used for longest goes first. The newest entry always
 * stays, however large it is.
 */

export class LruCache<Key, Value> {
  readonly #limit: number
  readonly #sizeOf: (value: Value) => number
  /** Least recently used first. */
  readonly #entries = new Map<Key, Value>()
  #bytes = 0

  /** `sizeOf` must say the same of a value whenever it is asked. */
  constructor(limit: number, sizeOf: (value: Value) => number) {
    this.#limit = limit
    this.#sizeOf = sizeOf
  }

  /** What all entries take. */
  get bytes(): number {
    return this.#bytes
  }

  /** Returns the value and counts it as just used. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    return value
  }

  /** Takes the place of what was there under this key. */
  set(key: Key, value: Value): void {
    this.delete(key)
    this.#entries.set(key, value)
    this.#bytes += this.#sizeOf(value)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#limit || oldest === key) break
      this.delete(oldest)
    }
  }

  delete(key: Key): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#bytes -= this.#sizeOf(value)
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }
}
