/**
 * The floor the engine is held against, measured in the same run and the same browser: cut and
 * intern all searched text, then store as many bytes as the engine stores, in records of 60 KiB, in
 * one transaction. It parses, ranks and finds nothing.
 */
import { deleteDB, openDB } from 'idb'
import { TermTable } from '../../src/core/text/term-table.ts'
import { WordScanner } from '../../src/core/text/word-scanner.ts'

export interface FloorRequest {
  readonly name: string
  /** Texts of the searched fields of all documents. */
  readonly texts: readonly string[]
  /** How many bytes to store. */
  readonly bytes: number
}

export interface FloorResult {
  readonly tokenizeMs: number
  readonly storeMs: number
}

const recordBytes = 60 * 1024

addEventListener('message', async ({ data }: MessageEvent<FloorRequest>) => {
  postMessage(await measure(data))
})

async function measure({ name, texts, bytes }: FloorRequest): Promise<FloorResult> {
  const database = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore('records') })
  const started = performance.now()
  const scanner = new WordScanner(new TermTable())
  for (const text of texts) scanner.scan(text, 0)
  const tokenized = performance.now()
  const transaction = database.transaction('records', 'readwrite', { durability: 'relaxed' })
  for (let at = 0, key = 0; at < bytes; at += recordBytes, key++) {
    const record = new Uint8Array(Math.min(recordBytes, bytes - at)).fill(key)
    if (key % 16 === 15) await transaction.store.put(record, key)
    else void transaction.store.put(record, key)
  }
  transaction.commit()
  await transaction.done
  const stored = performance.now()
  database.close()
  await deleteDB(name)
  return { tokenizeMs: tokenized - started, storeMs: stored - tokenized }
}
