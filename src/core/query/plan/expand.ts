/**
 * From the words of a query to terms of the index: for every node of the graph, per segment, which
 * terms it may stand for and at what price. Terms are named by ordinal; their postings are read
 * later.
 */
import type { Dictionary, TermRange, TermSource } from '../../segment/segment-view.ts'
import { maxWordBytes } from '../../text/tokenize.ts'
import { type QueryNode, wordOf } from './graph.ts'
import type { QuerySettings } from './query-settings.ts'
import { type Split, splitTerms } from './split-terms.ts'
import { rangesWithout, stopTerms } from './stop-terms.ts'
import { type SynonymPhrase, synonymKey } from './synonyms.ts'
import { isNumber, typoBudget } from './typo-budget.ts'
import { capTypos, type TypoTerms, typoTerms } from './typo-terms.ts'

/** What a word may stand for in one segment. */
interface WordTerms {
  /** The word itself, or -1. */
  readonly exact: number
  /**
   * Terms that start with the word, itself included; empty when it is no prefix or has none.
   * Several where stop words lie between. For the strategy `any` without the word itself, and with
   * those that start with what it makes joined with its neighbours.
   */
  readonly prefixes: readonly TermRange[]
  /** Single terms, ascending; never terms of `exact` or `prefix`. */
  readonly oneTypo: Uint32Array
  readonly twoTypos: Uint32Array
}

export interface Expansion {
  /** Per segment; empty for a phrase or run. */
  readonly words: readonly WordTerms[]
  /**
   * The ways to cut the word in two, each at the price of one typo. One of them is chosen when
   * their documents are known.
   */
  readonly splits: readonly Split[]
  /** The words of a phrase, or the characters of a run, per segment; empty for a word. */
  readonly phrases: readonly PhraseTerms[]
  /** Words in sequence that mean the same, or that a run is the beginning of; they cost no typo. */
  readonly synonyms: readonly Synonym[]
  /** For the strategy `any`: the beginnings of all words in `prefixes`. */
  readonly begun?: readonly string[]
  /** The most typos the node's terms may hold, cutting a word in two being one. */
  readonly maxTypos: number
  /** False when no segment has a term for the node. */
  readonly isPossible: boolean
}

/** Ordinals by place in the phrase, -1 for a hole; null where one of the words is missing. */
export type PhraseTerms = Int32Array | null

export interface Synonym {
  readonly words: SynonymPhrase
  /** Per segment. */
  readonly phrases: readonly PhraseTerms[]
  /**
   * For the strategy `any`: `weight` of an occurrence in scores, 1 by default; `closeness` where
   * neighbouring words are counted; `share` of the places it takes in a text that count as covered
   * by the query.
   */
  readonly weight?: number
  readonly closeness?: number
  readonly share?: number
}

const none = new Uint32Array(0)
const nothing: WordTerms = { exact: -1, prefixes: [], oneTypo: none, twoTypos: none }
const unknownWord: Expansion = { words: [], splits: [], phrases: [], synonyms: [], maxTypos: 0, isPossible: false }

export function expandNode(node: QueryNode, settings: QuerySettings, segments: readonly TermSource[]): Expansion {
  if (node.kind === 'word') return expandWord(node, settings, segments)
  const isStopWord = node.kind === 'run' && settings.stopWords.has(node.words.join(''))
  const phrase = isStopWord ? unknownWord : expandPhrase(node.words, segments)
  if (node.kind === 'phrase') return phrase
  const synonyms = synonymsOf(node, settings, segments)
  return { ...phrase, synonyms, isPossible: phrase.isPossible || synonyms.length > 0 }
}

export function expandPhrase(words: readonly (string | null)[], segments: readonly TermSource[]): Expansion {
  const phrases = phraseTerms(words, segments)
  return { ...unknownWord, phrases, isPossible: isAnywhere(phrases) }
}

export function phraseTerms(words: readonly (string | null)[], segments: readonly TermSource[]): PhraseTerms[] {
  return segments.map(({ dictionary }) => {
    const ordinals = new Int32Array(words.length).fill(-1)
    let isWhole = true
    for (let i = 0; i < words.length; i++) {
      const word = words[i]
      if (word === null) continue
      ordinals[i] = dictionary.find(word)
      // Even when one word is missing the others are looked up, so that a survey of the dictionary
      // sees which leaves they need.
      if (ordinals[i] < 0) isWhole = false
    }
    return isWhole ? ordinals : null
  })
}

