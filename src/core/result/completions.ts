/**
 * What the last word of a query may become: the words of the index that begin with it, then those
 * that begin with it but for a typo, those of most documents first. Where very many words begin so,
 * only the ones with most documents are looked at, which bounds the cost of a keystroke.
 */
import type { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument } from '../docset/numbers.ts'
import type { TimeLimit } from '../filter/time-limit.ts'
import { typosOf } from '../query/plan/expand.ts'
import type { SearchIndex, SearchSegment } from '../query/plan/plan.ts'
import type { QuerySettings } from '../query/plan/query-settings.ts'
import type { SearchedFields } from '../query/plan/searched-fields.ts'
import { typoBudget } from '../query/plan/typo-budget.ts'
import { attributeRules } from '../query/request/locales.ts'
import { PostingList } from '../ranking/posting-list.ts'
import type { Dictionary, TermRange, TermSource } from '../segment/segment-view.ts'
import { tokenize } from '../text/tokenize.ts'
import { countIn } from './corrections.ts'

export interface Completion {
  readonly word: string
  readonly typos: number
  /** The word's term ordinal by segment, -1 where the segment does not have it. */
  readonly terms: Int32Array
  readonly documents: number
}

/** How many words of a segment are looked at. */
const mostLookedAt = 64

/**
 * In the order in which they are suggested, as far as that is known without reading postings:
 * deleted documents count.
 */
export function possibleCompletions(
  word: string,
  limit: number,
  reading: QuerySettings,
  segments: readonly TermSource[],
): Completion[] {
  const found = new Map<string, Completion>()
  const add = (segment: number, terms: Iterable<number>, typos: number): void => {
    const { dictionary } = segments[segment]
    for (const term of terms) {
      const other = dictionary.termAt(term)
      if (!found.has(other) && other !== word && !reading.stopWords.has(other))
        found.set(other, completionOf(other, typos, segments))
    }
  }
  segments.forEach(({ dictionary }, i) => {
    const { from, to } = dictionary.prefixRange(word)
    add(i, mostFrequent(dictionary, rangeOf(from, to)), 0)
  })
  const { typo } = reading
  const budget = typoBudget(word, { ...typo, oneTypo: typo.oneTypo === 5 ? 4 : typo.oneTypo })
  if (budget !== 0 && found.size < limit)
    typosOf(word, budget, true, reading, segments).forEach(({ one, two }, i) => {
      add(i, mostFrequent(segments[i].dictionary, one), 1)
      add(i, mostFrequent(segments[i].dictionary, two), 2)
    })
  return inOrder([...found.values()])
}

function* rangeOf(from: number, to: number): Iterable<number> {
  for (let term = from; term < to; term++) yield term
}

function mostFrequent(dictionary: Dictionary, terms: Iterable<number>): number[] {
  const frequencies = Array.from(terms, (term): [number, number] => [term, dictionary.documentFrequency(term)])
  if (frequencies.length > mostLookedAt) frequencies.sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return frequencies.slice(0, mostLookedAt).map(([term]) => term)
}

function completionOf(word: string, typos: number, segments: readonly TermSource[]): Completion {
  let documents = 0
  const terms = Int32Array.from(segments, ({ dictionary }) => {
    const term = dictionary.find(word)
    if (term >= 0) documents += dictionary.documentFrequency(term)
    return term
  })
  return { word, typos, terms, documents }
}

const inOrder = (completions: Completion[]): Completion[] =>
  completions.sort((a, b) => a.typos - b.typos || b.documents - a.documents || (a.word < b.word ? -1 : 1))

/** The postings to load before they are counted. */
export const completionNeeds = (completions: readonly Completion[], segments: readonly TermSource[]): TermRange[][] =>
  segments.map((_, i) =>
    completions.flatMap(({ terms }) => (terms[i] < 0 ? [] : [{ from: terms[i], to: terms[i] + 1 }])),
  )

/**
 * The completions that some of these documents have, with the number of documents; as many as there
 * is time for.
 */
export function countCompletions(
  completions: readonly Completion[],
  segments: readonly SearchSegment[],
  { allowed }: SearchedFields,
  among: Bitset,
  limit: TimeLimit,
): Completion[] {
  const counted = completions.map((completion) => {
    let documents = 0
    if (limit.spend(completion.documents)) return { ...completion, documents }
    eachList(completion, segments, allowed, (list) => (documents += countIn(list, among)))
    return { ...completion, documents }
  })
  return inOrder(counted.filter(({ documents }) => documents > 0))
}

function eachList(
  { terms }: Completion,
  segments: readonly SearchSegment[],
  allowed: Uint8Array | null,
  take: (list: PostingList) => void,
): void {
  segments.forEach((segment, i) => {
    if (terms[i] >= 0) take(new PostingList(segment.view.postings(terms[i]), segment, 0, allowed))
  })
}

/**
 * Where a completion stands first, in a document of `among`: its global number and the field; null
 * where it stands in none.
 */
export function firstPlace(
  completion: Completion,
  segments: readonly SearchSegment[],
  { allowed }: SearchedFields,
  among: Bitset,
): { document: GlobalDocument; field: number } | null {
  let found: { document: GlobalDocument; field: number } | null = null
  eachList(completion, segments, allowed, ({ postings: { documents, starts, occurrences }, base }) => {
    for (let i = 0; i < documents.length && found === null; i++) {
      if (!among.has(base + documents[i])) continue
      const place = occurrences
        .subarray(starts[i], starts[i + 1])
        .find((at) => allowed === null || allowed[at >>> 16] === 1)
      if (place !== undefined) found = { document: base + documents[i], field: place >>> 16 }
    }
  })
  return found
}

/** Longer texts are not searched for the spelling of a word. */
const mostText = 20_000

/**
 * The word as a text of the field spells it, in lower case, since words of the index have no
 * accents; the word as it is where no text has it.
 */
export function spellingIn(
  texts: readonly string[],
  word: string,
  field: string,
  { settings }: Pick<SearchIndex, 'settings'>,
): string {
  const rules = attributeRules(settings, field)
  for (const text of texts) {
    const token = tokenize(text.slice(0, mostText), rules).find((one) => one.text === word)
    if (token !== undefined) return text.slice(token.start, token.end).toLowerCase()
  }
  return word
}
