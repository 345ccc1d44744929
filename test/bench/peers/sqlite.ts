/**
 * SQLite's FTS5 as WebAssembly, in the pool of OPFS files that needs no headers: a table of the
 * shown and searched fields with prefix indexes of two and three letters, `bm25` with the weights
 * of the fields, the last word as a prefix. Each change is a transaction, durable when it returns.
 */
import sqlite3InitModule, { type Database } from '@sqlite.org/sqlite-wasm'
import { type Collection, type Document, type Hit, hitCount, parseLines, serve } from './engine.ts'

let database: Database
let memory: () => Uint8Array
let collection: Collection

const columns = (): string[] => [
  ...collection.fields.map(({ name }) => name),
  ...collection.shown.filter((name) => !collection.fields.some((field) => field.name === name)),
]

function insert(documents: readonly Document[]): void {
  database.transaction(() => {
    const marks = columns().map(() => '?')
    const statement = database.prepare(
      `INSERT INTO documents (id, ${columns().join(', ')}) VALUES (?, ${marks.join(', ')})`,
    )
    const names = database.prepare('INSERT INTO ids (id, row) VALUES (?, last_insert_rowid())')
    for (const document of documents) {
      statement.bind([document.id, ...columns().map((name) => document[name] ?? '')]).stepReset()
      names.bind([document.id]).stepReset()
    }
    statement.finalize()
    names.finalize()
  })
}

/** Words in quotes, which means them literally; a star after the last one. */
function expressionOf(query: string): string {
  const words = query.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  return words.map((word, at) => (at === words.length - 1 ? `"${word}"*` : `"${word}"`)).join(' ')
}

serve({
  async open(given) {
    collection = given
    const sqlite3 = await sqlite3InitModule()
    memory = () => sqlite3.wasm.heap8u()
    const pool = await sqlite3.installOpfsSAHPoolVfs({ name: collection.name })
    database = new pool.OpfsSAHPoolDb(`/${collection.name}.db`)
    const unsearched = columns().map((name) =>
      collection.fields.some((field) => field.name === name) ? name : `${name} UNINDEXED`,
    )
    const weights = ['0', ...columns().map((name) => collection.fields.find((one) => one.name === name)?.weight ?? 0)]
    database.exec(`
      CREATE TABLE IF NOT EXISTS ids (id TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID;
      CREATE VIRTUAL TABLE IF NOT EXISTS documents USING fts5(id UNINDEXED, ${unsearched.join(', ')}, prefix = '2 3');
      INSERT INTO documents (documents, rank) VALUES ('rank', 'bm25(${weights.join(', ')})');
    `)
  },
  fill: async (ndjson) => insert(parseLines(ndjson)),
  add: async (documents) => insert(documents),
  async remove(ids) {
    database.transaction(() => {
      for (const id of ids) {
        database.exec({ sql: 'DELETE FROM documents WHERE rowid = (SELECT row FROM ids WHERE id = ?)', bind: [id] })
        database.exec({ sql: 'DELETE FROM ids WHERE id = ?', bind: [id] })
      }
    })
  },
  persist: async () => {},
  async search(query) {
    const expression = expressionOf(query)
    if (expression === '') return []
    const names = ['id', ...collection.shown].join(', ')
    return database.exec({
      sql: `SELECT ${names} FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ${hitCount}`,
      bind: [expression],
      rowMode: 'object',
      returnValue: 'resultRows',
    }) as Hit[]
  },
  wasmBytes: async () => memory().byteLength,
})
