/**
 * MiniSearch in memory, with its JSON as a snapshot, and `addAllAsync` so that searches come
 * between batches of documents that are added.
 */
import MiniSearch from 'minisearch'
import { type Collection, hitCount, parseLines, serve } from './engine.ts'
import { loadSnapshot, saveSnapshot } from './snapshot-store.ts'

interface SearchOptions {
  readonly combineWith?: 'AND'
  readonly prefix: boolean | ((term: string, at: number, terms: readonly string[]) => boolean)
  readonly fuzzy: number
}

export function serveMiniSearch(searchOptions: SearchOptions): void {
  let index: MiniSearch
  let collection: Collection
  serve({
    async open(given) {
      collection = given
      const options = {
        fields: collection.fields.map(({ name }) => name),
        storeFields: [...collection.shown],
        searchOptions: {
          boost: Object.fromEntries(collection.fields.map(({ name, weight }) => [name, weight])),
          ...searchOptions,
        },
      }
      const stored = await loadSnapshot(collection.name)
      index = stored === undefined ? new MiniSearch(options) : MiniSearch.loadJSON(stored as string, options)
    },
    fill: async (ndjson) => index.addAll(parseLines(ndjson)),
    add: (documents) => index.addAllAsync(documents),
    remove: async (ids) => index.discardAll(ids),
    persist: () => saveSnapshot(collection.name, JSON.stringify(index)),
    search: async (query) => index.search(query).slice(0, hitCount),
  })
}
