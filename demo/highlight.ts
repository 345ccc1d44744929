/**
 * Marks where the query matched. The engine answers texts in parts, so nothing has to be taken
 * apart or escaped here: a part is a text node, with a `<mark>` around it where it matches. Markup
 * in the data stays text.
 */
import type { TextPart } from 'seekling'

export function withMarks(parts: readonly TextPart[]): (Node | string)[] {
  return parts.map(({ text, isMatch }) => {
    if (!isMatch) return text
    const mark = document.createElement('mark')
    mark.textContent = text
    return mark
  })
}

/** The piece `[from, to)` of the text the parts make up. */
export function slice(parts: readonly TextPart[], from: number, to: number): TextPart[] {
  const inside: TextPart[] = []
  let start = 0
  for (const { text, isMatch } of parts) {
    const piece = text.slice(Math.max(0, from - start), Math.max(0, to - start))
    if (piece !== '') inside.push({ text: piece, isMatch })
    start += text.length
  }
  return inside
}
