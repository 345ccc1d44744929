/**
 * Where the query matched, as parts of a text. The engine is asked to mark matches with characters
 * that no text has (the end of the last private-use plane), and what comes back is cut there: a
 * document's own text is never read as HTML.
 */
import type { TextPart } from '../index.ts'

export const matchStart = '\u{10FFF0}'
export const matchEnd = '\u{10FFF1}'

/** Marks that are missing or repeated, as only a document of bad will has them, are harmless. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = []
  let isMatch = false
  for (const piece of text.split(/([\u{10FFF0}\u{10FFF1}])/u)) {
    if (piece === matchStart) isMatch = true
    else if (piece === matchEnd) isMatch = false
    else if (piece !== '') parts.push({ text: piece, isMatch })
  }
  return parts
}
