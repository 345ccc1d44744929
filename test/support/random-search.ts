/**
 * Random small corpora with queries and settings that bring out every rule: words that are each
 * other's beginnings, halves and typos.
 */
import fc from 'fast-check'
import type { JsonObject } from '../../src/shared/document.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import { defaultRankingRules, defaultSettings, type Settings } from '../../src/shared/settings.ts'

/**
 * Families of words that are each other's prefixes, halves, typos and neighbours: small, so that
 * documents resemble each other.
 */
const families = [
  ['sun', 'flower', 'sunflower', 'sunfl', 'un'],
  ['sunflower', 'sunflowers', 'flowers', 'folwer', 'sun'],
  ['a', 'b', 'ab', 'ba', 'aba'],
  ['seven', 'sevne', 'even', 'eleven', 's'],
  ['the', 'a', 'son', 'sun', 'sunny'],
  ['1234', '12345', '1235', 'price', 'a'],
  ['new', 'york', 'newyork', 'yorknew', 'ne'],
  ['東', '京', '東京', '京都', 'の', 'tokyo'],
  ['手机', '机', 'ケース', 'けー', 'iphone手', 'の'],
  ['한국어', '한국', '국어', '교육', '육', '구', '한구', '한ㄱ'],
  ['น้ำ', 'มี', 'กินข้าว', 'ข้าว'],
]

const separator = fc.constantFrom(' ', ' ', ' ', ' ', '-', '. ', '')

const price = (word: fc.Arbitrary<string>) =>
  fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), word, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 })))

export function documentOf(word: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> {
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
  stopWords: fc.constantFrom([], [], ['The', 'a', 'の'], ['sun', 'even', '국어']),
  synonyms: fc.constantFrom<Settings['synonyms']>(
    {},
    {
      手机: ['iphone', 'ケース'],
      한국: ['교육', 'en'],
      sun: ['son', 'flower sun'],
      new: ['york'],
      seven: ['7'],
      ab: ['b a', 'the'],
      sunfl: ['sunflower'],
    },
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
  proximityPrecision: fc.constantFrom<Settings['proximityPrecision']>('byWord', 'byWord', 'byAttribute'),
})
export interface SearchCase {
  readonly documents: readonly JsonObject[]
  readonly deleted: ReadonlySet<number>
  readonly segmentOf: readonly number[]
  readonly changes: Partial<Settings>
  readonly request: SearchRequest
}

export const searchCases: fc.Arbitrary<SearchCase> = fc.constantFrom(...families).chain((family) => {
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
export function ordinals(documents: readonly JsonObject[], hits: readonly JsonObject[]): number[] {
  return hits.map((hit) => documents.indexOf(hit))
}
