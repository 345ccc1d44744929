/**
 * A cache with a bound in bytes, or in entries where each counts as 1: what was not used for
 * longest goes first. The newest entry always stays, however large it is. Entries hang in a ring in
 * the order of their use: a search gets hundreds of them, and to take each out of a Map and put it
 * back would be dearer than what it is for.
 */

interface Entry<Key, Value> {
  readonly key: Key | undefined
  readonly value: Value | undefined
  /** Used just before this one. */
  before: Entry<Key, Value>
  /** Used just after this one. */
  after: Entry<Key, Value>
}

export class LruCache<Key, Value> {
  readonly #limit: number
  readonly #sizeOf: (value: Value) => number
  readonly #entries = new Map<Key, Entry<Key, Value>>()
  /** Where the ring begins and ends: after it comes the least recently used entry. */
  readonly #ends: Entry<Key, Value> = endsOfRing()
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
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.after !== this.#ends) {
      takeOut(entry)
      this.#putLast(entry)
    }
    return entry.value
  }

  /** Takes the place of what was there under this key. */
  set(key: Key, value: Value): void {
    this.delete(key)
    const entry = { key, value, before: this.#ends, after: this.#ends }
    this.#putLast(entry)
    this.#entries.set(key, entry)
    this.#bytes += this.#sizeOf(value)
    while (this.#bytes > this.#limit && this.#ends.after !== entry) this.delete(this.#ends.after.key as Key)
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    takeOut(entry)
    this.#bytes -= this.#sizeOf(entry.value as Value)
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
    this.#ends.before = this.#ends
    this.#ends.after = this.#ends
    this.#bytes = 0
  }

  #putLast(entry: Entry<Key, Value>): void {
    const ends = this.#ends
    entry.before = ends.before
    entry.after = ends
    ends.before.after = entry
    ends.before = entry
  }
}

function takeOut({ before, after }: Entry<unknown, unknown>): void {
  before.after = after
  after.before = before
}

function endsOfRing<Key, Value>(): Entry<Key, Value> {
  const ends = { key: undefined, value: undefined } as unknown as Entry<Key, Value>
  ends.before = ends
  ends.after = ends
  return ends
}
