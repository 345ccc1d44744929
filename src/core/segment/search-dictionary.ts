/** A packed dictionary as a search needs it, typos included. Apart from the dictionary itself, so that a writer does not carry the typo walk. */
import type { PackedDictionary } from './packed-dictionary.ts'
import type { Dictionary, TermRange, TypoMatches } from './segment-view.ts'
import { walkTypos } from './typo-walk.ts'

export class SearchDictionary implements Dictionary {
  readonly size: number
  readonly #packed: PackedDictionary

  constructor(packed: PackedDictionary) {
    this.size = packed.size
    this.#packed = packed
  }

  find(term: string): number {
    return this.#packed.find(term)
  }

  prefixRange(prefix: string): TermRange {
    return this.#packed.prefixRange(prefix)
  }

  withinDistance(word: string, budget: 1 | 2, prefix: boolean): TypoMatches {
    return walkTypos(this.#packed.data, word, budget, prefix)
  }

  termAt(ordinal: number): string {
    return this.#packed.termAt(ordinal)
  }

  documentFrequency(ordinal: number): number {
    return this.#packed.documentFrequency(ordinal)
  }

  postingsStart(ordinal: number): number {
    return this.#packed.postingsStart(ordinal)
  }
}
