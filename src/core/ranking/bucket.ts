/**
 * A part of the hits that no rule so far tells apart, and what the rules before have found out
 * about it: with every rule the readings of the query that count become fewer.
 */
import type { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument, NumbersOf } from '../docset/numbers.ts'
import type { Gathered } from './gathered.ts'
import type { Narrowing } from './narrowing.ts'

export class Bucket {
  readonly count: number
  readonly narrowing: Narrowing
  /** Their occurrences, if a rule has gathered them and nothing has been narrowed since. */
  readonly gathered: Gathered | null
  #documents: NumbersOf<GlobalDocument> | null
  readonly bits: Bitset | null

  private constructor(
    documents: NumbersOf<GlobalDocument> | null,
    bits: Bitset | null,
    count: number,
    narrowing: Narrowing,
    gathered: Gathered | null,
  ) {
    this.#documents = documents
    this.bits = bits
    this.count = count
    this.narrowing = narrowing
    this.gathered = gathered
  }

  /** The bits must not change any more. */
  static ofBits(bits: Bitset, count: number, narrowing: Narrowing): Bucket {
    return new Bucket(null, bits, count, narrowing, null)
  }

  /** Global document numbers, ascending. */
  static of(documents: NumbersOf<GlobalDocument>, narrowing: Narrowing, gathered: Gathered | null): Bucket {
    return new Bucket(documents, null, documents.length, narrowing, gathered)
  }

  /** Ascending. Do not change. */
  get documents(): NumbersOf<GlobalDocument> {
    if (this.#documents === null) this.#documents = (this.bits as Bitset).toArray()
    return this.#documents
  }

  /** The same documents, with what a rule has found out about all of them. */
  narrowed(narrowing: Narrowing, gathered: Gathered | null): Bucket {
    return new Bucket(this.#documents, this.bits, this.count, narrowing, gathered)
  }
}
