/** Puts tags around the matches in a text. Nothing is escaped: a text may hold any HTML its document holds. */
import type { TextMatch } from './query-matcher.ts'

export function highlight(text: string, matches: readonly TextMatch[], preTag: string, postTag: string): string {
  let marked = ''
  let at = 0
  for (const { start, length } of matches) {
    marked += text.slice(at, start) + preTag + text.slice(start, start + length) + postTag
    at = start + length
  }
  return at === 0 ? text : marked + text.slice(at)
}
