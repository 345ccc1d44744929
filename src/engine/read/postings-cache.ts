/** Decoded postings, least recently used ones dropped first: what one keystroke needed, the next one mostly needs too. */
import type { Postings } from '../../core/segment/segment-view.ts'

export class PostingsCache {
  readonly #limit: number
  readonly #entries = new Map<string, Postings>()
  #bytes = 0

  /** In bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string): Postings | undefined {
    const found = this.#entries.get(key)
    if (found !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, found)
    }
    return found
  }

  set(key: string, postings: Postings): void {
    this.#entries.set(key, postings)
    this.#bytes += sizeOf(postings)
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#limit || oldest === key) break
      this.#entries.delete(oldest)
      this.#bytes -= sizeOf(entry)
    }
  }
}

/** Bytes with the overhead of three arrays, an object and a map entry. */
const sizeOf = ({ documents, occurrences }: Postings): number => documents.length * 8 + occurrences.length * 4 + 700
