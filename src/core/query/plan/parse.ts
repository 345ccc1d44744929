/**
 * Reads a query string into located terms: at most ten words and phrases with their positions, and
 * what must not occur. Positions follow those of documents: +1 per word, +8 across a hard
 * separator.
 */
import { completions, isJamo } from '../../text/hangul.ts'
import { runWordEnds } from '../../text/run-words.ts'
import { defaultTextRules, type TextRules } from '../../text/text-rules.ts'
import { type Token, tokenize } from '../../text/tokenize.ts'

/** A word or a phrase of the query. */
export interface QueryTerm {
  /**
   * A run is a word of a script that is indexed in characters: found like a phrase of them, given
   * up like a word.
   */
  readonly kind: 'word' | 'phrase' | 'run'
  /**
   * Folded. One for a word; the characters of a run; in a phrase null is a hole that any word
   * fills. First and last are never holes.
   */
  readonly words: readonly (string | null)[]
  /** Of the first word; those of a phrase or run follow without gaps. */
  readonly position: number
  /** The word may be the beginning of a longer one. */
  readonly prefix: boolean
  /**
   * What the last character of a run may be with the next key: a Hangul syllable may get its final
   * consonant.
   */
  readonly lastOrElse?: readonly string[]
  /** Words of the query before this term, dropped stop words included. */
  readonly wordsBefore: number
}

export interface ParsedQuery {
  readonly terms: readonly QueryTerm[]
  /** Documents with one of these are no hits. */
  readonly negative: readonly QueryTerm[]
  /** Words the terms stand for, dropped stop words included. */
  readonly wordCount: number
  /** Stop words are all that is asked for: then they have to be read like other words. */
  readonly hasOnlyStopWords: boolean
}

const maxQueryTokens = 1000
const maxQueryTerms = 10
/** Of the strategy `any`, for which so many distinct terms count. */
export const mostAnyTerms = 64
/**
 * How many UTF-16 units of a query are read: a thousand ordinary tokens are shorter. Whatever is
 * pasted into a search box is cut here before any work is done on it.
 */
export const maxQueryLength = 32_768
/** What a hard separator adds to the step from one word to the next. */
const hardStep = 7
/**
 * Straight quotes, and those that phones and word processors make of them. Any of them opens a
 * phrase, and any ends it.
 */
