/**
 * Marks where the query matched. The engine puts two private-use characters around each match (the data has none, see scripts/demo-text.mjs);
 * here they become `<mark>` elements between text nodes. Markup in the data stays text.
 */
export const markStart = '\uE000'
export const markEnd = '\uE001'

export interface Part {
  readonly text: string
  readonly marked: boolean
}

/** Marks without a partner are dropped; text is never lost. */
export function partsOf(formatted: string): Part[] {
  const pieces = formatted.matchAll(/\uE000([^\uE000\uE001]*)\uE001|[^\uE000\uE001]+/g)
  return Array.from(pieces, ([piece, inside]) => ({ text: inside ?? piece, marked: inside !== undefined }))
}

export function withMarks(parts: readonly Part[]): (Node | string)[] {
  return parts.map((part) => {
    if (!part.marked) return part.text
    const mark = document.createElement('mark')
    mark.textContent = part.text
    return mark
  })
}

/** The piece `[from, to)` of the text, counted without marks. */
export function slice(parts: readonly Part[], from: number, to: number): Part[] {
  const inside: Part[] = []
  let start = 0
  for (const part of parts) {
    const text = part.text.slice(Math.max(0, from - start), Math.max(0, to - start))
    if (text !== '') inside.push({ text, marked: part.marked })
    start += part.text.length
  }
  return inside
}
