/**
 * The words of a text as the tokenizer cuts them, with the gaps before them: the slow twin of
 * `WordList`.
 */
import type { TextRules } from '../../src/core/text/text-rules.ts'
import { tokenize } from '../../src/core/text/tokenize.ts'

export function slowWords(content: string, rules: TextRules) {
  const words: { text: string; start: number; end: number; gap: number; isCharacter: boolean }[] = []
  let gap = 0
  for (const { kind, text, start, end, isCharacter } of tokenize(content, rules)) {
    if (kind === 'word') {
      words.push({ text, start, end, gap, isCharacter })
      gap = 0
    } else gap = kind === 'hard' ? 2 : 1
  }
  return words
}