export const isAnywhere = (phrases: readonly PhraseTerms[]): boolean => phrases.some((phrase) => phrase !== null)

function expandWord(node: QueryNode, settings: QuerySettings, segments: readonly TermSource[]): Expansion {
  const { typo, stopWords } = settings
  const word = wordOf(node)
  // Longer words are not indexed; three bytes are the most a UTF-16 unit takes.
  if (word.length > maxWordBytes || (word.length * 3 > maxWordBytes && utf8Length(word) > maxWordBytes))
    return unknownWord
  const budget = Math.max(0, typoBudget(word, typo) - (node.terms - 1)) as 0 | 1 | 2
  const typos = budget === 0 ? null : typosOf(word, budget, node.prefix, settings, segments)
  const words = segments.map(({ dictionary }, i): WordTerms => {
    const exact = stopWords.has(word) ? -1 : dictionary.find(word)
    const range = node.prefix ? dictionary.prefixRange(word) : null
    const prefixes = range === null ? [] : rangesWithout(range, stopTerms(stopWords, word, dictionary))
    const { one, two } = typos === null ? { one: none, two: none } : typos[i]
    if (exact < 0 && prefixes.length === 0 && one.length === 0 && two.length === 0) return nothing
    return { exact, prefixes, oneTypo: one, twoTypos: two }
  })
  const splits = splitTerms(word, segments).filter(
    ({ left, right }) =>
      // Cut where the query's own two words were joined, it would be the reading that is there
      // already.
      (node.terms !== 2 || left !== node.typed[0]) && !stopWords.has(left) && !stopWords.has(right),
  )
  const synonyms = synonymsOf(node, settings, segments)
  const isPossible = splits.length > 0 || synonyms.length > 0 || words.some((terms) => terms !== nothing)
  return { words, splits, phrases: [], synonyms, maxTypos: Math.max(budget, 1), isPossible }
}

function synonymsOf(
  { typed, lastOrElse }: QueryNode,
  { synonyms }: QuerySettings,
  segments: readonly TermSource[],
): Synonym[] {
  const longer = lastOrElse.map((last): SynonymPhrase => [...typed.slice(0, -1), last])
  return [...longer, ...synonyms(synonymKey(typed))]
    .map((phrase) => ({ words: phrase, phrases: phraseTerms(phrase, segments) }))
    .filter(({ phrases }) => isAnywhere(phrases))
}

/** Walking a dictionary for the typos of a word. */
export const stepsOfWalk = 512

export function typosOf(
  word: string,
  budget: 1 | 2,
  prefix: boolean,
  { typo, stopWords, limit }: QuerySettings,
  segments: readonly TermSource[],
): readonly TypoTerms[] {
  if (limit?.spend(stepsOfWalk)) return segments.map(() => ({ one: none, two: none }))
  const found = segments.map(({ dictionary }) => {
    const terms = withoutStopWords(typoTerms(dictionary, word, budget, prefix), stopWords, dictionary)
    return typo.exactNumbers ? withoutNumbers(terms, dictionary) : terms
  })
  return capTypos(
    found,
    segments.map(({ dictionary }) => dictionary),
  )
}

function withoutStopWords(terms: TypoTerms, stopWords: ReadonlySet<string>, dictionary: Dictionary): TypoTerms {
  if (stopWords.size === 0) return terms
  const isWord = (term: number): boolean => !stopWords.has(dictionary.termAt(term))
  return { one: terms.one.filter(isWord), two: terms.two.filter(isWord) }
}

function withoutNumbers({ one, two }: TypoTerms, dictionary: Dictionary): TypoTerms {
  const isWord = (term: number): boolean => !isNumber(dictionary.termAt(term))
  return { one: one.filter(isWord), two: two.filter(isWord) }
}

function utf8Length(word: string): number {
  let bytes = 0
  for (const character of word) {
    const code = character.codePointAt(0) as number
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
