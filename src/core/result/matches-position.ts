/**
 * `_matchesPosition`: where the query matches, per attribute; attributes without a match are left
 * out.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { MatchPosition } from '../../shared/search.ts'
import { isText, mapLeaves } from './map-leaves.ts'
import type { QueryMatcher } from './query-matcher.ts'

export function matchesPosition(document: JsonObject, matcher: QueryMatcher): Record<string, MatchPosition[]> {
  const positions = new Map<string, MatchPosition[]>()
  mapLeaves(document, (leaf, path, indices) => {
    if (!isText(leaf)) return leaf
    for (const { start, length } of matcher.matches(String(leaf), path)) {
      const position = indices.length === 0 ? { start, length } : { start, length, indices: [...indices] }
      const known = positions.get(path)
      if (known === undefined) positions.set(path, [position])
      else known.push(position)
    }
    return leaf
  })
  return Object.fromEntries(positions)
}
