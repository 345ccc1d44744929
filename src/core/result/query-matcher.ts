/**
 * Where a query matches a text, for showing it: the words a query term may stand for, marked the
 * way a reader expects. A word that was only begun is marked as far as it was typed; words with
 * typos wholly; phrases, synonyms and words cut in two from first to last word. Stop words alone
 * are marked where the query has nothing else or puts them between quotes; what must not occur
 * never is. Words that say little, of a question say, are marked only beside others: `a` is in
 * every sentence. Once the time of the search is over, nothing more is found.
 */

import type { Settings } from '../../shared/settings.ts'
import { coveringPattern } from '../document/attribute-pattern.ts'
import { TimeLimit } from '../filter/time-limit.ts'
import { typosBetween } from '../query/plan/edit-distance.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import type { TypoRules } from '../query/plan/query-settings.ts'
import { isNumber, typoBudget } from '../query/plan/typo-budget.ts'
import { attributeRules } from '../query/request/locales.ts'
import { foldText } from '../text/fold.ts'
import type { TextRules } from '../text/text-rules.ts'
import { type LikelyWord, PossibleWords } from './possible-words.ts'
import { inWholeCharacters, type TextMatch, weakTerms, withoutStrays } from './text-matches.ts'
import { hardGap, type WordList, wordsOf } from './word-list.ts'

interface WordPattern extends LikelyWord {
  readonly terms: number
}

interface PhrasePattern {
  /** null is a hole. The first is none. */
  readonly words: readonly (string | null)[]
  readonly terms: number
}

/** What a query makes of one word. */
interface WordMatch {
  /** Characters of the folded form, or all of them. */
  readonly length: number
  readonly terms: number
}

type Matches = Map<string, readonly TextMatch[]>

const whole = -1
/**
 * Characters of texts whose matches are kept: names and categories come again from hit to hit, and
 * a hit may be asked for them three times.
 */
const rememberedCharacters = 1 << 18

const matchers = new WeakMap<SearchPlan, QueryMatcher>()

/** One matcher per plan: what it finds out about a word in one hit serves the next. */
export function queryMatcher(plan: SearchPlan): QueryMatcher {
  let matcher = matchers.get(plan)
  if (matcher === undefined) {
    matcher = new QueryMatcher(plan)
    matchers.set(plan, matcher)
  }
  return matcher
}

export class QueryMatcher {
  readonly #words: WordPattern[] = []
  /** By first word, longest first. */
  readonly #phrases = new Map<string, PhrasePattern[]>()
  readonly #stopWords: ReadonlySet<string>
  /** Words between quotes: a stop word that stands there alone is marked. */
  readonly #quoted = new Set<string>()
  readonly #settings: Settings
  readonly #rules: TypoRules
  readonly #exactAttributes: readonly string[]
  readonly #limit: TimeLimit
  /** The terms that say little, as bits. */
  readonly #weak: number
  /** By folded word, with typos and without. */
  readonly #known = [new Map<string, WordMatch | null>(), new Map<string, WordMatch | null>()]
  /**
   * Matches of texts, with typos and without, by how the texts are cut: attributes of other
   * languages see other words.
   */
  readonly #texts = [new Map<TextRules, Matches>(), new Map<TextRules, Matches>()]
  #possible: PossibleWords | null = null
  #remembered = 0

