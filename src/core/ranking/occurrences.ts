/**
 * Where one node occurs in the documents of a bucket, as a chain of runs per document: one run per
 * posting list that has the document. heads[i] is the first run of the bucket's i-th document,
 * next[run] the following one, -1 the end; a run is occurrences[from[run] .. to[run]), ascending,
 * all of one word or phrase. The arrays only ever grow.
 */

export class Occurrences {
  heads = new Int32Array(64)
  next = new Int32Array(64)
  from = new Uint32Array(64)
  to = new Uint32Array(64)
  /** As in `PostingList`. By run. */
  spans = new Uint16Array(64)
  /** field * 65536 + position; of a phrase its first word's. */
  occurrences = new Uint32Array(256)
  /** Whether any run has a span. */
  hasSpans = false
  #runs = 0
  #count = 0
  /** The occurrences that `addRun` reads from. */
  #source: Uint32Array = this.occurrences
  #span = 0
  #allowed: Uint8Array | null = null

  reset(documents: number): void {
    if (this.heads.length < documents) this.heads = new Int32Array(Math.max(documents, this.heads.length * 2))
    this.heads.fill(-1, 0, documents)
    this.hasSpans = false
    this.#runs = 0
    this.#count = 0
  }

  /**
   * Sets where the next runs come from: a posting list's occurrences, its span, and the fields that
   * count (null: all do). A call of its own, because `addRun` is called for each document.
   */
  readFrom(source: Uint32Array, span: number, allowed: Uint8Array | null): void {
    this.#source = source
    this.#span = span
    this.#allowed = allowed
    if (span > 0) this.hasSpans = true
  }

  /** Adds source[from .. to) as a run of the bucket's document `index`. */
  addRun(index: number, from: number, to: number): void {
    const source = this.#source
    const allowed = this.#allowed
    const start = this.#count
    if (start + to - from > this.occurrences.length) this.#growOccurrences(start + to - from)
    const { occurrences } = this
    let end = start
    if (allowed === null) for (let at = from; at < to; at++) occurrences[end++] = source[at]
    else for (let at = from; at < to; at++) if (allowed[source[at] >>> 16] === 1) occurrences[end++] = source[at]
    if (end === start) return
    this.#count = end
    const run = this.#runs++
    if (run === this.next.length) this.#growRuns()
    this.next[run] = this.heads[index]
    this.from[run] = start
    this.to[run] = end
    this.spans[run] = this.#span
    this.heads[index] = run
  }

  #growOccurrences(needed: number): void {
    const grown = new Uint32Array(Math.max(needed, this.occurrences.length * 2))
    grown.set(this.occurrences)
    this.occurrences = grown
  }

  #growRuns(): void {
    const size = this.next.length * 2
    const next = new Int32Array(size)
    next.set(this.next)
    this.next = next
    const from = new Uint32Array(size)
    from.set(this.from)
    this.from = from
    const to = new Uint32Array(size)
    to.set(this.to)
    this.to = to
    const spans = new Uint16Array(size)
    spans.set(this.spans)
    this.spans = spans
  }
}
