/**
 * An instance with several indexes, its snapshot, and what to compare of it with where that was
 * opened.
 */
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../src/engine/search-engine.ts'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { openDumps } from './test-dumps.ts'
import { TestEngine } from './test-engine.ts'

export const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
  { id: 3, title: 'Mirror', year: 1975 },
]

export const search = async (store: Store, uid: string, q: string, sort: readonly string[] = ['year:desc']) =>
  new SearchEngine({
    store,
    announcer: new LocalAnnouncer(),
    isWriterRunning: async () => false,
    now: () => 0,
  }).search(uid, { q, sort })

/**
 * An instance with two indexes, one of them with replaced and deleted documents in several
 * segments.
 */
export async function original(): Promise<{ store: Store; db: TestEngine; snapshot: Blob }> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({ type: 'Settings', indexUid: 'films', settings: { sortableAttributes: ['year'], stopWords: ['the'] } })
  await db.add('films', films)
  await db.add('films', [{ id: 2, title: 'Amarcord, again', year: 1974 }])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [3] })
  await db.add(
    'many',
    Array.from({ length: 3000 }, (_, id) => ({ id, text: `word${id % 97} ${'filler '.repeat(id % 50)}` })),
  )
  await db.send({ type: 'IndexCreation', indexUid: 'empty', primaryKey: 'key' })
  await db.idle()
  return { store, db, snapshot: await (await openDumps(store)).exportSnapshot() }
}

export const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())
export const shapeOf = async (db: TestEngine) =>
  Promise.all(
    (await db.manifests()).map(async ({ uid, primaryKey, settings, fields }) => ({
      ...{ uid, primaryKey, settings, fields },
      documents: await db.documents(uid),
    })),
  )
