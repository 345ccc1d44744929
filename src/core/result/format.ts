/** `_formatted`: the document once more, with matches marked and numbers as text; null and booleans stay as they are. */
import type { JsonObject } from '../../shared/document.ts'
import { coveringPattern } from '../document/attribute-pattern.ts'
import { highlight } from './highlight.ts'
import { mapLeaves } from './map-leaves.ts'
import type { QueryMatcher } from './query-matcher.ts'

export interface Highlighting {
  /** Attributes in which matches are marked. */
  readonly attributes: readonly string[]
  readonly preTag: string
  readonly postTag: string
}

export function formatDocument(document: JsonObject, matcher: QueryMatcher, marking: Highlighting): JsonObject {
  const { attributes, preTag, postTag } = marking
  return mapLeaves(document, (leaf, path) => {
    if (typeof leaf !== 'string' && typeof leaf !== 'number') return leaf
    const text = String(leaf)
    if (coveringPattern(attributes, path) < 0) return text
    return highlight(text, matcher.matches(text, path), preTag, postTag)
  })
}
