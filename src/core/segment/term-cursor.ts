/**
 * A place in a dictionary: the term there, decoded from its block, with its frequency and where its
 * postings start. The bytes were checked when the dictionary was opened, so nothing is
 * bounds-checked here.
 */
import { VarintReader } from '../bytes/varint-reader.ts'
import type { TermOrdinal } from '../docset/numbers.ts'
import { maxWordBytes } from '../text/tokenize.ts'
import { termsPerBlock } from './dictionary-writer.ts'

export interface DictionaryBytes {
  readonly size: number
  readonly blocks: Uint8Array
  /** One more than there are blocks: the last is the end. */
  readonly blockStarts: Uint32Array
  readonly postingsStarts: Uint32Array
}

export class TermCursor extends VarintReader {
  /** The current term is term[0 .. length). */
  readonly term = new Uint8Array(maxWordBytes)
  length = 0
  documentFrequency = 0
  postingsStart = 0
  postingsLength = 0
  /** -1 before the first term. */
  ordinal: TermOrdinal = -1
  readonly #data: DictionaryBytes

  constructor(data: DictionaryBytes) {
    super(data.blocks)
    this.#data = data
  }

  /** Goes one term on; false at the end. */
  next(): boolean {
    const ordinal = this.ordinal + 1
    if (ordinal >= this.#data.size) return false
    if (ordinal % termsPerBlock === 0) this.#enter(ordinal / termsPerBlock)
    else this.#step()
    return true
  }

  /** `ordinal` must be in range. Cheap when it lies ahead in the same block. */
  moveTo(ordinal: TermOrdinal): void {
    const block = Math.floor(ordinal / termsPerBlock)
    if (this.ordinal < 0 || ordinal < this.ordinal || Math.floor(this.ordinal / termsPerBlock) !== block)
      this.#enter(block)
    while (this.ordinal < ordinal) this.#step()
  }

  equals(wanted: Uint8Array): boolean {
    return this.length === wanted.length && wanted.every((byte, i) => byte === this.term[i])
  }

  #enter(block: number): void {
    this.at = this.#data.blockStarts[block]
    this.ordinal = block * termsPerBlock
    this.#read(0, this.varint())
    this.postingsStart = this.#data.postingsStarts[block]
  }

  #step(): void {
    this.ordinal++
    const shared = this.varint()
    const suffix = this.varint()
    const postingsStart = this.postingsStart + this.postingsLength
    this.#read(shared, suffix)
    this.postingsStart = postingsStart
  }

  #read(shared: number, suffix: number): void {
    const { blocks } = this.#data
    const length = shared + suffix
    const { term } = this
    let at = this.at
    for (let i = shared; i < length; i++) term[i] = blocks[at++]
    this.at = at
    this.length = length
    this.documentFrequency = this.varint()
    this.postingsLength = this.varint()
  }
}
