/**
 * Orama in memory, with what `save` returns as a snapshot: words are prefixes by default, a
 * tolerance of one letter, all words required (`threshold: 0`).
 */
import { create, insertMultiple, load, removeMultiple, save, search } from '@orama/orama'
import { type Collection, type Document, hitCount, keptOf, parseLines, serve, shownOf } from './engine.ts'
import { loadSnapshot, saveSnapshot } from './snapshot-store.ts'

let database: ReturnType<typeof create>
let collection: Collection

const insert = (documents: readonly Document[]) =>
  insertMultiple(
    database,
    documents.map((document) => keptOf(collection, document)),
  )

serve({
  async open(given) {
    collection = given
    database = create({ schema: Object.fromEntries(collection.fields.map(({ name }) => [name, 'string'])) })
    const stored = await loadSnapshot(collection.name)
    if (stored !== undefined) load(database, stored)
  },
  async fill(ndjson) {
    await insert(parseLines(ndjson))
  },
  async add(documents) {
    await insert(documents)
  },
  async remove(ids) {
    await removeMultiple(database, ids)
  },
  persist: () => saveSnapshot(collection.name, save(database)),
  async search(query) {
    const { hits } = await search(database, {
      term: query,
      tolerance: 1,
      threshold: 0,
      limit: hitCount,
      boost: Object.fromEntries(collection.fields.map(({ name, weight }) => [name, weight])),
    })
    return hits.map(({ document }) => shownOf(collection, document))
  },
})