  constructor(plan: SearchPlan) {
    const { request, nodes, expansions, reading, index } = plan
    const { settings } = index
    const { stopWords, typo, limit = new TimeLimit() } = reading
    this.#limit = limit
    this.#settings = settings
    this.#stopWords = stopWords
    this.#rules = typo
    this.#exactAttributes = settings.typoTolerance.disableOnAttributes
    this.#weak = weakTerms(plan)
    nodes.forEach((node, i) => {
      const terms = (2 << node.lastTerm) - (1 << node.firstTerm)
      const { isPossible, splits, synonyms, begun = [], maxTypos } = expansions[i]
      if (!isPossible) return
      for (const start of begun) this.#words.push({ word: start, prefix: true, budget: 0, terms })
      for (const { words } of synonyms) this.#addPhrase(words, terms)
      if (node.kind === 'phrase' && node.words.length === 1) this.#quoted.add(node.words[0] as string)
      if (node.kind !== 'word') return this.#addPhrase(node.words, terms)
      const word = node.words[0] as string
      const budget =
        request.matchingStrategy === 'any' ? maxTypos : Math.max(0, typoBudget(word, typo) - (node.terms - 1))
      this.#words.push({ word, prefix: node.prefix, budget, terms })
      for (const { left, right } of splits) this.#addPhrase([left, right], terms)
    })
    for (const phrases of this.#phrases.values()) phrases.sort((a, b) => b.words.length - a.words.length)
  }

  /** Nothing can match: texts need not be looked at. */
  get isEmpty(): boolean {
    return this.#words.length === 0 && this.#phrases.size === 0
  }

  /** Ascending, not overlapping. */
  matches(text: string, attribute: string): readonly TextMatch[] {
    if (this.isEmpty) return []
    const exactOnly = this.#exactAttributes.length > 0 && coveringPattern(this.#exactAttributes, attribute) >= 0
    const rules = attributeRules(this.#settings, attribute)
    const byRules = this.#texts[exactOnly ? 1 : 0]
    let texts = byRules.get(rules)
    if (texts === undefined) {
      texts = new Map()
      byRules.set(rules, texts)
    }
    let found = texts.get(text)
    if (found === undefined) {
      if (this.#limit.spend(1)) return []
      found = inWholeCharacters(text, this.#find(text, exactOnly, rules))
      this.#remembered += text.length
      if (this.#remembered > rememberedCharacters) {
        for (const known of this.#texts) for (const kept of known.values()) kept.clear()
        this.#remembered = text.length
      }
      texts.set(text, found)
    }
    return found
  }

  #addPhrase(words: PhrasePattern['words'], terms: number): void {
    const first = words[0] as string
    if (words.length === 1) {
      this.#words.push({ word: first, prefix: false, budget: 0, terms })
      return
    }
    const known = this.#phrases.get(first)
    if (known === undefined) this.#phrases.set(first, [{ words, terms }])
    else known.push({ words, terms })
  }

  #find(text: string, exactOnly: boolean, rules: TextRules): TextMatch[] {
    const found: TextMatch[] = []
    /** The first and the last word of each. */
    const spans: number[] = []
    const list = wordsOf(text, rules)
    const { starts, ends } = list
    this.#possible ??= new PossibleWords(this.#words, this.#phrases.keys())
    const possible = this.#possible
    let marked = 0
    for (let i = 0; i < list.count && !this.#limit.spend(1); i++) {
      const start = starts[i]
      const end = ends[i]
      // Nearly all words are passed over without being cut out.
      if (list.foldedWord(i) === null && !possible.has(text, start, end)) continue
      // A character that stands for several words is marked once.
      if (start < marked) continue
      const phrase = this.#phraseAt(list, i)
      if (phrase !== null) {
        spans.push(i, phrase.last)
        i = phrase.last
        marked = ends[i]
        found.push({ start, length: marked - start, terms: phrase.terms })
        continue
      }
      const match = this.#matchOf(list.word(i), exactOnly)
      if (match === null) continue
      const length =
        match.length === whole ? end - start : originalLength(text.slice(start, end), match.length, rules.keepsSwedish)
      marked = start + length
      spans.push(i, i)
      found.push({ start, length, terms: match.terms })
    }
    return this.#weak === 0 ? found : withoutStrays(found, spans, list, this.#weak)
  }

  /** The longest phrase that starts at this word, and its last one. */
  #phraseAt(list: WordList, start: number): { last: number; terms: number } | null {
    if (this.#phrases.size === 0) return null
    for (const { words, terms } of this.#phrases.get(list.word(start)) ?? []) {
      const last = endOfPhrase(words, list, start)
      if (last >= 0) return { last, terms }
    }
    return null
  }

  #matchOf(word: string, exactOnly: boolean): WordMatch | null {
    const known = this.#known[exactOnly ? 1 : 0]
    let match = known.get(word)
    if (match === undefined) {
      match = this.#match(word, exactOnly)
      known.set(word, match)
    }
    return match
  }

  /**
   * As typed, else with typos, else as far as it was begun; of several terms that match in the same
   * way, all.
   */
  #match(word: string, exactOnly: boolean): WordMatch | null {
    if (this.#stopWords.has(word) && !this.#quoted.has(word)) return null
    let exact = 0
    let mistyped = 0
    let begun = 0
    let length = 0
    const withTypos = !exactOnly && !(this.#rules.exactNumbers && isNumber(word))
    for (const { word: typed, prefix, budget, terms } of this.#words) {
      if (typed === word) exact |= terms
      else if (prefix && word.startsWith(typed)) {
        begun |= terms
        length = Math.max(length, typed.length)
      } else if (withTypos && budget > 0 && typosBetween(typed, word, budget, prefix) > 0) mistyped |= terms
    }
    if (exact > 0) return { length: whole, terms: exact }
    if (mistyped > 0) return { length: whole, terms: mistyped }
    return begun > 0 ? { length, terms: begun } : null
  }
}

/**
 * The word a phrase ends with that starts at word `start`, or -1. Its words may have soft
 * separators between them.
 */
function endOfPhrase(words: PhrasePattern['words'], list: WordList, start: number): number {
  if (start + words.length > list.count) return -1
  for (let k = 1; k < words.length; k++) {
    if (list.gaps[start + k] === hardGap) return -1
    const word = words[k]
    if (word !== null && word !== list.word(start + k)) return -1
  }
  return start + words.length - 1
}

const asciiOnly = /^[\0-\x7f]*$/

/** What is folded as one: a letter with its marks, a Hangul syllable written in pieces. */
const foldedUnit = /[^\p{M}\u1160-\u11ff]?[\p{M}\u1160-\u11ff]*/gu

/**
 * How much of a word as written makes up so many characters (UTF-16 units) of its folded form, with
 * all that belongs to the last one.
 */
function originalLength(written: string, folded: number, keepsSwedish: boolean): number {
  if (asciiOnly.test(written)) return folded
  let length = 0
  let reached = 0
  for (const [unit] of written.matchAll(foldedUnit)) {
    const { length: step } = foldText(unit, keepsSwedish)
    // Characters that folding drops belong to the character before them.
    if (reached >= folded && step > 0) break
    reached += step
    length += unit.length
  }
  return length
}
