/** FlexSearch in memory; what it exports is the snapshot. */
import { Document } from 'flexsearch'
import { type Collection, keptOf, parseLines, serve } from './engine.ts'
import { hitsOf, optionsOf, searchOptions } from './flexsearch-index.ts'
import { loadSnapshot, saveSnapshot } from './snapshot-store.ts'

let index: Document
let collection: Collection

serve({
  async open(given) {
    collection = given
    index = new Document(optionsOf(collection))
    const stored = (await loadSnapshot(collection.name)) as [string, string][] | undefined
    for (const [key, data] of stored ?? []) await index.import(key, data)
  },
  async fill(ndjson) {
    for (const document of parseLines(ndjson)) index.add(keptOf(collection, document))
  },
  async add(documents) {
    for (const document of documents) await index.addAsync(keptOf(collection, document))
  },
  async remove(ids) {
    for (const id of ids) index.remove(id)
  },
  async persist() {
    const parts: [string, string][] = []
    await index.export((key: string, data: string) => void parts.push([key, data]))
    await saveSnapshot(collection.name, parts)
  },
  search: async (query) => hitsOf(await index.search(query, searchOptions)),
})
