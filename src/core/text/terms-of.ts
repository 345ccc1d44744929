/**
 * Words of the settings (stop words, synonyms, words without typos) as the tokenizer cuts and folds
 * them, so that they meet the words of a query.
 */
import type { TextRules } from './text-rules.ts'
import { tokenize } from './tokenize.ts'

/**
 * The terms of a text, each as its words: a word is a term of one word, a whole run of characters a
 * term of as many words. `手机 case` is [[手, 机], [case]].
 */
export function termsOf(text: string, rules: TextRules): string[][] {
  const terms: string[][] = []
  let run: string[] | null = null
  for (const { kind, text: word, isCharacter } of tokenize(text, rules)) {
    if (kind === 'word' && isCharacter && run !== null) run.push(word)
    else if (kind === 'word') terms.push([word])
    run = kind === 'word' && isCharacter ? (terms.at(-1) as string[]) : null
  }
  return terms
}

/**
 * Those of the texts that are one term, each with its words joined: a term of a query, its words
 * joined too, is looked up among them.
 */
export function singleTerms(texts: readonly string[], rules: TextRules): Set<string> {
  const found = new Set<string>()
  for (const text of texts) {
    const [term, ...more] = termsOf(text, rules)
    if (term !== undefined && more.length === 0) found.add(term.join(''))
  }
  return found
}
