/**
 * FlexSearch over IndexedDB: the same index, mounted on its own database, so that searches read
 * postings from there. Its adapter reads the constructors of IndexedDB from `window`, which a
 * worker has not: the build gives it one (`needsWindow` in scripts/peers/engines.mjs).
 */
import { Document, IndexedDB } from 'flexsearch'
import { type Collection, keptOf, parseLines, serve } from './engine.ts'
import { hitsOf, optionsOf, searchOptions } from './flexsearch-index.ts'

let index: Document
let collection: Collection

serve({
  async open(given) {
    collection = given
    index = new Document({ ...optionsOf(collection), commit: false })
    await index.mount(new IndexedDB(collection.name))
  },
  async fill(ndjson) {
    for (const document of parseLines(ndjson)) index.add(keptOf(collection, document))
    await index.commit()
  },
  async add(documents) {
    for (const document of documents) index.add(keptOf(collection, document))
    await index.commit()
  },
  async remove(ids) {
    for (const id of ids) index.remove(id)
    await index.commit()
  },
  persist: async () => {},
  search: async (query) => hitsOf(await index.search(query, searchOptions)),
})
