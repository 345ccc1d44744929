/**
 * Which terms the words of a query stand for under `matchingStrategy: 'any'`: each distinct word
 * once, with the words that begin with it, its other forms, and the word it makes joined with its
 * neighbour. Typos are looked for only where the index has none of these.
 */
import type { SearchRequest } from '../../../shared/search.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { TermSource } from '../../segment/segment-view.ts'
import { type Expansion, expandNode, isAnywhere, phraseTerms, type Synonym, stepsOfWalk, typosOf } from './expand.ts'
import { farTerms, longWord } from './far-terms.ts'
import { graphNodes, type QueryNode, wordOf } from './graph.ts'
import { weakWords } from './languages/english.ts'
import { mostAnyTerms, type ParsedQuery } from './parse.ts'
import type { QuerySettings } from './query-settings.ts'
import { formsOf } from './stem-terms.ts'
import { rangesWithout, stopTerms } from './stop-terms.ts'
import { characterCount, typoBudget } from './typo-budget.ts'
import { capTypos, type TypoTerms } from './typo-terms.ts'

export interface AnyTerm {
  readonly node: QueryNode
  readonly expansion: Expansion
  /**
   * Whether the term tells little about what is wanted, while the query has words that tell more.
   */
  readonly isWeak: boolean
  /** How often the query has the term. */
  readonly times: number
}

const formWeight = { weight: 0.8, closeness: 0.5, share: 1 }

export function anyTerms(
  query: ParsedQuery,
  reading: QuerySettings,
  request: SearchRequest,
  settings: Settings,
  segments: readonly TermSource[],
): AnyTerm[] {
  const all = graphNodes(query)
  const single = all.filter(({ terms }) => terms === 1)
  const last = new Map(single.map((node) => [keyOf(node), node]))
  const nodes = [...last.values()].slice(0, mostAnyTerms)
  const english = isEnglish(request, settings)
  const isWeak = (node: QueryNode): boolean => english && node.kind === 'word' && weakWords.has(wordOf(node))
  const hasStrong = nodes.some((node) => !isWeak(node))
  return nodes.map((node) => ({
    node: { ...node, firstTerm: node.firstTerm % 31, lastTerm: node.firstTerm % 31 },
    expansion: expand(node, all, reading, english && request.matchForms !== false, segments),
    isWeak: hasStrong && isWeak(node),
    times: single.filter((other) => keyOf(other) === keyOf(node)).length,
  }))
}

const keyOf = ({ kind, words }: QueryNode): string => `${kind} ${JSON.stringify(words)}`

function expand(
  node: QueryNode,
  all: readonly QueryNode[],
  reading: QuerySettings,
  withForms: boolean,
  segments: readonly TermSource[],
): Expansion {
  const { oneTypo } = reading.typo
  const typo = { ...reading.typo, oneTypo: oneTypo === 5 ? 4 : oneTypo }
  const full = expandNode(node, { ...reading, typo: { ...typo, enabled: false } }, segments)
  if (node.kind !== 'word') return full
  const word = wordOf(node)
  const { stopWords } = reading
  const joined = all.filter(({ terms, typed }) => terms > 1 && typed.includes(word))
  // None is the beginning of another: no term is counted twice.
  const begun = node.prefix ? [word] : []
  for (const other of joined) {
    const start = wordOf(other)
    if (other.prefix && !begun.some((known) => start.startsWith(known))) begun.push(start)
  }
  const others = new Map<string, Synonym>()
  const add = (other: string, weights: Pick<Synonym, 'weight' | 'closeness' | 'share'>): void => {
    if (stopWords.has(other) || other === word || others.has(other)) return
    if (begun.some((start) => other !== start && other.startsWith(start))) return
    const phrases = phraseTerms([other], segments)
    if (isAnywhere(phrases)) others.set(other, { words: [other], phrases, ...weights })
  }
  for (const other of joined) add(wordOf(other), { weight: 0.9, closeness: 0.9, share: 1 / other.terms })
  if (withForms && !stopWords.has(word)) for (const form of formsOf(word, segments)) add(form, formWeight)
  // The words that are begun count less than those as typed, which lie in the same range.
  const words = full.words.map((terms, i) => {
    const { dictionary } = segments[i]
    const prefixes = begun.flatMap((start) =>
      rangesWithout(dictionary.prefixRange(start), [
        dictionary.find(start),
        ...stopTerms(stopWords, start, dictionary),
      ]),
    )
    return { ...terms, prefixes }
  })
  const synonyms = [...full.synonyms, ...others.values()]
  const isKnown = synonyms.length > 0 || words.some(({ exact, prefixes }) => exact >= 0 || prefixes.length > 0)
  if (isKnown) return { ...full, words, synonyms, begun, splits: [], maxTypos: 0, isPossible: true }
  const budget = full === undefined ? 0 : typoBudget(word, typo)
  if (budget === 0 || full.words.length === 0) return { ...full, maxTypos: 0 }
  let found = typosOf(word, budget, node.prefix, { ...reading, typo }, segments)
  // Whether the word can be cut in two does not count: segments might differ in that.
  const isMistyped = found.some(({ one, two }) => one.length + two.length > 0)
  if (!isMistyped && budget === 2 && characterCount(word) >= longWord) found = farFrom(word, reading, segments)
  const mistyped = full.words.map((terms, i) => ({ ...terms, oneTypo: found[i].one, twoTypos: found[i].two }))
  const isPossible = full.isPossible || found.some(({ one, two }) => one.length + two.length > 0)
  return { ...full, words: mistyped, maxTypos: budget, isPossible }
}

/** Terms three typos away, where none is nearer. */
function farFrom(
  word: string,
  { stopWords, limit }: QuerySettings,
  segments: readonly TermSource[],
): readonly TypoTerms[] {
  const none = new Uint32Array(0)
  if (limit?.spend(stepsOfWalk * segments.length)) return segments.map(() => ({ one: none, two: none }))
  const found = segments.map(({ dictionary }) => {
    const isWord = (term: number): boolean => !stopWords.has(dictionary.termAt(term))
    return { one: none, two: farTerms(dictionary, word).filter(isWord) }
  })
  return capTypos(
    found,
    segments.map(({ dictionary }) => dictionary),
  )
}

const isEnglishName = (locale: string): boolean => locale === 'en' || locale === 'eng'

/**
 * By the locales of the request, else by those declared for all attributes; where neither names a
 * language, words in ASCII are taken for English.
 */
function isEnglish({ locales }: SearchRequest, { localizedAttributes }: Settings): boolean {
  const declared =
    locales ?? localizedAttributes?.find(({ attributePatterns }) => attributePatterns.includes('*'))?.locales ?? []
  return declared.length === 0 || declared.some(isEnglishName)
}
