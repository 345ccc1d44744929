/**
 * What one node of the query matches: its posting lists, sorted into classes by how far they are
 * from what was typed, and from them sets of documents. Everything is made when first asked for,
 * since most searches end before they reach the more expensive classes.
 */
import { Bitset } from '../docset/bitset.ts'
import type { Expansion, PhraseTerms } from '../query/plan/expand.ts'
import type { QueryNode } from '../query/plan/graph.ts'
import type { SearchSegment } from '../query/plan/plan.ts'
import type { SearchedFields } from '../query/plan/searched-fields.ts'
import type { Split } from '../query/plan/split-terms.ts'
import { phrasePostings } from './phrase-postings.ts'
import { keepsPlace, PostingList } from './posting-list.ts'

/**
 * The word as typed; other words at no typo (prefix, synonym); one typo (or cut in two); two typos.
 */
export const exactClass = 0
export const zeroClass = 1
export const oneClass = 2
export const twoClass = 3

export class NodeMatches {
  readonly node: QueryNode
  readonly #expansion: Expansion
  readonly #segments: readonly SearchSegment[]
  readonly #fields: SearchedFields
  readonly #size: number
  readonly #lists: (readonly PostingList[] | undefined)[] = [undefined, undefined, undefined, undefined]
  /** By typo level: documents whose least typo level it is. null when there are none. */
  readonly #levels: (Bitset | null | undefined)[] = [undefined, undefined, undefined]
  #exact: Bitset | null | undefined
  #any: Bitset | null | undefined

  /** `size`: how many documents there are in all segments, deleted ones included. */
  constructor(
    node: QueryNode,
    expansion: Expansion,
    segments: readonly SearchSegment[],
    fields: SearchedFields,
    size: number,
  ) {
    this.node = node
    this.#expansion = expansion
    this.#segments = segments
    this.#fields = fields
    this.#size = size
  }

  /**
   * The lists of one class. Those of `zeroClass` hold the exact word again when the node is a
   * prefix.
   */
  lists(listClass: number): readonly PostingList[] {
    let found = this.#lists[listClass]
    if (found === undefined) {
      found = this.#read(listClass)
      this.#lists[listClass] = found
    }
    return found
  }

