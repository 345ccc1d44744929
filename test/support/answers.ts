/**
 * Everything an index answers, as one value: two indexes with equal answers cannot be told apart by
 * a user.
 */
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../src/engine/search-engine.ts'
import type { Store } from '../../src/engine/store/store.ts'
import type { Announcer } from '../../src/shared/engine-api.ts'

export const answerQueries = [
  '',
  'solar',
  'sol',
  'solra',
  'solar wind',
  'wind solar',
  'so',
  '"solar wind"',
  'lunar -wind',
  'sunflower',
  'sun flower',
  'quasar',
]

export function searchEngineOver(store: Store, announcer: Announcer = new LocalAnnouncer()): SearchEngine {
  return new SearchEngine({ store, announcer, now: () => 0, isWriterRunning: async () => false })
}

export async function answersOf(engine: SearchEngine, indexUid: string): Promise<unknown> {
  const searches = []
  for (const q of answerQueries) {
    for (const sort of [null, ['year:desc']]) {
      const { hits, ...rest } = await engine.search(indexUid, { q, sort, limit: 7, attributesToHighlight: ['*'] })
      searches.push({ hits, ...rest })
    }
  }
  return {
    searches,
    documents: await engine.getDocuments(indexUid, { limit: 1000 }),
    stats: await engine.getIndexStats(indexUid),
  }
}
