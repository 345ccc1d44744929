/**
 * Finds out which leaves a piece of work will need, by letting it run: a look-up that needs a leaf
 * that is not at hand finds nothing, for now, and the leaf is noted. What a search looks up depends
 * little on what it finds, and where it does, it looks up more when it found nothing: so one survey
 * names all leaves, and reading them is one round. Ranges name every leaf in them, since the
 * postings of a range need the frequencies of all of its terms.
 */
import type { TermOrdinal } from '../docset/numbers.ts'
import { type DictionaryTop, leafFor } from './dictionary-top.ts'
import type { LeafDictionary } from './leaf-dictionary.ts'
import type { Dictionary, TermRange, TypoMatches } from './segment-view.ts'
import { prefixBounds, termBytes } from './term-bytes.ts'
import { typoLeaves } from './typo-leaves.ts'

const noTypos: TypoMatches = { terms: new Uint32Array(0), typos: new Uint8Array(0) }

export class LeafSurvey implements Dictionary {
  readonly size: number
  /** A key of its own: what a survey finds is provisional and must not be remembered. */
  readonly memoKey = {}
  /** The leaves that are needed and not at hand. */
  readonly missing = new Set<number>()
  readonly #top: DictionaryTop
  readonly #dictionary: LeafDictionary
  readonly #isHere: (leaf: number) => boolean

  constructor(top: DictionaryTop, dictionary: LeafDictionary, isHere: (leaf: number) => boolean) {
    this.size = top.size
    this.#top = top
    this.#dictionary = dictionary
    this.#isHere = isHere
  }

  find(term: string): number {
    return this.#has(leafFor(this.#top, termBytes(term))) ? this.#dictionary.find(term) : -2
  }

  prefixRange(prefix: string): TermRange {
    const [wanted, after] = prefixBounds(prefix)
    const last = leafFor(this.#top, after)
    let all = true
    for (let leaf = leafFor(this.#top, wanted); leaf <= last; leaf++) all = this.#has(leaf) && all
    return all ? this.#dictionary.prefixRange(prefix) : { from: 0, to: 0 }
  }

  withinDistance(word: string, budget: 1 | 2, prefix: boolean): TypoMatches {
    let all = true
    for (const leaf of typoLeaves(this.#top, word, budget, prefix)) all = this.#has(leaf) && all
    return all ? this.#dictionary.withinDistance(word, budget, prefix) : noTypos
  }

  termAt(ordinal: TermOrdinal): string {
    return this.#dictionary.termAt(ordinal)
  }

  documentFrequency(ordinal: TermOrdinal): number {
    return this.#dictionary.documentFrequency(ordinal)
  }

  postingsStart(ordinal: TermOrdinal): number {
    return this.#dictionary.postingsStart(ordinal)
  }

  #has(leaf: number): boolean {
    if (leaf < 0 || this.#isHere(leaf)) return true
    this.missing.add(leaf)
    return false
  }
}
