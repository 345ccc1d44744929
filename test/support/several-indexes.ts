/** Several indexes in one engine, asked together. */
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { FederatedResponse, Federation, MultiSearchQuery, MultiSearchRequest } from '../../src/shared/search.ts'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import { searchEngineOver } from './answers.ts'
import { TestEngine } from './test-engine.ts'

export async function engineWith(indexes: Record<string, { settings?: SettingsPatch; documents: JsonObject[] }>) {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  for (const [indexUid, { settings, documents }] of Object.entries(indexes)) {
    if (settings !== undefined) await db.send({ type: 'Settings', indexUid, settings })
    await db.add(indexUid, documents)
  }
  await db.idle()
  const reader = searchEngineOver(store, db.announcer)
  return {
    ask: (request: unknown) => reader.multiSearch(request as MultiSearchRequest),
    federated: async (queries: MultiSearchQuery[], federation: Federation = {}) =>
      (await reader.multiSearch({ queries, federation })) as FederatedResponse,
  }
}

export const idsOf = ({ hits }: FederatedResponse) => hits.map(({ id, _federation }) => `${_federation.indexUid} ${id}`)

export const settings = {
  filterableAttributes: ['year', 'title', 'kind'],
  sortableAttributes: ['year', 'kind'],
  searchableAttributes: ['title', 'text'],
}
