/**
 * Where a query matches a text, for showing it: the words a query term may stand for, marked the way a reader expects. A word that was only
 * begun is marked as far as it was typed; phrases, and words cut in two, are marked from first to last word.
 */

import { coveringPattern } from '../document/attribute-pattern.ts'
import { typosBetween } from '../query/edit-distance.ts'
import type { SearchPlan } from '../query/plan.ts'
import { querySettings, type TypoRules } from '../query/query-settings.ts'
import { isNumber, typoBudget } from '../query/typo-budget.ts'
import { foldWord } from '../text/fold.ts'
import { type Token, tokenize } from '../text/tokenize.ts'

/** UTF-16 offsets: `text.slice(start, start + length)` is the match. */
export interface TextMatch {
  readonly start: number
  readonly length: number
}

interface WordPattern {
  readonly word: string
  readonly prefix: boolean
  readonly budget: number
}

const shortText = 48
const notMatched = 0
const whole = -1

const matchers = new WeakMap<SearchPlan, QueryMatcher>()

/** One matcher per plan: what it learns of a word in one hit serves the next. */
export function queryMatcher(plan: SearchPlan): QueryMatcher {
  let matcher = matchers.get(plan)
  if (matcher === undefined) {
    matcher = new QueryMatcher(plan)
    matchers.set(plan, matcher)
  }
  return matcher
}

export class QueryMatcher {
  readonly #words: readonly WordPattern[]
  /** Longest first. */
  readonly #phrases: readonly (readonly (string | null)[])[]
  readonly #rules: TypoRules
  readonly #exactAttributes: readonly string[]
  /** By folded word: how much of it matches (characters of the folded form), with typos and without. */
  readonly #known = [new Map<string, number>(), new Map<string, number>()]
  /** Matches of short texts: names, categories and versions come again from hit to hit. */
  readonly #texts = [new Map<string, readonly TextMatch[]>(), new Map<string, readonly TextMatch[]>()]

  constructor({ nodes, expansions, index: { settings } }: SearchPlan) {
    this.#rules = querySettings(settings).typo
    this.#exactAttributes = settings.typoTolerance.disableOnAttributes
    const words: WordPattern[] = []
    const phrases: (readonly (string | null)[])[] = []
    nodes.forEach((node, i) => {
      if (node.kind === 'phrase') phrases.push(node.words)
      else {
        const word = node.words[0] as string
        const budget = Math.max(0, typoBudget(word, this.#rules) - (node.terms - 1))
        if (expansions[i].isPossible) words.push({ word, prefix: node.prefix, budget })
        for (const { left, right } of expansions[i].splits) phrases.push([left, right])
        for (const { words: synonym } of expansions[i].synonyms) phrases.push(synonym)
      }
    })
    this.#words = words
    this.#phrases = phrases.sort((a, b) => b.length - a.length)
  }

  /** Nothing can match: texts need not be looked at. */
  get isEmpty(): boolean {
    return this.#words.length === 0 && this.#phrases.length === 0
  }

  /** Ascending, not overlapping. */
  matches(text: string, attribute: string): readonly TextMatch[] {
    if (this.isEmpty) return []
    const exactOnly = this.#exactAttributes.length > 0 && coveringPattern(this.#exactAttributes, attribute) >= 0
    if (text.length > shortText) return this.#find(text, exactOnly)
    const texts = this.#texts[exactOnly ? 1 : 0]
    let found = texts.get(text)
    if (found === undefined) {
      found = this.#find(text, exactOnly)
      texts.set(text, found)
    }
    return found
  }

  #find(text: string, exactOnly: boolean): TextMatch[] {
    const found: TextMatch[] = []
    const tokens = tokenize(text)
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]
      if (token.kind !== 'word') continue
      const last = this.#phraseEnd(tokens, i)
      if (last >= 0) {
        found.push({ start: token.start, length: tokens[last].end - token.start })
        i = last
        continue
      }
      const matched = this.#matchedPart(token.text, exactOnly)
      if (matched === notMatched) continue
      const end =
        matched === whole ? token.end : token.start + originalLength(text.slice(token.start, token.end), matched)
      found.push({ start: token.start, length: end - token.start })
    }
    return found
  }

  /** The last token of a phrase that starts at this one, or -1. */
  #phraseEnd(tokens: readonly Token[], start: number): number {
    for (const phrase of this.#phrases) {
      if (phrase[0] !== tokens[start].text) continue
      let at = start
      let matched = 1
      while (matched < phrase.length && at + 1 < tokens.length) {
        const { kind, text } = tokens[++at]
        if (kind === 'hard') break
        if (kind === 'soft') continue
        if (phrase[matched] !== null && phrase[matched] !== text) break
        matched++
      }
      if (matched === phrase.length) return at
    }
    return -1
  }

  #matchedPart(term: string, exactOnly: boolean): number {
    const known = this.#known[exactOnly ? 1 : 0]
    let part = known.get(term)
    if (part === undefined) {
      part = this.#match(term, exactOnly)
      known.set(term, part)
    }
    return part
  }

  #match(term: string, exactOnly: boolean): number {
    let begun = notMatched
    for (const { word, prefix } of this.#words) {
      if (word === term) return whole
      if (prefix && term.startsWith(word) && word.length > begun) begun = word.length
    }
    if (begun !== notMatched || exactOnly || (this.#rules.exactNumbers && isNumber(term))) return begun
    const mistyped = this.#words.some(
      ({ word, prefix, budget }) => budget > 0 && typosBetween(word, term, budget, prefix) > 0,
    )
    return mistyped ? whole : notMatched
  }
}

const asciiOnly = /^[\0-\x7f]*$/

/** How much of a word as written makes up so many characters (UTF-16 units) of its folded form, marks on the last one included. */
function originalLength(written: string, folded: number): number {
  if (asciiOnly.test(written)) return folded
  const characters = [...written]
  let length = 0
  let taken = 0
  while (taken < characters.length && foldWord(written.slice(0, length)).length < folded)
    length += characters[taken++].length
  const reached = foldWord(written.slice(0, length))
  while (taken < characters.length) {
    const next = length + characters[taken++].length
    if (foldWord(written.slice(0, next)) !== reached) break
    length = next
  }
  return length
}
