/**
 * Snapshots that older versions wrote: today's code opens them and finds what they held, or says by
 * name that it cannot. What is stored is frozen, so one that fits by its versions must open.
 * `SEEKLING_FIXTURES=write` writes the one of today's versions, if it is missing.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guideVersion } from '../../../src/core/segment/guide.ts'
import { columnFormat } from '../../../src/core/segment/value-column.ts'
import { tokenizerVersion } from '../../../src/core/text/tokenize.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { formatVersion } from '../../../src/engine/store/schema.ts'
import { openDumps } from '../../support/test-dumps.ts'
import { TestEngine } from '../../support/test-engine.ts'

const folder = new URL('../../fixtures/snapshots/', import.meta.url)
const versions = `storage-${formatVersion}-tokenizer-${tokenizerVersion}-columns-${columnFormat & 0xffff}`
const today = `${versions}-guides-${guideVersion}.snapshot`
/** Those of versions that differ in what can be made anew open as well. */
const opening = [today, `${versions}.snapshot`]

const films = [
  { id: 1, title: 'Solaris', year: 1972, genres: ['drama', 'science fiction'] },
  { id: 2, title: 'Amarcord', year: 1973, genres: ['comedy'] },
  { id: 3, title: 'Зеркало', year: 1975, genres: ['drama'] },
  { id: 4, title: '惑星ソラリス', year: 1972 },
]

async function write(): Promise<void> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({
    type: 'Settings',
    indexUid: 'films',
    settings: {
      sortableAttributes: ['year'],
      filterableAttributes: ['genres', 'year'],
      searchableAttributes: ['title'],
    },
  })
  await db.add('films', films)
  await db.add('films', [{ ...films[1], title: 'Amarcord, again' }])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [3] })
  await db.idle()
  const snapshot = await (await openDumps(store)).exportSnapshot()
  writeFileSync(new URL(today, folder), new Uint8Array(await snapshot.arrayBuffer()))
}

if (process.env.SEEKLING_FIXTURES === 'write' && !existsSync(new URL(today, folder))) await write()

test.each(readdirSync(folder))('%s', async (name) => {
  const store = new MemoryStore()
  const imported = (await openDumps(store)).importSnapshot(new Blob([readFileSync(new URL(name, folder))]))
  if (!opening.includes(name)) {
    await expect(imported).rejects.toMatchObject({ code: 'snapshot_incompatible' })
    return
  }
  expect(await imported).toEqual({ indexes: 1, documents: 3 })
  expect(await checkStore(store)).toEqual([])
  await findsFilms(store)
  const db = await TestEngine.open(store)
  await db.engine.resume()
  await db.idle()
  for (const { guide, fieldSizes } of (await db.manifests()).flatMap(({ segments }) => segments))
    expect(guide && fieldSizes).toBeDefined()
  expect(await db.engine.checkIndex('films', false)).toMatchObject({ state: 'sound' })
  await findsFilms(store)
})

async function findsFilms(store: MemoryStore): Promise<void> {
  const engine = new SearchEngine({
    store,
    announcer: new LocalAnnouncer(),
    isWriterRunning: async () => false,
    now: () => 0,
  })
  const find = async (q: string, more = {}) => (await engine.search('films', { q, ...more })).hits.map(({ id }) => id)
  expect(await find('solris')).toEqual([1])
  expect(await find('amarcord again')).toEqual([2])
  expect(await find('惑星')).toEqual([4])
  expect(await find('зеркало')).toEqual([])
  expect(await find('', { sort: ['year:desc'] })).toEqual([2, 1, 4])
  expect(await find('', { filter: 'genres = drama' })).toEqual([1])
}
