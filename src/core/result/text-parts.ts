/**
 * A text taken apart: what matches, what does not, and a marker on each side that was cut. Both
 * forms in which matches are shown come from it, so they cannot differ: `_formatted` puts tags
 * around the parts, `_formattedParts` hands them out.
 */
import type { TextPart } from '../../shared/search.ts'
import type { CropWindow } from './crop.ts'
import type { TextMatch } from './text-matches.ts'

/**
 * Only a text without characters has an empty part. Joined they are the text inside the window,
 * with `marker` on each side on which it ends before the text does.
 */
export function textParts(
  text: string,
  matches: readonly TextMatch[],
  { start, end }: CropWindow,
  marker: string,
): TextPart[] {
  const parts: TextPart[] = []
  const add = (part: string, isMatch: boolean): void => {
    if (part !== '') parts.push({ text: part, isMatch })
  }
  if (start > 0) add(marker, false)
  let at = start
  for (const match of matches) {
    if (match.start >= end) break
    const from = Math.max(match.start, start)
    const to = Math.min(match.start + match.length, end)
    if (to <= from) continue
    add(text.slice(at, from), false)
    add(text.slice(from, to), true)
    at = to
  }
  add(text.slice(at, end), false)
  if (end < text.length) add(marker, false)
  return parts.length > 0 ? parts : [{ text: '', isMatch: false }]
}

/** Nothing is escaped: a text may hold any HTML its document holds. */
export function withTags(parts: readonly TextPart[], preTag: string, postTag: string): string {
  let marked = ''
  for (const { text, isMatch } of parts) marked += isMatch ? preTag + text + postTag : text
  return marked
}
