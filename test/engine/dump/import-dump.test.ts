/**
 * Taking dumps over: every version, all or nothing, and what happens to those who wrote or waited
 * meanwhile.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { Announcement } from '../../../src/shared/engine-api.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { dumpOf, fixtureDump } from '../../support/archive.ts'
import { sendAll } from '../../support/scenario.ts'
import { films, v6 } from '../../support/small-dump.ts'
import { dumped, openDumps } from '../../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

const searcher = (store: Store): SearchEngine =>
  new SearchEngine({ store, announcer: new LocalAnnouncer(), isWriterRunning: async () => false, now: () => 0 })

/** A store that holds what a dump holds, its waiting updates not yet run. */
async function imported(dump: Blob, store: Store = new MemoryStore()) {
  const report = await (await openDumps(store)).importDump(dump)
  expect(await checkStore(store)).toEqual([])
  const db = await TestEngine.open(store)
  return { report, store, db }
}

const settingsOf = (store: Store, uid: string) => searcher(store).getSettings(uid)

describe.each(['v1', 'v2', 'v3', 'v4', 'v5', 'v6'])('a dump of %s', (version) => {
  test.each(['ascending', 'descending'] as const)(
    'brings its indexes, whatever the order of its files: %s',
    async (order) => {
      const { report, store, db } = await imported(fixtureDump(version, order))
      expect(report).toMatchObject({ dumpVersion: version.toUpperCase(), indexes: 2 })
      expect(await db.documents('films')).toEqual(films)
      const settings = await settingsOf(store, 'films')
      expect(settings).toMatchObject({ searchableAttributes: ['title'], stopWords: ['the'] })
      expect((await searcher(store).search('films', { q: 'solris' })).hits).toEqual([films[0]])
      const infos = await searcher(store).getIndexes()
      expect(infos.map(({ uid, primaryKey }) => [uid, primaryKey])).toEqual([
        ['books', ['v3', 'v4', 'v5'].includes(version) ? 'isbn' : null],
        ['films', 'id'],
      ])
      if (['v3', 'v4', 'v5'].includes(version))
        expect(await db.documents('books')).toEqual([{ isbn: 'a-1', name: 'The Lathe of Heaven' }])
      else expect(await db.documents('books')).toEqual([])
    },
  )
})

