/**
 * One row for every kind of update and for everything else that changes what is stored: what is
 * there before, and the call.
 */
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { Store } from '../../src/engine/store/store.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { UpdateRequest } from '../../src/shared/engine-api.ts'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import { dumped, openDumps, type TestDumpsOptions } from './test-dumps.ts'
import { TestEngine } from './test-engine.ts'

/**
 * What a call works on: an engine that runs updates, and what a dump engine over the same store
 * needs.
 */
interface Acting {
  readonly db: TestEngine
  readonly store: Store
  readonly dumps: TestDumpsOptions
  /** A dump engine to use instead of one that is opened for the call. */
  readonly engine?: Dumps
}

export interface Change {
  readonly name: string
  /** Rejects when it is refused. What it enqueues is run afterwards. */
  readonly act: (acting: Acting) => Promise<unknown>
  /** Sent while the queue stands still, so that `act` meets updates that wait. */
  readonly waiting?: (db: TestEngine) => Promise<unknown>
  /** Several updates in one transaction: on a full disk each is tried by itself. */
  readonly together?: boolean
  readonly makesDump?: boolean
}

const films: readonly JsonObject[] = [
  { id: 1, title: 'Solaris', year: 1972, tags: ['space', 'slow'], maker: { name: 'Tarkovsky' } },
  { id: 2, title: 'Amarcord', year: 1973, tags: ['sea'], maker: { name: 'Fellini' } },
  { id: 3, title: 'Mirror', year: 1975, tags: [], maker: { name: 'Tarkovsky' } },
]

/** Three indexes, one of them in two segments with a deleted document. */
export async function fillStore(db: TestEngine): Promise<void> {
  await db.send({
    type: 'Settings',
    indexUid: 'films',
    settings: { filterableAttributes: ['year'], sortableAttributes: ['year'] },
  })
  await db.add('films', films)
  await db.add('films', [
    { id: 4, title: 'Stalker', year: 1979 },
    { id: 2, title: 'Amarcord again', year: 1974 },
  ])
  await db.add('books', [{ isbn: 'a', title: 'The Invincible' }], { primaryKey: 'isbn' })
  await db.send({ type: 'IndexCreation', indexUid: 'empty', primaryKey: null })
  await db.idle()
}

const send = (request: UpdateRequest) => (acting: Acting) => acting.db.send(request)
const change = (name: string, request: UpdateRequest): Change => ({ name, act: send(request) })
const settings = (name: string, patch: SettingsPatch): Change =>
  change(`settings: ${name}`, { type: 'Settings', indexUid: 'films', settings: patch })

const waiting = async (db: TestEngine) => {
  await db.add('films', [{ id: 8, title: 'Waits' }])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
  await db.add('books', [{ isbn: 'b', title: 'Waits too' }])
}

/** More than one transaction's worth of files. */
const many = Array.from({ length: 600 }, (_, id) => ({ id: id + 100, title: `Film ${id} ${'of length '.repeat(60)}` }))

