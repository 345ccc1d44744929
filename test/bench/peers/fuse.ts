/**
 * Fuse.js, which goes through the whole list at each search: its token search, which its
 * documentation has for queries of several words, all of them required; snapshots hold the list and
 * the index of `Fuse.createIndex`.
 */
import Fuse from 'fuse.js'
import { type Collection, type Document, hitCount, keptOf, parseLines, serve, shownOf } from './engine.ts'
import { loadSnapshot, saveSnapshot } from './snapshot-store.ts'

let fuse: Fuse<Document>
let documents: Document[] = []
let collection: Collection

interface Snapshot {
  readonly documents: Document[]
  readonly index: unknown
}

function start(list: Document[], index?: ReturnType<typeof Fuse.parseIndex>): void {
  documents = list
  const keys = collection.fields.map(({ name, weight }) => ({ name, weight }))
  const options = { keys, useTokenSearch: true, tokenMatch: 'all', ignoreLocation: true, threshold: 0.3 }
  fuse = new Fuse(documents, options, index ?? Fuse.createIndex(keys, documents))
}

serve({
  async open(given) {
    collection = given
    const stored = (await loadSnapshot(collection.name)) as Snapshot | undefined
    if (stored === undefined) start([])
    else start(stored.documents, Fuse.parseIndex(stored.index))
  },
  fill: async (ndjson) => start(parseLines(ndjson).map((document) => keptOf(collection, document))),
  async add(added) {
    for (const document of added) fuse.add(keptOf(collection, document))
  },
  async remove(ids) {
    const gone = new Set(ids)
    fuse.remove(({ id }) => gone.has(id))
  },
  persist: () => saveSnapshot(collection.name, { documents, index: fuse.getIndex().toJSON() } satisfies Snapshot),
  search: async (query) => fuse.search(query, { limit: hitCount }).map(({ item }) => shownOf(collection, item)),
})
