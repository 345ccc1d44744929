/**
 * A dictionary over its top level and leaves that are read when a word needs them. Calls are
 * synchronous: a leaf that is not at hand ends a look-up with `MissingLeaf`. So a search first asks
 * a `LeafSurvey` which leaves all of its look-ups need, and loads those.
 */
import type { TermOrdinal } from '../docset/numbers.ts'
import { type DictionaryLeaf, findTerm } from './dictionary-leaf.ts'
import { type DictionaryTop, leafFor } from './dictionary-top.ts'
import type { Dictionary, TermRange, TypoMatches } from './segment-view.ts'
import { prefixBounds, termBytes } from './term-bytes.ts'
import { typoLeaves } from './typo-leaves.ts'
import { walkTypos } from './typo-walk.ts'

const decoder = new TextDecoder()

/** A leaf is needed that is not at hand. */
export class MissingLeaf extends Error {
  override readonly name = 'MissingLeaf'
}

export class LeafDictionary implements Dictionary {
  readonly size: number
  readonly memoKey: object
  readonly #top: DictionaryTop
  readonly #leafAt: (leaf: number) => DictionaryLeaf

  /**
   * `memoKey` stands for the terms: dictionaries with the same key have the same ones. `leafAt`
   * throws MissingLeaf.
   */
  constructor(top: DictionaryTop, memoKey: object, leafAt: (leaf: number) => DictionaryLeaf) {
    this.size = top.size
    this.memoKey = memoKey
    this.#top = top
    this.#leafAt = leafAt
  }

  find(term: string): number {
    const wanted = termBytes(term)
    const leaf = leafFor(this.#top, wanted)
    if (leaf < 0) return -1
    const at = this.#leafAt(leaf)
    const place = findTerm(at, wanted)
    return place < 0 ? -1 : at.first + place
  }

  prefixRange(prefix: string): TermRange {
    const [wanted, after] = prefixBounds(prefix)
    return { from: this.#seek(wanted), to: this.#seek(after) }
  }

  withinDistance(word: string, budget: 1 | 2, prefix: boolean): TypoMatches {
    const leaves = typoLeaves(this.#top, word, budget, prefix).map((leaf) => this.#leafAt(leaf))
    return walkTypos(leaves, word, budget, prefix)
  }

  termAt(ordinal: TermOrdinal): string {
    const { cursor } = this.#at(ordinal)
    return decoder.decode(cursor.term.subarray(0, cursor.length))
  }

  documentFrequency(ordinal: TermOrdinal): number {
    return this.#at(ordinal).cursor.documentFrequency
  }

  postingsStart(ordinal: TermOrdinal): number {
    const { postingsStarts, leaves, termsPerLeaf } = this.#top
    if (ordinal >= this.size) return postingsStarts[leaves]
    if (ordinal % termsPerLeaf === 0) return postingsStarts[ordinal / termsPerLeaf]
    return this.#at(ordinal).cursor.postingsStart
  }

  #at(ordinal: TermOrdinal): DictionaryLeaf {
    const leaf = this.#leafAt(Math.floor(ordinal / this.#top.termsPerLeaf))
    leaf.cursor.moveTo(ordinal - leaf.first)
    return leaf
  }

  #seek(wanted: Uint8Array): number {
    const leaf = leafFor(this.#top, wanted)
    if (leaf < 0) return 0
    const at = this.#leafAt(leaf)
    const place = findTerm(at, wanted)
    return at.first + (place < 0 ? -1 - place : place)
  }
}
