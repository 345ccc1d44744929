/**
 * The `synonyms` setting as a query uses it (meilisearch.md section 5.2): words or up to three neighbouring words stand, one way, for other
 * words in sequence. Keys and values are cut and folded like any text.
 */
import { termsOf } from '../text/terms-of.ts'
import type { TextRules } from '../text/text-rules.ts'

/** Words in sequence; null is a hole where a stop word stands. First and last are never holes. */
export type SynonymPhrase = readonly (string | null)[]

/** By `synonymKey`. */
export type Synonyms = ReadonlyMap<string, readonly SynonymPhrase[]>

export const maxSynonymPhrases = 50
export const maxSynonymWords = 100

/** Folded words can hold no space. */
export const synonymKey = (words: readonly string[]): string => words.join(' ')

export function readSynonyms(
  setting: Readonly<Record<string, readonly string[]>>,
  stopWords: ReadonlySet<string>,
  rules: TextRules,
): Synonyms {
  const wordsOf = (text: string): string[] => termsOf(text, rules).flat()
  const synonyms = new Map<string, SynonymPhrase[]>()
  for (const [word, values] of Object.entries(setting)) {
    const key = synonymKey(wordsOf(word))
    if (key === '') continue
    const phrases = synonyms.get(key) ?? []
    synonyms.set(key, phrases)
    let words = phrases.reduce((sum, phrase) => sum + phrase.length, 0)
    for (const value of values) {
      const phrase = phraseOf(termsOf(value, rules), stopWords)
      words += phrase.length
      if (phrases.length === maxSynonymPhrases || words > maxSynonymWords) break
      const written = wordsOf(value)
      // A word is no synonym of itself, and says nothing twice.
      if (phrase.length === 0 || synonymKey(written) === key) continue
      if (!phrases.some((other) => other.length === phrase.length && other.every((word, i) => word === phrase[i])))
        phrases.push(phrase)
    }
  }
  return synonyms
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
