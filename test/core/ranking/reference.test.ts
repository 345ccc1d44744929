/**
 * The search against a slow, obvious one over random small corpora: same hits, same order, however
 * the documents are cut into segments.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultRankingRules } from '../../../src/shared/settings.ts'
import { documentOf, ordinals, searchCases } from '../../support/random-search.ts'
import { referenceSearch } from '../../support/reference-search.ts'
import { indexOf, runSearch, settingsWith } from '../../support/search-index.ts'

describe('over random documents and queries', () => {
  test('a search answers what the reference answers', () => {
    fc.assert(
      fc.property(searchCases, ({ documents, deleted, changes, request }) => {
        const expected = referenceSearch(documents, settingsWith(changes), request, deleted)
        const found = runSearch(indexOf(documents, changes, [], deleted), { ...request, limit: 1000 })
        expect(ordinals(documents, found.hits)).toEqual(expected)
        expect(found.total).toBe(expected.length)
      }),
      { numRuns: 1500 },
    )
  })

  test('several segments answer as one does', () => {
    fc.assert(
      fc.property(searchCases, ({ documents, deleted, segmentOf, changes, request }) => {
        const one = runSearch(indexOf(documents, changes, [], deleted), { ...request, limit: 1000 })
        const several = runSearch(indexOf(documents, changes, segmentOf, deleted), { ...request, limit: 1000 })
        expect(ordinals(documents, several.hits)).toEqual(ordinals(documents, one.hits))
        expect(several.total).toBe(one.total)
      }),
      { numRuns: 500 },
    )
  })

  test('any window of the hits is that part of all hits', () => {
    fc.assert(
      fc.property(
        searchCases,
        fc.nat(15),
        fc.nat(6),
        ({ documents, deleted, segmentOf, changes, request }, offset, limit) => {
          const index = indexOf(documents, changes, segmentOf, deleted)
          const all = runSearch(index, { ...request, limit: 1000 }).numbers
          expect(runSearch(index, { ...request, offset, limit }).numbers).toEqual(all.slice(offset, offset + limit))
        },
      ),
      { numRuns: 400 },
    )
  })

  test('long posting lists and few documents answer alike', () => {
    // One word that is everywhere, and sort orders that cut its documents into small buckets.
    const words = ['sun', 'suns', 'sunny', 'sunflower', 'flower', 'sum']
    const crowd = fc.array(documentOf(fc.constantFrom(...words)), { minLength: 60, maxLength: 90 })
    const queries = fc.constantFrom('su', 'sun flower', 'flower s', 'sunny ', 'sun fl', '"sun" s')
    const orders = fc.constantFrom(
      ['sort', ...defaultRankingRules],
      ['words', 'sort', 'typo', 'exactness', 'proximity', 'attribute'],
    )
    fc.assert(
      fc.property(crowd, queries, orders, fc.boolean(), (documents, q, rankingRules, several) => {
        const changes = {
          rankingRules,
          sortableAttributes: ['price'],
          searchableAttributes: ['title', 'nested', 'body'],
        }
        const request = { q, sort: ['price:desc'] }
        const segmentOf = several ? documents.map((_, i) => i % 2) : []
        const found = runSearch(indexOf(documents, changes, segmentOf), { ...request, limit: 1000 })
        expect(ordinals(documents, found.hits)).toEqual(referenceSearch(documents, settingsWith(changes), request))
      }),
      { numRuns: 40 },
    )
  })
})