describe('what each version says in its own way', () => {
  test('V1: old ranking rules and the dates of its indexes; its updates are not taken over', async () => {
    const { report, store, db } = await imported(fixtureDump('v1'))
    expect((await settingsOf(store, 'films')).rankingRules).toEqual([
      'typo',
      'words',
      'proximity',
      'attribute',
      'exactness',
      'year:desc',
    ])
    const [books, film] = await searcher(store).getIndexes()
    expect(film).toMatchObject({ createdAt: '2021-03-01T10:00:00.123Z', updatedAt: '2021-03-02T10:00:00.500Z' })
    expect(books).toMatchObject({ createdAt: '2021-03-01T11:00:00.000Z' })
    expect(report).toEqual({
      dumpVersion: 'V1',
      indexes: 2,
      documents: 3,
      enqueuedUpdates: 0,
      finishedUpdates: 0,
      ignored: [],
    })
    expect(await db.outcomes()).toEqual([])
  })

  test('V6: whole numbers that a payload must not have are rounded, so that what is stored can be brought back', async () => {
    const documents = '{"id":1,"ref":9007199254740993}\n{"id":2,"ref":1161888007138312193}\n'
    const { db } = await imported(dumpOf(v6({ 'indexes/films/documents.jsonl': documents })))
    expect(await db.documents('films')).toEqual([
      { id: 1, ref: 9007199254740992 },
      { id: 2, ref: 1161888007138312200 },
    ])
  })

  test('V2: the updates that wait, with a payload that was an array', async () => {
    const { report, store, db } = await imported(fixtureDump('v2'))
    expect(report).toMatchObject({ enqueuedUpdates: 3, finishedUpdates: 0, ignored: [] })
    expect((await settingsOf(store, 'films')).rankingRules.at(-1)).toBe('year:asc')
    expect(await db.updates()).toMatchObject([
      {
        updateId: 1,
        status: 'enqueued',
        indexUid: 'films',
        type: { name: 'DocumentsPartial' },
        enqueuedAt: '2021-09-09T10:06:32.987Z',
      },
      { updateId: 2, status: 'enqueued', indexUid: 'films', type: { name: 'DocumentsDeletion', number: 1 } },
      {
        updateId: 3,
        status: 'enqueued',
        indexUid: 'books',
        type: { name: 'Settings', settings: { stopWords: ['of'] } },
      },
    ])
    await db.engine.resume()
    await db.idle()
    expect(await db.documents('films')).toEqual([{ ...films[0], seen: true }, films[2], { id: 4, title: 'Stalker' }])
    expect((await settingsOf(store, 'books')).stopWords).toEqual(['of'])
    expect(await checkStore(store)).toEqual([])
  })

  test.each([
    ['v3', 4, 0],
    ['v4', 6, 0],
    ['v5', 6, 0],
  ] as const)('%s: the updates that wait come back enqueued, and run', async (version, count, finished) => {
    const { report, store, db } = await imported(fixtureDump(version))
    expect(report).toMatchObject({ enqueuedUpdates: count, finishedUpdates: finished, ignored: [] })
    expect((await db.updates()).map(({ status }) => status)).toEqual(Array(count).fill('enqueued'))
    await db.engine.resume()
    await db.idle()
    expect(await db.documents('films')).toEqual([
      films[0],
      { id: 2, title: 'Amarcord, again' },
      { id: 4, title: 'Stalker' },
    ])
    expect(await db.documents('books')).toEqual([])
    expect((await settingsOf(store, 'films')).stopWords).toEqual(['of'])
    expect((await searcher(store).getIndexes()).map(({ uid }) => uid)).toEqual(['books', 'films'])
    expect((await db.updates()).map(({ status }) => status)).toEqual(Array(count).fill('processed'))
    expect(await checkStore(store)).toEqual([])
  })

  test('V6: history, waiting updates, and a report of what there is no such thing for', async () => {
    const { report, store, db } = await imported(fixtureDump('v6'))
    expect(report).toMatchObject({ documents: 3, enqueuedUpdates: 4, finishedUpdates: 3 })
    expect(report.ignored.map(({ indexUid, name }) => [indexUid, name])).toEqual([
      ['films', 'settings.embedders'],
      ['films', 'update settings.embedders'],
      [null, 'update documentEdition'],
    ])
    expect(await settingsOf(store, 'films')).toMatchObject({
      typoTolerance: { minWordSizeForTypos: { oneTypo: 4, twoTypos: 9 } },
      pagination: { maxTotalHits: 500 },
    })
    expect(await db.updates()).toMatchObject([
      {
        updateId: 1,
        status: 'processed',
        type: { name: 'DocumentsAddition', number: 3 },
        duration: 0.25,
        processedAt: '2026-01-02T03:00:10.250Z',
      },
      {
        updateId: 2,
        status: 'failed',
        errorCode: 'missing_document_id',
        error: 'A document has no id.',
        errorType: 'invalid_request',
      },
      { updateId: 3, status: 'failed', type: { name: 'ClearAll' }, errorCode: 'update_canceled' },
      { updateId: 4, status: 'enqueued', type: { name: 'DocumentsPartial' } },
      { updateId: 5, status: 'enqueued', type: { name: 'DocumentsDeletion', number: 1 } },
      { updateId: 6, status: 'enqueued', type: { name: 'Settings', settings: { stopWords: ['of'] } } },
      { updateId: 7, status: 'enqueued', type: { name: 'IndexSwap' }, indexUid: 'films' },
    ])
    await db.engine.resume()
    await db.idle()
    expect(await db.documents('books')).toEqual([films[0], { ...films[1], seen: true }, { id: 4, title: 'Stalker' }])
    expect((await settingsOf(store, 'books')).stopWords).toEqual(['of'])
    expect(await checkStore(store)).toEqual([])
  })
})

