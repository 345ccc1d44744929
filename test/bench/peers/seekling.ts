/**
 * Seekling as a page uses it, with the rules it recommends for names: the client, which starts its
 * own workers. What is processed is durable. Unlike the others it keeps whole documents.
 */
import { type Index, open } from 'seekling'
import { type Document, type Engine, type Hit, hitCount } from './engine.ts'

let index: Index<Document>
let shown: string[] = []

async function finished(write: Promise<{ readonly updateId: number }>): Promise<void> {
  const { updateId } = await write
  const update = await index.waitForPendingUpdate(updateId, { timeOutMs: 600_000 })
  if (update.status !== 'processed') throw new Error(JSON.stringify(update))
}

export const engine: Engine = {
  async open({ name, fields, shown: fieldsOfHits }) {
    const client = await open({ name })
    index = client.index<Document>('documents')
    shown = ['id', ...fieldsOfHits]
    if ((await client.getIndexes()).length > 0) return
    await finished(index.updateSettings({ searchableAttributes: fields.map((field) => field.name) }))
  },
  fill: (ndjson) => finished(index.addDocuments(ndjson, { format: 'ndjson' })),
  add: (documents) => finished(index.addDocuments([...documents])),
  remove: (ids) => finished(index.deleteDocuments([...ids])),
  persist: async () => {},
  async search(query) {
    const { hits } = await index.search(query, { limit: hitCount, attributesToRetrieve: shown })
    return hits as readonly Hit[]
  },
}
