/**
 * itemsjs with its own text search, which takes words as prefixes and knows no typos; changes index
 * the whole list again (`reindex`), and `serializeAll` is the snapshot.
 */
import itemsjs from 'itemsjs'
import { type Collection, type Document, hitCount, keptOf, parseLines, serve, shownOf } from './engine.ts'
import { loadSnapshot, saveSnapshot } from './snapshot-store.ts'

let engine: ReturnType<typeof itemsjs<Document>>
let documents: Document[] = []
let collection: Collection

interface Snapshot {
  readonly documents: Document[]
  readonly made: { readonly fulltext: unknown; readonly facets: unknown }
}

const configuration = () => ({ searchableFields: collection.fields.map(({ name }) => name) })

function reindex(list: readonly Document[]): void {
  documents = list.map((document) => keptOf(collection, document))
  engine.reindex(documents)
}

serve({
  async open(given) {
    collection = given
    const stored = (await loadSnapshot(collection.name)) as Snapshot | undefined
    documents = stored?.documents ?? []
    const snapshots = { fulltextSnapshot: stored?.made.fulltext, facetsSnapshot: stored?.made.facets }
    engine = itemsjs(documents, { ...configuration(), ...(stored === undefined ? {} : snapshots) })
  },
  fill: async (ndjson) => reindex(parseLines(ndjson)),
  add: async (added) => reindex([...documents, ...added]),
  async remove(ids) {
    const gone = new Set(ids)
    reindex(documents.filter(({ id }) => !gone.has(id)))
  },
  persist: () => saveSnapshot(collection.name, { documents, made: engine.serializeAll() } satisfies Snapshot),
  async search(query) {
    const { data } = engine.search({ query, per_page: hitCount })
    return data.items.map((item) => shownOf(collection, item))
  },
})