describe('a dump of our own', () => {
  test('brings everything back, history and waiting updates included', async () => {
    const lock = new GatedLock()
    const store = new MemoryStore()
    const db = await TestEngine.open(store, { lock })
    await sendAll(db)
    await db.idle()
    await lock.hold()
    await sendAll(db)
    await db.engine.cancelUpdates({ updateIds: [13] })
    const dump = await dumped(await openDumps(store))
    const copy = await imported(dump)
    expect(copy.report.ignored).toEqual([])
    expect(await copy.db.updates()).toEqual(
      (await db.updates()).map(
        (update) =>
          // What a failed one was about is not kept by name, and a swap has no index in a dump.
          update,
      ),
    )
    lock.release()
    await db.idle()
    await copy.db.engine.resume()
    await copy.db.idle()
    const stateOf = async ({ documents, manifests }: Pick<TestEngine, 'documents' | 'manifests'>, of: TestEngine) =>
      Promise.all(
        (await manifests.call(of)).map(async ({ uid, primaryKey, settings }) => ({
          uid,
          primaryKey,
          settings,
          documents: await documents.call(of, uid),
        })),
      )
    expect(await stateOf(copy.db, copy.db)).toEqual(await stateOf(db, db))
    expect(await copy.db.outcomes()).toEqual(await db.outcomes())
    expect(await checkStore(copy.store)).toEqual([])
  })

  const words = fc.constantFrom(
    'solaris',
    'mirror',
    'Stalker',
    'sun',
    'sunflower',
    'ñandú',
    '映画',
    '"quoted"',
    'line\nend',
    '\u2028',
  )
  const value: fc.Arbitrary<JsonObject[string]> = fc.oneof(
    fc.array(words, { maxLength: 4 }).map((list) => list.join(' ')),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
    fc.boolean(),
    fc.record({ en: words, fr: words }),
  )
  const document = fc.record({ id: fc.nat({ max: 20 }), title: words, text: value, year: fc.nat({ max: 3 }) })
  const settings: fc.Arbitrary<SettingsPatch> = fc.record(
    {
      searchableAttributes: fc.subarray(['title', 'text', 'text.en']).filter((list) => list.length > 0),
      displayedAttributes: fc.constantFrom(['*'], ['id', 'title']),
      sortableAttributes: fc.constantFrom(['year'], ['year', 'title']),
      filterableAttributes: fc.constantFrom(['year'], ['year', 'title']),
      rankingRules: fc.constantFrom(['words', 'year:desc'], ['sort', 'typo']),
      stopWords: fc.subarray(['the', 'sun', 'mirror']),
      pagination: fc.record({ maxTotalHits: fc.integer({ min: 1, max: 9 }) }),
      typoTolerance: fc.record({ enabled: fc.boolean() }),
    },
    { requiredKeys: [] },
  )
  const step = fc.oneof(
    fc.record({ add: fc.array(document, { minLength: 1, maxLength: 8 }), partial: fc.boolean() }),
    fc.record({ remove: fc.array(fc.nat({ max: 20 }), { maxLength: 4 }) }),
    fc.record({ settings }),
  )

  test('any documents and settings come back the same, and are found the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const store = new MemoryStore()
        const db = await TestEngine.open(store)
        for (const one of steps) {
          if ('add' in one) await db.add('a', one.add, { type: one.partial ? 'DocumentsPartial' : 'DocumentsAddition' })
          else if ('remove' in one) await db.send({ type: 'DocumentsDeletion', indexUid: 'a', ids: one.remove })
          else await db.send({ type: 'Settings', indexUid: 'a', settings: one.settings })
        }
        await db.idle()
        const copy = await imported(await dumped(await openDumps(store)))
        expect((await copy.db.manifests()).map(({ uid }) => uid)).toEqual((await db.manifests()).map(({ uid }) => uid))
        if ((await db.manifests()).length === 0) return
        expect(await copy.db.documents('a')).toEqual(await db.documents('a'))
        expect(await settingsOf(copy.store, 'a')).toEqual(await settingsOf(store, 'a'))
        for (const q of ['', 'solris', 'sun', 'mirror stalker', '映', 'quoted']) {
          expect(await searcher(copy.store).search('a', { q })).toEqual(await searcher(store).search('a', { q }))
        }
        expect(await copy.db.outcomes()).toEqual(await db.outcomes())
      }),
      { numRuns: 40 },
    )
  })

  test('of many documents is taken over in several segments, and later copies of an id win', async () => {
    const lines = Array.from({ length: 3000 }, (_, id) => ({ id, text: `w${id} `.repeat(3000) }))
    const text = [...lines, { id: 7, text: 'again' }].map((line) => `${JSON.stringify(line)}\n`).join('')
    const { report, db } = await imported(dumpOf(v6({ 'indexes/films/documents.jsonl': text })))
    expect(report.documents).toBe(3000)
    const [manifest] = await db.manifests()
    expect(manifest?.segments.length).toBeGreaterThan(1)
    const documents = await db.documents('films')
    expect(documents).toHaveLength(3000)
    expect(documents[7]).toEqual({ id: 7, text: 'again' })
  })
})

test('progress is announced, and the end', async () => {
  const announcer = new LocalAnnouncer()
  const heard: Announcement[] = []
  announcer.subscribe((said) => said.type === 'transfer' && heard.push(said))
  await (await openDumps(new MemoryStore(), { announcer })).importDump(fixtureDump('v6'))
  expect(heard[0]).toMatchObject({
    transfer: { type: 'dump-import', status: 'in_progress', progress: { step: 'reading' } },
  })
  expect(heard).toContainEqual(
    expect.objectContaining({
      transfer: expect.objectContaining({ progress: expect.objectContaining({ step: 'importing documents' }) }),
    }),
  )
  expect(heard.at(-1)).toEqual({ type: 'transfer', transfer: { type: 'dump-import', status: 'done' } })
})

test('whatever is changed inside of an archive, it is taken over or refused by name, and the store stays sound', async () => {
  const { gunzipSync, gzipSync } = await import('node:zlib')
  const tar = gunzipSync(Buffer.from(await fixtureDump('v6').arrayBuffer()))
  const change = fc.record({ at: fc.nat({ max: tar.length - 1 }), byte: fc.nat({ max: 255 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = Buffer.from(tar)
      for (const { at, byte } of changes) changed[at] = byte
      const store = new MemoryStore()
      const engine = await openDumps(store)
      await engine.importDump(new Blob([gzipSync(changed)])).then(
        () => {},
        (error) => expect(['invalid_dump', 'payload_too_large']).toContain(error.code),
      )
      expect(await checkStore(store)).toEqual([])
    }),
    { numRuns: 150 },
  )
})
