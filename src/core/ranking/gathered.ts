/**
 * Where the nodes of a query occur in the documents of one bucket. Flat arrays, kept from search to
 * search and only ever grown: gathering allocates nothing per document or occurrence.
 */
import type { GlobalDocument, LocalDocument, NumbersOf } from '../docset/numbers.ts'
import { type Narrowing, nothingKnown } from './narrowing.ts'
import { exactClass, type NodeMatches, oneClass, twoClass, zeroClass } from './node-matches.ts'
import { Occurrences } from './occurrences.ts'
import type { EntryIndex, PostingList } from './posting-list.ts'
import { lowerBound } from './seek.ts'

const none = new Uint32Array(0)

/**
 * Room for more than this, 4 MiB and as much for the runs, is not kept from one search to the next.
 */
const keptOccurrences = 1 << 20

/** What is measured of an occurrence: |table[(occurrence >>> shift) & 65535] - origin|. */
export interface Measure {
  readonly table: Int32Array
  readonly shift: number
  readonly origin: number
}

export class Gathered {
  /** The bucket's documents, ascending. */
  #documents: NumbersOf<GlobalDocument> = none
  /** Valid for a document d only if documents[indexOf[d]] === d: it is never cleared. */
  #indexOf: Uint32Array = none
  #narrowing: Narrowing = nothingKnown
  readonly #nodes = new Map<NodeMatches, Occurrences>()
  /** Chains of earlier searches, to be used again. */
  readonly #spare: Occurrences[] = []

