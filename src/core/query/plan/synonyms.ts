/**
 * The `synonyms` setting as a query uses it: a word, or up to three neighbouring words, stands for
 * other words in sequence, but not the other way round. Keys and values are cut and folded like any
 * text.
 */
import { termsOf } from '../../text/terms-of.ts'
import type { TextRules } from '../../text/text-rules.ts'

/** Words in sequence; null is a hole where a stop word stands. First and last are never holes. */
export type SynonymPhrase = readonly (string | null)[]

/** By `synonymKey`: what else the words mean. */
export type Synonyms = (key: string) => readonly SynonymPhrase[]

const maxSynonymPhrases = 50
const maxSynonymWords = 100

/**
 * Only a word of the setting `dictionary` can hold a space; it then has the same key as its words
 * apart.
 */
export const synonymKey = (words: readonly string[]): string => words.join(' ')

/**
 * Values are read when their words are first looked for: a setting may hold very many of them, and
 * queries ask for few.
 */
export function readSynonyms(
  setting: Readonly<Record<string, readonly string[]>>,
  stopWords: ReadonlySet<string>,
  rules: TextRules,
): Synonyms {
  const keyOf = (text: string): string => synonymKey(termsOf(text, rules).flat())
  const unread = new Map<string, (readonly string[])[]>()
  for (const [word, values] of Object.entries(setting)) {
    const key = keyOf(word)
    const known = unread.get(key)
    if (known === undefined) unread.set(key, [values])
    else known.push(values)
  }
  const read = new Map<string, readonly SynonymPhrase[]>()
  return (key) => {
    const values = unread.get(key)
    if (values !== undefined) {
      read.set(key, phrasesOf(key, values.flat()))
      unread.delete(key)
    }
    return read.get(key) ?? []
  }

  function phrasesOf(key: string, values: readonly string[]): readonly SynonymPhrase[] {
    const phrases: SynonymPhrase[] = []
    let words = 0
    for (const value of values) {
      const phrase = phraseOf(termsOf(value, rules), stopWords)
      words += phrase.length
      if (phrases.length === maxSynonymPhrases || words > maxSynonymWords) break
      // A word is no synonym of itself, and repeated values count once.
      if (phrase.length === 0 || keyOf(value) === key) continue
      if (!phrases.some((other) => other.length === phrase.length && other.every((word, i) => word === phrase[i])))
        phrases.push(phrase)
    }
    return phrases
  }
}

function phraseOf(terms: readonly (readonly string[])[], stopWords: ReadonlySet<string>): SynonymPhrase {
  const words = terms.flatMap((term): readonly (string | null)[] =>
    stopWords.has(term.join('')) ? term.map(() => null) : term,
  )
  const last = words.findLastIndex((word) => word !== null)
  return words.slice(
    Math.max(
      0,
      words.findIndex((word) => word !== null),
    ),
    last + 1,
  )
}