  /** Documents that hold the word or phrase as typed. */
  exact(): Bitset | null {
    if (this.#exact === undefined) this.#exact = this.#documentsOf([exactClass])
    return this.#exact
  }

  /** Documents whose best match takes exactly this many typos. */
  atLevel(level: number): Bitset | null {
    let found = this.#levels[level]
    if (found !== undefined) return found
    found = this.#documentsOf(level === 0 ? [exactClass, zeroClass] : [level + 1])
    for (let better = 0; better < level && found !== null; better++) {
      const closer = this.atLevel(better)
      if (closer !== null) found.subtract(closer)
    }
    this.#levels[level] = found
    return found
  }

  /** Documents that match at all. */
  any(): Bitset | null {
    if (this.#any !== undefined) return this.#any
    const levels = [0, 1, 2].map((level) => this.atLevel(level))
    this.#any = unionOf(levels)
    return this.#any
  }

  #documentsOf(classes: readonly number[]): Bitset | null {
    let found: Bitset | null = null
    for (const listClass of classes) {
      // A prefix's range holds the exact word too.
      if (listClass === exactClass && classes.length > 1 && this.node.prefix) continue
      for (const list of this.lists(listClass)) {
        found ??= new Bitset(this.#size)
        addDocuments(list, found)
      }
    }
    return found
  }

  #read(listClass: number): readonly PostingList[] {
    const { words, phrases, synonyms } = this.#expansion
    const lists: PostingList[] = []
    if (this.node.kind !== 'word') {
      const sequences =
        listClass === exactClass ? [phrases] : listClass === zeroClass ? synonyms.map((s) => s.phrases) : []
      const fixed = listClass === exactClass && this.node.kind === 'run' ? 0 : keepsPlace
      for (const sequence of sequences) {
        sequence.forEach((ordinals, segment) => {
          this.#pushPhrase(lists, segment, ordinals, fixed)
        })
      }
      return lists
    }
    words.forEach(({ exact, prefixes, oneTypo, twoTypos }, segment) => {
      const source = this.#segments[segment]
      const { view } = source
      const { allowed, typoAllowed } = this.#fields
      if (listClass === exactClass) {
        if (exact >= 0) lists.push(new PostingList(view.postings(exact), source, 0, allowed))
      } else if (listClass === zeroClass) {
        for (const range of prefixes) {
          const ascending = range.to - range.from === 1
          lists.push(new PostingList(view.rangePostings(range), source, 0, allowed, ascending))
        }
        for (const synonym of synonyms) this.#pushPhrase(lists, segment, synonym.phrases[segment], keepsPlace)
      } else {
        for (const term of listClass === oneClass ? oneTypo : twoTypos) {
          lists.push(new PostingList(view.postings(term), source, 0, typoAllowed))
        }
      }
    })
    if (listClass === oneClass) lists.push(...chooseSplit(this.#expansion.splits, this.#segments, this.#fields))
    return lists
  }

  #pushPhrase(lists: PostingList[], segment: number, ordinals: PhraseTerms, fixed: number): void {
    if (ordinals !== null) lists.push(phraseList(ordinals, this.#segments[segment], fixed, this.#fields.allowed))
  }
}

/** null when there are none; the set itself when there is one. */
export function unionOf(sets: readonly (Bitset | null)[]): Bitset | null {
  const [first = null, ...others] = sets.filter((set) => set !== null)
  if (first === null || others.length === 0) return first
  const all = first.clone()
  for (const other of others) all.unite(other)
  return all
}

/** Where the words of a phrase stand in sequence in one segment. */
export function phraseList(
  ordinals: Int32Array,
  source: SearchSegment,
  fixed: number,
  allowed: Uint8Array | null,
): PostingList {
  const offsets = [...ordinals.keys()].filter((offset) => ordinals[offset] >= 0)
  const words = offsets.map((offset) => source.view.postings(ordinals[offset]))
  const found = words.length === 1 ? words[0] : phrasePostings(words, offsets)
  return new PostingList(found, source, ordinals.length | fixed, allowed)
}

/**
 * The cut whose halves stand side by side in most documents; of equals the one with the shortest
 * left half.
 */
export function chooseSplit(
  splits: readonly Split[],
  segments: readonly SearchSegment[],
  fields: SearchedFields,
): readonly PostingList[] {
  let best: readonly PostingList[] = []
  let most = 0
  for (const { lefts, rights } of splits) {
    const lists: PostingList[] = []
    let count = 0
    for (let segment = 0; segment < segments.length; segment++) {
      if (lefts[segment] < 0 || rights[segment] < 0) continue
      const list = phraseList(
        Int32Array.of(lefts[segment], rights[segment]),
        segments[segment],
        keepsPlace,
        fields.allowed,
      )
      for (const document of list.postings.documents) if (!segments[segment].view.isDeleted(document)) count++
      lists.push(list)
    }
    if (count <= most) continue
    most = count
    best = lists
  }
  return best
}

/** Adds the documents of a list, by global number, that have it in an allowed field. */
export function addDocuments({ postings, base, allowed }: PostingList, into: Bitset): void {
  const { documents, starts, occurrences } = postings
  const { words } = into
  for (let i = 0; i < documents.length; i++) {
    if (allowed !== null && !isAllowed(allowed, occurrences, starts[i], starts[i + 1])) continue
    const document = base + documents[i]
    words[document >>> 5] |= 1 << (document & 31)
  }
}

function isAllowed(allowed: Uint8Array, occurrences: Uint32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (allowed[occurrences[at] >>> 16] === 1) return true
  return false
}
