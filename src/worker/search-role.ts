/**
 * The search role as the plain object that a port may offer: the page can reach no other property
 * of the engine.
 */
import { SearchEngine } from '../engine/search-engine.ts'
import { mayBeTorn } from '../engine/store/log-guard.ts'
import type { SiteApi } from '../shared/dump.ts'
import type { SearchApi, StorageUse } from '../shared/engine-api.ts'
import { checkIndexUid } from '../shared/index-uid.ts'
import type { Update, UpdateId } from '../shared/update.ts'
import type { EngineParts, RunningRole } from './roles.ts'
import { type SiteRole, startSiteRole } from './site-role.ts'
import { storageUse } from './storage-use.ts'
import { liveSessions } from './write-session.ts'

/**
 * Starts the search engine. `isBrowserStorage`: the data lies in the browser's own storage, so what
 * the browser says of its use applies.
 */
export function searchEngine(
  parts: EngineParts,
  isBrowserStorage = parts.options.storage !== 'memory',
): RunningRole<SearchApi> {
  const { store, announcer, lock, now, options } = parts
  const isWriterRunning = () => lock.isHeld()
  const engine = new SearchEngine({ store, announcer, isWriterRunning, now, cacheBytes: options.cacheBytes })
  if (options.storage !== 'memory') engine.openAhead()
  const live = options.storage === 'memory' ? undefined : liveSessions(options.channel)
  const isTorn = async () => live !== undefined && mayBeTorn(store, live)
  const use = async () => (isBrowserStorage ? storageUse() : null)
  let sites: SiteRole | undefined
  const site = (): SiteApi => {
    // Every later call searches the build that was taken over.
    sites ??= startSiteRole(parts, () => engine.noteReplacement())
    return sites.api
  }
  return {
    api: {
      ...searchRole(engine, isTorn, use),
      attachSnapshot: async (folder, options, id) => site().attachSnapshot(folder, options, id),
      renewSnapshot: async (folder) => site().renewSnapshot(folder),
      dropAttach: async (id) => site().dropAttach(id),
      detachSnapshot: async (folder) => site().detachSnapshot(folder),
    },
    close: async () => {
      await sites?.close()
      engine.close()
    },
  }
}

function searchRole(
  engine: SearchEngine,
  isTorn: () => Promise<boolean>,
  getStorageUse: () => Promise<StorageUse | null>,
): Omit<SearchApi, keyof SiteApi> {
  const seenIds = new Set<UpdateId>()

  /**
   * A page that learns that an update is processed will search for it, perhaps before the
   * announcement has come: so every later call sees its effects.
   */
  const seen = async (updates: readonly Update[]): Promise<void> => {
    const news = updates.filter(({ status, updateId }) => status === 'processed' && !seenIds.has(updateId))
    for (const { updateId } of news) seenIds.add(updateId)
    // A swap names only the first of its indexes.
    const all = news.some(({ type }) => type.name === 'IndexSwap') ? await engine.getIndexes() : []
    const uids = new Set([...news.map(({ indexUid }) => indexUid), ...all.map(({ uid }) => uid)])
    await Promise.all([...uids].map((uid) => engine.noteVersion(uid, Number.POSITIVE_INFINITY)))
  }

  return {
    search: (indexUid, request) => engine.search(checkIndexUid(indexUid), request),
    getDocument: (indexUid, id, options) => engine.getDocument(checkIndexUid(indexUid), id, options),
    getDocuments: (indexUid, options) => engine.getDocuments(checkIndexUid(indexUid), options),
    getIndexes: () => engine.getIndexes(),
    getSettings: (indexUid) => engine.getSettings(checkIndexUid(indexUid)),
    multiSearch: (request) => engine.multiSearch(request),
    searchForFacetValues: (indexUid, request) => engine.searchForFacetValues(checkIndexUid(indexUid), request),
    suggest: (indexUid, q, options) => engine.suggest(checkIndexUid(indexUid), q, options),
    getIndexStats: (indexUid, options) => engine.getIndexStats(checkIndexUid(indexUid), options),
    getStats: async (options) => {
      const [stats, storage] = await Promise.all([engine.getStats(options), getStorageUse()])
      return { ...stats, storage }
    },
    getStorageUse,
    getUpdate: async (updateId, options) => {
      const update = await engine.getUpdate(updateId, options)
      await seen([update])
      return update
    },
    getUpdates: async (query) => {
      const updates = await engine.getUpdates(query)
      await seen(updates)
      return updates
    },
    countUpdates: (query) => engine.countUpdates(query),
    getUpdateDocuments: (updateId) => engine.getUpdateDocuments(updateId),
    noteVersion: (indexUid, version) => engine.noteVersion(indexUid, version),
    noteReplacement: () => engine.noteReplacement(),
    pendingWork: async () => ({ ...(await engine.pendingWork()), torn: await isTorn() }),
  }
}
