/**
 * lunr: its index cannot be changed, so that each change makes a new one of all documents. A search
 * is the one of its guide: the word as it is, its beginnings, and words one letter away, in this
 * order of weight. The index as JSON is the snapshot, with the documents, which it does not keep.
 */
import lunr from 'lunr'
import { type Collection, type Document, hitCount, keptOf, parseLines, serve, shownOf } from './engine.ts'
import { loadSnapshot, saveSnapshot } from './snapshot-store.ts'

let index: InstanceType<typeof lunr.Index> | undefined
let documents = new Map<string, Document>()
let collection: Collection

function rebuild(all: Iterable<Document>): void {
  documents = new Map()
  const builder = new lunr.Builder()
  builder.pipeline.add(lunr.trimmer, lunr.stopWordFilter, lunr.stemmer)
  builder.searchPipeline.add(lunr.stemmer)
  for (const { name, weight } of collection.fields) builder.field(name, { boost: weight })
  for (const document of all) {
    const kept = keptOf(collection, document)
    documents.set(kept.id, kept)
    builder.add(kept)
  }
  index = builder.build()
}

serve({
  async open(given) {
    collection = given
    const stored = (await loadSnapshot(collection.name)) as { index: string; documents: Document[] } | undefined
    if (stored === undefined) return
    index = lunr.Index.load(JSON.parse(stored.index))
    documents = new Map(stored.documents.map((document) => [document.id, document]))
  },
  fill: async (ndjson) => rebuild(parseLines(ndjson)),
  add: async (added) => rebuild([...documents.values(), ...added]),
  async remove(ids) {
    const gone = new Set(ids)
    rebuild([...documents.values()].filter(({ id }) => !gone.has(id)))
  },
  persist: () => saveSnapshot(collection.name, { index: JSON.stringify(index), documents: [...documents.values()] }),
  async search(query) {
    const terms = lunr.tokenizer(query)
    const found =
      index?.query((asked) => {
        asked.term(terms, { boost: 100 })
        asked.term(terms, { boost: 10, usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING })
        asked.term(terms, { boost: 1, usePipeline: false, editDistance: 1 })
      }) ?? []
    return found
      .slice(0, hitCount)
      .flatMap(({ ref }) => [documents.get(ref)].filter((document) => document !== undefined))
      .map((document) => shownOf(collection, document))
  },
})
