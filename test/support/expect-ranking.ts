/**
 * Ranking fixtures: hits in the order they must come in, each with the reason why it stands there.
 * They are added in the opposite order, so that no expectation is met by insertion order alone.
 */
import { expect } from 'vitest'
import type { JsonObject } from '../../src/shared/document.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import type { Settings } from '../../src/shared/settings.ts'
import { indexOf, runSearch } from './search-index.ts'

/** A document, or just its `text`. */
type Reasoned = readonly [document: JsonObject | string, why: string]

export interface Fixture extends Partial<Settings> {
  readonly search: string | SearchRequest
  readonly hits: readonly Reasoned[]
  /** Documents that must not be found. */
  readonly misses?: readonly Reasoned[]
}

export function expectRanking({ search, hits, misses = [], ...changes }: Fixture): void {
  const all = [...hits, ...misses].toReversed()
  const label = ([document, why]: Reasoned): string => `${JSON.stringify(document)}: ${why}`
  const labels = all.map(label)
  const documents = all.map(([document]) => (typeof document === 'string' ? { text: document } : document))
  const index = indexOf(documents, changes)
  const request = typeof search === 'string' ? { q: search } : search
  const found = runSearch(index, { ...request, limit: 100 }).numbers.map((number) => labels[number])
  expect(found).toEqual(hits.map(label))
}
