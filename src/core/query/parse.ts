/**
 * Reads a query string into located terms (meilisearch.md section 5.1): at most ten words and phrases with their positions, and what must
 * not occur. Positions follow those of documents: +1 per word, +8 across a hard separator.
 */
import { type Token, tokenize } from '../text/tokenize.ts'

/** A word or a phrase of the query. */
export interface QueryTerm {
  readonly kind: 'word' | 'phrase'
  /** Folded. One for a word; in a phrase null is a hole that any word fills. First and last are never holes. */
  readonly words: readonly (string | null)[]
  /** Of the first word; those of a phrase follow without gaps. */
  readonly position: number
  /** The word may be the beginning of a longer one. */
  readonly prefix: boolean
  /** Words of the query before this term, dropped stop words included. */
  readonly wordsBefore: number
}

export interface ParsedQuery {
  readonly terms: readonly QueryTerm[]
  /** Documents with one of these are no hits. */
  readonly negative: readonly QueryTerm[]
  /** Words the terms stand for, dropped stop words included. */
  readonly wordCount: number
}

export const maxQueryTokens = 1000
export const maxQueryTerms = 10
/** What a hard separator adds to the step from one word to the next. */
const hardStep = 7

/** `stopWords` are folded. With `prefixSearch` a last word with nothing after it may be the beginning of a longer one. */
export function parseQuery(query: string, stopWords: ReadonlySet<string>, prefixSearch: boolean): ParsedQuery {
  const tokens = tokenize(query)
  const parser = new Parser(query, stopWords)
  const count = Math.min(tokens.length, maxQueryTokens)
  for (let i = 0; i < count && !parser.isFull; i++) {
    const token = tokens[i]
    if (token.kind === 'word') parser.word(token, i === tokens.length - 1, prefixSearch)
    else parser.separator(token)
  }
  return parser.finish()
}

class Parser {
  readonly #query: string
  readonly #stopWords: ReadonlySet<string>
  readonly #terms: QueryTerm[] = []
  readonly #negative: QueryTerm[] = []
  #position = -1
  #wordCount = 0
  #hardGap = false
  #phrase: { words: (string | null)[]; position: number; wordsBefore: number; negative: boolean } | null = null

  constructor(query: string, stopWords: ReadonlySet<string>) {
    this.#query = query
    this.#stopWords = stopWords
  }

  get isFull(): boolean {
    return this.#terms.length >= maxQueryTerms
  }

  word({ text, start }: Token, isLast: boolean, prefixSearch: boolean): void {
    const phrase = this.#phrase
    const isStopWord = this.#stopWords.has(text)
    if (phrase === null && this.#isNegative(start)) {
      // No document has a stop word, as far as a query can tell.
      if (!isStopWord) this.#negative.push({ kind: 'word', words: [text], position: 0, prefix: false, wordsBefore: 0 })
      return
    }
    if (phrase?.negative) {
      phrase.words.push(isStopWord ? null : text)
      return
    }
    // Separators before the first word say nothing.
    this.#position += this.#hardGap && this.#wordCount > 0 ? 1 + hardStep : 1
    this.#hardGap = false
    const wordsBefore = this.#wordCount++
    if (phrase !== null) {
      if (phrase.words.length === 0) {
        phrase.position = this.#position
        phrase.wordsBefore = wordsBefore
      }
      phrase.words.push(isStopWord ? null : text)
    } else if (!isStopWord || isLast) {
      const prefix = isLast && prefixSearch
      this.#terms.push({ kind: 'word', words: [text], position: this.#position, prefix, wordsBefore })
    }
  }

  separator({ kind, text, start }: Token): void {
    let quoted = false
    for (let i = 0; i < text.length && !this.isFull; i++) {
      if (text[i] !== '"') continue
      quoted = true
      if (this.#phrase === null) this.#openPhrase(this.#isNegative(start + i))
      else this.#closePhrase()
    }
    if (kind !== 'hard') return
    this.#hardGap = true
    const phrase = this.#phrase
    if (phrase !== null && !quoted) {
      this.#closePhrase()
      this.#openPhrase(phrase.negative)
    }
  }

  finish(): ParsedQuery {
    if (!this.isFull) this.#closePhrase()
    return { terms: this.#terms, negative: this.#negative, wordCount: this.#wordCount }
  }

  #openPhrase(negative: boolean): void {
    this.#phrase = { words: [], position: 0, wordsBefore: 0, negative }
  }

  #closePhrase(): void {
    const phrase = this.#phrase
    this.#phrase = null
    if (phrase === null) return
    const first = phrase.words.findIndex((word) => word !== null)
    if (first < 0) return
    const last = phrase.words.findLastIndex((word) => word !== null)
    const term: QueryTerm = {
      kind: 'phrase',
      words: phrase.words.slice(first, last + 1),
      position: phrase.position + first,
      prefix: false,
      wordsBefore: phrase.wordsBefore + first,
    }
    if (phrase.negative) this.#negative.push(term)
    else this.#terms.push(term)
  }

  /** Right behind a `-` that stands alone, as in `a -b` but not in `a-b`. */
  #isNegative(start: number): boolean {
    return this.#query[start - 1] === '-' && (start === 1 || /\s/.test(this.#query[start - 2]))
  }
}
