/**
 * Plain documents as a search index, in one segment or several, and a whole search over it as the
 * engine runs one.
 */

import { coveringPattern } from '../../src/core/document/attribute-pattern.ts'
import { TimeLimit } from '../../src/core/filter/time-limit.ts'
import { planSearch, type SearchIndex, type SearchPlan } from '../../src/core/query/plan/plan.ts'
import { attributeRules } from '../../src/core/query/request/locales.ts'
import { type RankedHits, rankSearch } from '../../src/core/ranking/rank.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import { checkSearchRequest } from '../../src/shared/search-check.ts'
import { defaultSettings, type Settings } from '../../src/shared/settings.ts'
import { type LoadableSegment, type NaiveDocument, naiveSegment } from './naive-segment.ts'

export interface TestIndex {
  readonly index: SearchIndex
  /** By global number. */
  readonly documents: readonly JsonObject[]
}

export const settingsWith = (changes: Partial<Settings>): Settings => ({ ...defaultSettings, ...changes })

/**
 * `segmentOf[i]`: the segment of document i, whose ordinal is i; all in one if left out. `deleted`
 * holds ordinals.
 */
export function indexOf(
  documents: readonly JsonObject[],
  changes: Partial<Settings> = {},
  segmentOf: readonly number[] = [],
  deleted: ReadonlySet<number> = new Set(),
): TestIndex {
  const settings = settingsWith(changes)
  const parts: NaiveDocument[][] = []
  documents.forEach((value, ordinal) => {
    const segment = segmentOf[ordinal] ?? 0
    while (parts.length <= segment) parts.push([])
    parts[segment].push({ value, ordinal, deleted: deleted.has(ordinal) })
  })
  const fields: string[] = []
  const isSearchable = (path: string): boolean => coveringPattern(settings.searchableAttributes, path) >= 0
  let base = 0
  const segments = parts.map((part) => {
    const segment = { view: naiveSegment(part, fields, isSearchable, (path) => attributeRules(settings, path)), base }
    base += part.length
    return segment
  })
  return {
    index: { fields, settings, segments, documentCount: base },
    documents: parts.flat().map(({ value }) => value),
  }
}

export interface TestHits extends RankedHits {
  /** Global numbers, in order. */
  readonly numbers: readonly number[]
  readonly hits: readonly JsonObject[]
  readonly plan: SearchPlan
}

export function runSearch({ index, documents }: TestIndex, request: SearchRequest, isUp?: () => boolean): TestHits {
  const plan = planSearch(checkSearchRequest(request), index)
  index.segments.forEach(({ view }, segment) => (view as LoadableSegment).load(plan.needs[segment]))
  const ranked = rankSearch(plan, new TimeLimit(isUp))
  const numbers = [...ranked.documents]
  return { ...ranked, numbers, hits: numbers.map((number) => documents[number]), plan }
}

/** The `id`s of the hits. */
export const searchIds = (index: TestIndex, request: SearchRequest): unknown[] =>
  runSearch(index, request).hits.map(({ id }) => id)
