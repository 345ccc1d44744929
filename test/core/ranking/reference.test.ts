/** The search against a slow, obvious one over random small corpora: same hits, same order, however the documents are cut into segments. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import { defaultRankingRules, defaultSettings, type Settings } from '../../../src/shared/settings.ts'
import { referenceSearch } from '../../support/reference-search.ts'
import { indexOf, runSearch, settingsWith } from '../../support/search-index.ts'

/** Families of words that are each other's prefixes, halves, typos and neighbours: small, so that documents resemble each other. */
const families = [
  ['sun', 'flower', 'sunflower', 'sunfl', 'un'],
  ['sunflower', 'sunflowers', 'flowers', 'folwer', 'sun'],
  ['a', 'b', 'ab', 'ba', 'aba'],
  ['seven', 'sevne', 'even', 'eleven', 's'],
  ['the', 'a', 'son', 'sun', 'sunny'],
  ['1234', '12345', '1235', 'price', 'a'],
  ['new', 'york', 'newyork', 'yorknew', 'ne'],
]

const separator = fc.constantFrom(' ', ' ', ' ', ' ', '-', '. ')

const price = (word: fc.Arbitrary<string>) =>
  fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), word, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 })))

function documentOf(word: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> {
  const text = fc.array(fc.tuple(word, separator), { minLength: 0, maxLength: 6 }).map((parts) => parts.flat().join(''))
  return fc.record(
    {
      title: text,
      body: fc.oneof(text, fc.array(text, { maxLength: 3 })),
      price: price(word) as fc.Arbitrary<never>,
      nested: fc.record({ name: text }),
    },
    { requiredKeys: [] },
  )
}

function queryOf(word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const queryWord = fc.oneof(
    { weight: 8, arbitrary: word },
    {
      weight: 1,
      arbitrary: fc.constantFrom('sunflowr', 'sunflwoer', 'flowe', 'su', 's', 'unknown', 'nusflower', 'fowlers'),
    },
    { weight: 1, arbitrary: fc.tuple(word, word).map((pair) => pair.join('')) },
    { weight: 1, arbitrary: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `"${words.join(' ')}"`) },
    { weight: 1, arbitrary: word.map((text) => `-${text}`) },
  )
  return fc
    .tuple(fc.array(queryWord, { maxLength: 4 }), fc.constantFrom('', '', ' '), fc.constantFrom(' ', ' ', ' ', '. '))
    .map(([words, end, between]) => words.join(between) + end)
}

const rules = fc.oneof(
  fc.constant(defaultRankingRules),
  fc.constant(['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness']),
  fc.shuffledSubarray([
    'words',
    'typo',
    'proximity',
    'attributeRank',
    'sort',
    'wordPosition',
    'exactness',
    'price:desc',
  ]),
)
const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
  rankingRules: rules,
  searchableAttributes: fc.constantFrom<readonly string[]>(['*'], ['title', 'body'], ['nested', 'body', 'title']),
  sortableAttributes: fc.constant(['price', 'title']),
  stopWords: fc.constantFrom([], [], ['The', 'a'], ['sun', 'even']),
  synonyms: fc.constantFrom<Settings['synonyms']>(
    {},
    { sun: ['son', 'flower sun'], new: ['york'], seven: ['7'], ab: ['b a', 'the'], sunfl: ['sunflower'] },
    { 'sun flower': ['sunny'], 'new york': ['ne', 'the new york'], 'a b': ['aba'], 'eleven s even': ['seven'] },
  ),
  typoTolerance: fc.oneof(
    fc.constant(defaultSettings.typoTolerance),
    fc.record({
      enabled: fc.constantFrom(true, true, false),
      minWordSizeForTypos: fc.constant({ oneTypo: 3, twoTypos: 5 }),
      disableOnWords: fc.constantFrom([], ['Flower']),
      disableOnAttributes: fc.constantFrom<string[]>([], ['body'], ['nested']),
      disableOnNumbers: fc.boolean(),
    }),
  ),
  prefixSearch: fc.constantFrom<Settings['prefixSearch']>('indexingTime', 'indexingTime', 'disabled'),
})
interface Case {
  readonly documents: readonly JsonObject[]
  readonly deleted: ReadonlySet<number>
  readonly segmentOf: readonly number[]
  readonly changes: Partial<Settings>
  readonly request: SearchRequest
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...families).chain((family) => {
  const word = fc.constantFrom(...family)
  const entry = fc.tuple(documentOf(word), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 7 }))
  return fc
    .record({
      entries: fc.array(entry, { maxLength: 14 }),
      changes: settings,
      q: queryOf(word),
      matchingStrategy: fc.constantFrom('last', 'last', 'all', 'frequency') as fc.Arbitrary<'last'>,
      sort: fc.constantFrom<string[] | null>(null, ['price:asc'], ['price:desc', 'title:asc']),
      attributesToSearchOn: fc.constantFrom<string[] | null>(null, null, null, ['body']),
    })
    .map(({ entries, changes, q, matchingStrategy, sort, attributesToSearchOn }) => ({
      documents: entries.map(([document]) => document),
      segmentOf: entries.map(([, segment]) => segment),
      deleted: new Set(entries.flatMap(([, , fate], i) => (fate === 0 ? [i] : []))),
      changes,
      request: {
        q,
        matchingStrategy,
        sort: changes.rankingRules?.includes('sort') ? sort : null,
        attributesToSearchOn,
      },
    }))
})

/** Ordinals of the hits: in one segment a document's number is its ordinal. */
function ordinals(documents: readonly JsonObject[], hits: readonly JsonObject[]): number[] {
  return hits.map((hit) => documents.indexOf(hit))
}

describe('over random documents and queries', () => {
  test('a search answers what the reference answers', () => {
    fc.assert(
      fc.property(cases, ({ documents, deleted, changes, request }) => {
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
      fc.property(cases, ({ documents, deleted, segmentOf, changes, request }) => {
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
        cases,
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