export const changes: readonly Change[] = [
  { name: 'adding documents', act: ({ db }) => db.add('films', [{ id: 1, title: 'Solaris anew' }, { id: 9 }]) },
  { name: 'adding to no index yet', act: ({ db }) => db.add('new', [{ id: 1, title: 'First' }]) },
  { name: 'adding many documents', act: ({ db }) => db.add('films', many) },
  {
    name: 'adding without creation',
    act: ({ db }) => db.add('films', [{ id: 1, title: 'Known' }, { id: 77 }], { skipCreation: true }),
  },
  { name: 'an addition that fails', act: ({ db }) => db.add('films', [{ title: 'no id' }]) },
  {
    name: 'partial updates',
    act: ({ db }) => db.add('films', [{ id: 1, year: 1971 }, { id: 10 }], { type: 'DocumentsPartial' }),
  },
  change('deleting by ids', { type: 'DocumentsDeletion', indexUid: 'films', ids: [1, 4, 99] }),
  change('deleting by a filter', { type: 'DocumentsDeletion', indexUid: 'films', filter: 'year < 1975' }),
  change('deleting all', { type: 'ClearAll', indexUid: 'films' }),
  settings('without a rebuild', { synonyms: { sea: ['ocean'] }, stopWords: ['the'] }),
  settings('searchable attributes', { searchableAttributes: ['title', 'maker.name'] }),
  settings('columns', { filterableAttributes: ['year', 'tags', 'maker'], sortableAttributes: ['title'] }),
  settings('words', { separatorTokens: ['l'], nonSeparatorTokens: ['-'], dictionary: ['J. R.'] }),
  settings('languages', { localizedAttributes: [{ attributePatterns: ['title'], locales: ['pes'] }] }),
  settings('distinct and ranking', { distinctAttribute: 'maker.name', rankingRules: ['words', 'year:desc'] }),
  {
    name: 'settings: a reset',
    act: ({ db }) =>
      db.send({ type: 'Settings', indexUid: 'films', settings: { filterableAttributes: null }, isReset: true }),
  },
  change('creating an index', { type: 'IndexCreation', indexUid: 'made', primaryKey: 'id' }),
  change('a primary key', { type: 'IndexUpdate', indexUid: 'empty', primaryKey: 'key' }),
  change('another name', { type: 'IndexUpdate', indexUid: 'films', primaryKey: null, newUid: 'movies' }),
  change('deleting an index', { type: 'IndexDeletion', indexUid: 'films' }),
  change('swapping', { type: 'IndexSwap', swaps: [{ indexes: ['films', 'books'] }] }),
  change('renaming by a swap', { type: 'IndexSwap', swaps: [{ indexes: ['films', 'movies'], rename: true }] }),
  {
    name: 'several updates in one write',
    together: true,
    act: ({ db }) =>
      Promise.all([
        db.send({ type: 'ClearAll', indexUid: 'books' }),
        db.send({ type: 'IndexUpdate', indexUid: 'empty', primaryKey: 'key' }),
        db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [3] }),
      ]),
  },
  {
    name: 'canceling',
    waiting,
    act: ({ db }) => db.engine.cancelUpdates({ indexUids: ['films'] }),
  },
  {
    name: 'canceling as an update',
    waiting,
    act: ({ db }) => db.engine.cancelAsUpdate({ statuses: ['enqueued'] }, {}),
  },
  { name: 'deleting updates', act: ({ db }) => db.engine.deleteUpdates({ statuses: ['processed'] }, {}) },
  {
    name: 'making a dump',
    makesDump: true,
    waiting,
    act: (acting) => withDumps(acting, dumped),
  },
  {
    name: 'importing a dump',
    waiting,
    act: (acting) => withDumps(acting, async (engine) => engine.importDump(await otherDump())),
  },
  {
    name: 'importing a snapshot',
    waiting,
    act: (acting) =>
      withDumps(acting, async (engine) => engine.importSnapshot(await otherSnapshot(), { replace: true })),
  },
]

type Dumps = Awaited<ReturnType<typeof openDumps>>

type DumpsOver = Pick<Acting, 'store' | 'dumps' | 'engine'>

async function withDumps<T>({ store, dumps, engine }: DumpsOver, use: (engine: Dumps) => Promise<T>): Promise<T> {
  if (engine) return use(engine)
  const opened = await openDumps(store, dumps)
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}

let dump: Promise<Blob> | undefined
let snapshot: Promise<Blob> | undefined
const otherDump = (): Promise<Blob> => (dump ??= elsewhere((engine) => dumped(engine)))
const otherSnapshot = (): Promise<Blob> => (snapshot ??= elsewhere((engine) => engine.exportSnapshot()))

/** What a dump engine makes of another instance. */
async function elsewhere<T>(make: (engine: Dumps) => Promise<T>): Promise<T> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.add('films', [{ id: 1, title: 'From elsewhere' }])
  await db.add('others', many.slice(0, 300))
  await db.idle()
  await db.engine.close()
  return withDumps({ store, dumps: {} }, make)
}