const quote = /["“”„‟«»＂]/

/**
 * `stopWords` are folded, the characters of a run joined. With `prefixSearch` a last word with
 * nothing after it may be the beginning of a longer one; a longer run begins with the same
 * characters, but for a Hangul syllable that is still being typed.
 */
export function parseQuery(
  text: string,
  stopWords: ReadonlySet<string>,
  prefixSearch: boolean,
  rules: TextRules = defaultTextRules,
  mostTerms = maxQueryTerms,
): ParsedQuery {
  const query = text.slice(0, maxQueryLength)
  const tokens = tokenize(query, rules)
  /** Whether the query ends with this token. */
  const isLast = (end: number): boolean => end === tokens.length && query.length === text.length
  const parser = new Parser(query, stopWords, mostTerms)
  const count = Math.min(tokens.length, maxQueryTokens)
  for (let i = 0; i < count && !parser.isFull; ) {
    const token = tokens[i]
    let end = i + 1
    if (token.kind !== 'word') parser.separator(token)
    else if (!token.isCharacter) parser.word([token], false, isLast(end), prefixSearch)
    else {
      while (end < count && tokens[end].isCharacter) end++
      const ends = parser.isVerbatim(token) ? [end] : runWordEnds(query, tokens, i, end, rules)
      for (const next of ends) {
        if (parser.isFull) break
        parser.word(tokens.slice(i, next), true, isLast(next), prefixSearch)
        i = next
      }
    }
    i = end
  }
  return parser.finish()
}

interface OpenPhrase {
  /** null where a stop word stands. */
  readonly words: (string | null)[]
  /** The stop words too. */
  readonly quoted: string[]
  position: number
  wordsBefore: number
  readonly negative: boolean
}

class Parser {
  readonly #query: string
  readonly #stopWords: ReadonlySet<string>
  readonly #mostTerms: number
  readonly #terms: QueryTerm[] = []
  readonly #negative: QueryTerm[] = []
  #position = -1
  #wordCount = 0
  #hardGap = false
  #asked = 0
  #dropped = 0
  #phrase: OpenPhrase | null = null

  constructor(query: string, stopWords: ReadonlySet<string>, mostTerms: number) {
    this.#mostTerms = mostTerms
    this.#query = query
    this.#stopWords = stopWords
  }

  get isFull(): boolean {
    return this.#terms.length >= this.#mostTerms
  }

  /** Whether a run that starts here is taken as it stands: between quotes, or after a minus. */
  isVerbatim({ start }: Token): boolean {
    return this.#phrase !== null || this.#isNegative(start)
  }

  /** A word, or the characters of one. */
  word(tokens: readonly Token[], isRun: boolean, isLast: boolean, prefixSearch: boolean): void {
    const words = tokens.map(({ text }) => text)
    const isOpen = isLast && prefixSearch
    // A syllable of which only the first letter is typed may become any other, so it is left out
    // for now.
    if (isOpen && isRun && words.length + this.#terms.length > 1 && isJamo(words[words.length - 1])) words.pop()
    if (words.length === 0) return
    const kind = isRun ? 'run' : 'word'
    const phrase = this.#phrase
    // In a phrase every character of a run counts, even where its words are stop words.
    const isStopWord = !(isRun && phrase !== null) && this.#stopWords.has(words.join(''))
    const filled = isStopWord ? [null] : words
    // Separators before the first word do not count.
    const position = this.#position + (this.#hardGap && this.#position >= 0 ? 1 + hardStep : 1)
    // Words that must not occur keep their positions: the words on either side of them are not
    // neighbours.
    this.#position = position + words.length - 1
    this.#hardGap = false
    if (phrase === null && this.#isNegative(tokens[0].start)) {
      // A stop word is never found, so no document has it.
      if (!isStopWord) this.#negative.push({ kind, words, position: 0, prefix: false, wordsBefore: 0 })
      return
    }
    phrase?.quoted.push(...words)
    if (phrase?.negative) {
      phrase.words.push(...filled)
      return
    }
    const wordsBefore = this.#wordCount
    this.#wordCount += words.length
    if (phrase !== null) {
      if (phrase.words.length === 0) {
        phrase.position = position
        phrase.wordsBefore = wordsBefore
      }
      phrase.words.push(...filled)
      return
    }
    if (isStopWord) this.#dropped++
    else this.#asked++
    if (!isStopWord || isLast) {
      const lastOrElse = isOpen && isRun ? completions(words[words.length - 1]) : []
      this.#terms.push({ kind, words, position, prefix: isOpen && !isRun, lastOrElse, wordsBefore })
    }
  }

  separator({ kind, text, start }: Token): void {
    let quoted = false
    for (let i = 0; i < text.length && !this.isFull; i++) {
      if (!quote.test(text[i])) continue
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
    const hasOnlyStopWords = this.#asked === 0 && this.#dropped > 0
    return { terms: this.#terms, negative: this.#negative, wordCount: this.#wordCount, hasOnlyStopWords }
  }

  #openPhrase(negative: boolean): void {
    this.#phrase = { words: [], quoted: [], position: 0, wordsBefore: 0, negative }
  }

  #closePhrase(): void {
    const phrase = this.#phrase
    this.#phrase = null
    if (phrase === null || phrase.words.length === 0) return
    // A phrase of stop words only is searched as it stands.
    const words = phrase.words.every((word) => word === null) ? phrase.quoted : phrase.words
    const first = words.findIndex((word) => word !== null)
    const last = words.findLastIndex((word) => word !== null)
    const term: QueryTerm = {
      kind: 'phrase',
      words: words.slice(first, last + 1),
      position: phrase.position + first,
      prefix: false,
      wordsBefore: phrase.wordsBefore + first,
    }
    if (phrase.negative) this.#negative.push(term)
    else {
      this.#asked++
      this.#terms.push(term)
    }
  }

  /**
   * Whether the word comes right after a `-` that follows a space, as in `a -b` but not in `a-b`.
   */
  #isNegative(start: number): boolean {
    return this.#query[start - 1] === '-' && (start === 1 || /\s/.test(this.#query[start - 2]))
  }
}