  /** Starts anew for a bucket of an index of `size` documents. */
  reset(documents: NumbersOf<GlobalDocument>, narrowing: Narrowing, size: number): void {
    this.release()
    this.#narrowing = narrowing
    this.#documents = documents
    if (this.#indexOf.length < size) this.#indexOf = new Uint32Array(size)
    for (let i = 0; i < documents.length; i++) this.#indexOf[documents[i]] = i
  }

  /** Drops the references to the search it was filled for; the arrays stay. */
  release(): void {
    for (const occurrences of this.#nodes.values()) {
      if (occurrences.occurrences.length <= keptOccurrences) this.#spare.push(occurrences)
    }
    this.#nodes.clear()
    this.#documents = none
  }

  /** The place of a document of the bucket. */
  indexOf(document: GlobalDocument): number {
    return this.#indexOf[document]
  }

  /**
   * A node's occurrences in the bucket's documents, as far as the rules before have left them in
   * play.
   */
  of(node: NodeMatches): Occurrences {
    let found = this.#nodes.get(node)
    if (found === undefined) {
      found = this.#spare.pop() ?? new Occurrences()
      found.reset(this.#documents.length)
      for (const filtered of this.#lists(node)) this.#gather(filtered, found)
      this.#nodes.set(node, found)
    }
    return found
  }

  /**
   * Lowers least[i] to the least measure of the node's occurrences in documents[i], some or all
   * documents of the bucket. Without gathering them, if that is not done yet: a measure needs each
   * occurrence once.
   */
  measure(node: NodeMatches, measure: Measure, documents: NumbersOf<GlobalDocument>, least: Int32Array): void {
    const gathered = this.#nodes.get(node)
    if (gathered === undefined && documents === this.#documents) {
      for (const filtered of this.#lists(node)) this.#measure(filtered, measure, least)
      return
    }
    const { heads, next, from, to, occurrences } = gathered ?? this.of(node)
    const { table, shift, origin } = measure
    for (let i = 0; i < documents.length; i++) {
      let best = least[i]
      for (let run = heads[this.#indexOf[documents[i]]]; run >= 0; run = next[run]) {
        const end = to[run]
        for (let at = from[run]; at < end; at++) {
          const value = Math.abs(table[(occurrences[at] >>> shift) & 0xffff] - origin)
          if (value < best) best = value
        }
      }
      least[i] = best
    }
  }

  /** The node's posting lists, each with the documents in which it does not count. */
  #lists(node: NodeMatches): FilteredList[] {
    const { typos, exact } = this.#narrowing
    // Several words read as one do not count as typed.
    const exactOnly = exact && node.node.terms === 1 ? node.exact() : null
    const filtered: FilteredList[] = []
    const add = (listClass: number, excluded: DocumentSet, alsoExcluded: DocumentSet): void => {
      for (const list of node.lists(listClass)) {
        if (list.postings.documents.length > 0) filtered.push({ list, excluded, alsoExcluded })
      }
    }
    // A prefix's range holds the exact word too.
    if (exactOnly !== null || !node.node.prefix) add(exactClass, null, null)
    add(zeroClass, exactOnly, null)
    // After the typo rule only a document's least typos count; both sets before it hold what does
    // not.
    const zero = typos < 0 ? exactOnly : node.atLevel(0)
    add(oneClass, zero, null)
    add(twoClass, zero, typos < 0 ? null : node.atLevel(1))
    return filtered
  }

  #gather({ list, excluded, alsoExcluded }: FilteredList, into: Occurrences): void {
    const { postings, span, allowed } = list
    const { starts, occurrences } = postings
    const count = this.#select(list, excluded, alsoExcluded)
    into.readFrom(occurrences, span, allowed)
    for (let n = 0; n < count; n++) {
      const entry = entries[n]
      into.addRun(places[n], starts[entry], starts[entry + 1])
    }
  }

  #measure({ list, excluded, alsoExcluded }: FilteredList, { table, shift, origin }: Measure, least: Int32Array): void {
    const { postings, allowed } = list
    const { starts, occurrences } = postings
    const count = this.#select(list, excluded, alsoExcluded)
    for (let n = 0; n < count; n++) {
      const entry = entries[n]
      let best = least[places[n]]
      const end = starts[entry + 1]
      for (let at = starts[entry]; at < end; at++) {
        const occurrence = occurrences[at]
        if (allowed !== null && allowed[occurrence >>> 16] !== 1) continue
        const value = Math.abs(table[(occurrence >>> shift) & 0xffff] - origin)
        if (value < best) best = value
      }
      least[places[n]] = best
    }
  }

  /**
   * Puts the list's entries for documents of the bucket that are in neither set to `entries`, and
   * the documents' places in the bucket to `places`; returns how many they are.
   */
  #select(list: PostingList, excluded: DocumentSet, alsoExcluded: DocumentSet): number {
    const { base, ascending } = list
    const { documents } = list.postings
    const own = this.#documents
    if (places.length < documents.length) growSelection(documents.length)
    // A few documents against a long list are looked up in it.
    if (own.length * 16 < documents.length) {
      if (ascending) return seek(documents, base, own, excluded, alsoExcluded)
      const index = list.entryIndex()
      if (index !== null) return lookUp(index, base, own, excluded, alsoExcluded)
    }
    const indexOf = this.#indexOf
    let count = 0
    for (let entry = 0; entry < documents.length; entry++) {
      const document = base + documents[entry]
      const i = indexOf[document]
      if (i >= own.length || own[i] !== document || isIn(excluded, document) || isIn(alsoExcluded, document)) continue
      places[count] = i
      entries[count++] = entry
    }
    return count
  }
}

// What `#select` found. Shared by all searches of the thread, which is safe: it is filled and read
// in one step of ranking, which awaits nothing and selects nothing else meanwhile.
let places = new Uint32Array(1 << 12)
let entries = new Uint32Array(1 << 12)

function growSelection(needed: number): void {
  places = new Uint32Array(Math.max(needed, places.length * 2))
  entries = new Uint32Array(places.length)
}

function seek(
  documents: NumbersOf<LocalDocument>,
  base: GlobalDocument,
  own: Uint32Array,
  excluded: DocumentSet,
  alsoExcluded: DocumentSet,
): number {
  let count = 0
  let entry = 0
  for (let i = lowerBound(own, base, 0, own.length); i < own.length; i++) {
    const local = own[i] - base
    entry = lowerBound(documents, local, entry, documents.length)
    if (entry === documents.length) break
    if (documents[entry] !== local || isIn(excluded, own[i]) || isIn(alsoExcluded, own[i])) continue
    places[count] = i
    entries[count++] = entry
  }
  return count
}

function lookUp(
  index: EntryIndex,
  base: GlobalDocument,
  own: Uint32Array,
  excluded: DocumentSet,
  alsoExcluded: DocumentSet,
): number {
  const end = base + index.starts.length - 1
  let count = 0
  for (let i = lowerBound(own, base, 0, own.length); i < own.length && own[i] < end; i++) {
    if (isIn(excluded, own[i]) || isIn(alsoExcluded, own[i])) continue
    const to = index.starts[own[i] - base + 1]
    for (let at = index.starts[own[i] - base]; at < to; at++) {
      places[count] = i
      entries[count++] = index.entries[at]
    }
  }
  return count
}

type DocumentSet = { readonly words: Uint32Array } | null

interface FilteredList {
  readonly list: PostingList
  readonly excluded: DocumentSet
  readonly alsoExcluded: DocumentSet
}

const isIn = (set: DocumentSet, document: GlobalDocument): boolean =>
  set !== null && ((set.words[document >>> 5] >>> (document & 31)) & 1) === 1
