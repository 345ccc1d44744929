/** `groupBy`: the best document of each value, with its next best ones. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scoreOf } from '../../../src/core/ranking/verdict.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import { leavesOf } from '../../support/naive-segment.ts'
import { ordinals, searchCases } from '../../support/random-search.ts'
import { indexOf, runSearch } from '../../support/search-index.ts'

const valuesOf = (document: JsonObject): string[] =>
  leavesOf(document)
    .filter(({ path }) => path === 'price')
    .map(({ value }) => (typeof value === 'number' ? `${value}` : `"${value}`))

interface NaiveGroup {
  readonly leader: number
  readonly members: number[]
  readonly values: readonly string[]
}

/** `order`: ordinals of all hits, best first. */
function naiveGroups(documents: readonly JsonObject[], order: readonly number[]): NaiveGroup[] {
  const groups: NaiveGroup[] = []
  for (const ordinal of order) {
    const values = valuesOf(documents[ordinal])
    const group = groups.find((one) => one.values.some((value) => values.includes(value)))
    if (group === undefined) groups.push({ leader: ordinal, members: [], values })
    else group.members.push(ordinal)
  }
  return groups
}

const asked = fc.record({
  size: fc.nat(3),
  offset: fc.nat(4),
  limit: fc.nat(5),
  showRankingScore: fc.boolean(),
  rankingScoreThreshold: fc.constantFrom(null, null, 0.6),
  strategy: fc.constantFrom(null, 'any' as const),
})

test('over random documents every hit has the next best of its values, in the order and with the scores they have without groups', () => {
  fc.assert(
    fc.property(searchCases, asked, (example, { size, strategy, offset, limit, ...scores }) => {
      const { documents, deleted, segmentOf, changes } = example
      const request = { ...example.request, ...scores, ...(strategy === null ? {} : { matchingStrategy: strategy }) }
      const settings = { ...changes, filterableAttributes: ['price'] }
      const index = indexOf(documents, settings, segmentOf, deleted)
      const all = runSearch(index, { ...request, limit: 1000 })
      const order = ordinals(documents, all.hits)
      const scoreBy = new Map(order.map((ordinal, i) => [ordinal, all.verdicts && scoreOf(all.verdicts[i])]))
      const expected = naiveGroups(documents, order)
      const found = runSearch(index, { ...request, groupBy: { attribute: 'price', size }, offset, limit })
      const wanted = expected.slice(offset, offset + limit)
      expect(ordinals(documents, found.hits)).toEqual(wanted.map(({ leader }) => leader))
      const groups = (found.groups ?? []).map((group) =>
        ordinals(
          documents,
          group.documents.map((number) => index.documents[number]),
        ),
      )
      expect(groups).toEqual(wanted.map(({ members }) => members.slice(0, size)))
      if (scores.showRankingScore)
        found.groups?.forEach(({ verdicts }, i) =>
          verdicts.forEach((verdict, n) => expect(scoreOf(verdict)).toBe(scoreBy.get(groups[i][n]))),
        )
    }),
    { numRuns: 300 },
  )
})

const sections = [
  { id: 1, page: 'a', title: 'routes', tags: ['x', 'y'] },
  { id: 2, page: 'b', title: 'nested routes' },
  { id: 3, page: 'a', title: 'routes and more routes', tags: ['y'] },
  { id: 4, title: 'routes of no page' },
  { id: 5, page: 'b', title: 'more about routes and their kinds', tags: ['x'] },
  { id: 6, page: 'a', title: 'all the kinds of routes there are', tags: ['z'] },
]
const index = indexOf(
  sections,
  { filterableAttributes: ['page', 'tags'], searchableAttributes: ['title'] },
  [0, 1, 1, 0, 0, 1],
)
const grouped = (request: object): string[] => {
  const { hits, groups } = runSearch(index, { q: 'routes', ...request })
  const ids = (numbers: readonly number[]): string => numbers.map((number) => index.documents[number].id).join()
  return hits.map(({ id }, i) => `${id}: ${ids(groups?.[i].documents ?? [])}`)
}

test('pages and totals count groups, documents without a value are by themselves, and three go with a hit by default', () => {
  const groupBy = { attribute: 'page' }
  expect(grouped({ groupBy })).toEqual(['1: 3,6', '4: ', '2: 5'])
  expect(grouped({ groupBy: { attribute: 'page', size: 1 } })).toEqual(['1: 3', '4: ', '2: 5'])
  expect(grouped({ groupBy: { attribute: 'page', size: 0 } })).toEqual(['1: ', '4: ', '2: '])
  expect(grouped({ groupBy, page: 2, hitsPerPage: 1 })).toEqual(['4: '])
  expect(runSearch(index, { groupBy, page: 1, hitsPerPage: 1 }).total).toBe(3)
  expect(runSearch(index, { groupBy }).total).toBe(3)
})

test('with several values a document goes with the best that shares one', () => {
  const groupBy = { attribute: 'tags' }
  expect(grouped({ groupBy, page: 1, hitsPerPage: 9 })).toEqual(['1: 3,5', '4: ', '2: ', '6: '])
  expect(grouped({ groupBy, page: 2, hitsPerPage: 2 })).toEqual(['2: ', '6: '])
})

test('an attribute that is not filterable is refused', () => {
  expect(() => grouped({ groupBy: { attribute: 'title' } })).toThrow(/`title` in `groupBy` is not filterable/)
})
