/**
 * An index that is larger than what fits one leaf, one run or one page: thousands of documents over
 * many words, several segments, documents replaced and deleted. The same at every call.
 */
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { Manifest } from '../../src/engine/store/schema.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { engineWork } from '../../src/engine/update-engine.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import { TestEngine } from './test-engine.ts'

const syllables = 'sol ar wi nd lu na qua ser sun flow er mar ga ru tel po ki ven dro bas'.split(' ')

/** Whole numbers below `limit`, the same ones for the same seed. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const someWord = (number: (limit: number) => number): string =>
  Array.from({ length: 1 + number(3) }, () => syllables[number(syllables.length)]).join('')

function documentOf(id: number, number: (limit: number) => number): JsonObject {
  const text = (words: number): string => Array.from({ length: words }, () => someWord(number)).join(' ')
  return {
    id,
    title: text(1 + number(4)),
    ...(number(3) === 0 ? {} : { body: text(number(12)) }),
    ...(id % 50 === 0 ? { rare: text(2), long: text(300) } : {}),
    year: 1950 + number(60),
  }
}

const settings = {
  sortableAttributes: ['year'],
  filterableAttributes: ['year'],
  stopWords: ['sol', 'sun', 'wind'],
  synonyms: { solar: ['lunar wind'], quasar: ['sunflower'] },
}

/** Segments are not merged, so that there are several. */
export async function largeIndex(): Promise<MemoryStore> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store, { work: { ...engineWork, mergeIfNeeded: async () => null } })
  const number = numbersFrom(7)
  await db.send({ type: 'Settings', indexUid: 'words', settings })
  await db.add(
    'words',
    Array.from({ length: 2400 }, (_, id) => documentOf(id, number)),
  )
  // Every second is replaced: ordinals in more runs than a guide keeps.
  await db.add(
    'words',
    Array.from({ length: 1200 }, (_, i) => documentOf(i * 2, number)),
  )
  await db.add(
    'words',
    Array.from({ length: 300 }, (_, i) => documentOf(2400 + i, number)),
  )
  await db.send({ type: 'DocumentsDeletion', indexUid: 'words', ids: Array.from({ length: 90 }, (_, i) => i * 7) })
  await db.idle()
  await db.engine.close()
  return store
}

/** The manifest as a version before there were guides would have stored it. */
export const olderManifest = (manifest: Manifest): Manifest => ({
  ...manifest,
  segments: manifest.segments.map(({ guide: _, fieldSizes: _s, fieldCounts: _c, ...ref }) => ref),
})

/** The store as such a version would have left it; for reading. */
export const olderStore = (store: Store): Store => ({
  read: (buckets, body) =>
    store.read(buckets, (transaction) =>
      body({
        ...transaction,
        async get(bucket, key) {
          const value = await transaction.get(bucket, key)
          return bucket === 'indexes' && value !== undefined ? olderManifest(value as Manifest) : value
        },
        getAll: transaction.getAll.bind(transaction),
        getAllKeys: transaction.getAllKeys.bind(transaction),
        count: transaction.count.bind(transaction),
      }),
    ),
  write: store.write.bind(store),
  close: () => store.close(),
  destroy: () => store.destroy(),
})

const wordQueries = [
  '',
  'solar',
  'so',
  's',
  'solra',
  'lunr',
  'wind',
  '"sun flower"',
  'solarwind sunflower',
  'marteluna -so',
]

/** Requests that look into everything there is. */
export const largeRequests = wordQueries.flatMap((q) => [
  { q, showRankingScoreDetails: true },
  { q, matchingStrategy: 'any' as const, showRankingScore: true, limit: 7 },
  { q, matchingStrategy: 'all' as const, filter: 'year > 1990', facets: ['year'], sort: ['year:desc'] },
  { q, attributesToSearchOn: ['title'], attributesToHighlight: ['*'], offset: 3, limit: 5 },
])
