/**
 * A snapshot opened where there are indexes already: only those it holds are replaced, and no
 * document of this instance unasked.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import type { SnapshotImportOptions } from '../../../src/shared/dump.ts'
import { picture } from '../../support/picture.ts'
import { bytesOf, original, search, shapeOf } from '../../support/snapshots.ts'
import { openDumps } from '../../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

describe('opened where there is something already', () => {
  test('it replaces the indexes it holds; others and history stay, and what waits runs on the new ones', async () => {
    const { snapshot, db: source } = await original()
    const lock = new GatedLock()
    const store = new MemoryStore()
    const db = await TestEngine.open(store, { lock })
    await db.add('films', [{ id: 77, title: 'Old' }])
    await db.add('own', [{ id: 1 }])
    await db.idle()
    await lock.hold()
    const engine = await openDumps(store, { lock })
    const importing = engine.importSnapshot(snapshot, { replace: true })
    const asked = () => store.read(['meta'], (transaction) => transaction.get('meta', 'stepAside'))
    while ((await asked()) === undefined) await new Promise((resolve) => setTimeout(resolve, 0))
    await db.add('films', [{ id: 8, title: 'Nostalgia' }])
    lock.release()
    await importing
    await db.engine.resume()
    await db.idle()
    expect(await db.outcomes()).toEqual([1, 2, 3].map((id) => `${id} DocumentsAddition processed`))
    expect((await db.manifests()).map(({ uid }) => uid)).toEqual(['empty', 'films', 'many', 'own'])
    expect(await db.documents('own')).toEqual([{ id: 1 }])
    expect(await db.documents('films')).toEqual([...(await source.documents('films')), { id: 8, title: 'Nostalgia' }])
    expect(await checkStore(store)).toEqual([])
  })

  /** An instance with one index of its own, and a snapshot opened beside it. */
  const opened = async (): Promise<{ store: Store; db: TestEngine; snapshot: Blob }> => {
    const { snapshot } = await original()
    const store = new MemoryStore()
    const db = await TestEngine.open(store)
    await db.add('own', [{ id: 1 }])
    await db.idle()
    await (await openDumps(store)).importSnapshot(snapshot)
    return { store, db: await TestEngine.open(store), snapshot }
  }

  const importAgain = async (store: Store, snapshot: Blob, options?: SnapshotImportOptions) =>
    (await openDumps(store)).importSnapshot(snapshot, options)

  test('the same snapshot again, or the next one of the site, is opened over it unasked', async () => {
    const { store, db, snapshot } = await opened()
    expect(await importAgain(store, snapshot)).toEqual({ indexes: 3, documents: 3002 })
    await db.send({ type: 'Settings', indexUid: 'films', settings: { stopWords: [] } })
    await db.idle()
    await importAgain(store, snapshot)
    expect((await db.manifests()).map(({ uid }) => uid)).toEqual(['empty', 'films', 'many', 'own'])
    expect(await checkStore(store)).toEqual([])
  })

  const changes: [name: string, change: (db: TestEngine) => Promise<unknown>][] = [
    ['an addition', (db) => db.add('films', [{ id: 8, title: 'Nostalgia' }])],
    ['a replaced document', (db) => db.add('films', [{ id: 1, title: 'Solaris, restored' }])],
    ['a deletion', (db) => db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })],
  ]
  test.each(changes)(
    'an index with %s of this instance is refused, before and after it is renamed',
    async (_, change) => {
      const { store, db, snapshot } = await opened()
      await change(db)
      await db.idle()
      const before = await shapeOf(db)
      await expect(importAgain(store, snapshot)).rejects.toMatchObject({
        code: 'index_has_other_documents',
        details: { indexUid: 'films' },
      })
      expect(await shapeOf(db)).toEqual(before)
      await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['films', 'many'] }] })
      await db.idle()
      await expect(importAgain(store, snapshot)).rejects.toMatchObject({
        code: 'index_has_other_documents',
        details: { indexUid: 'many' },
      })
      expect(await importAgain(store, snapshot, { indexes: ['films'] })).toEqual({ indexes: 1, documents: 2 })
      expect(await importAgain(store, snapshot, { replace: true })).toEqual({ indexes: 3, documents: 3002 })
      expect(await checkStore(store)).toEqual([])
    },
  )

  test('changed in the middle of the import, it is refused by the transaction that would replace it', async () => {
    const { store, db, snapshot } = await opened()
    const bytes = await bytesOf(snapshot)
    const engine = await openDumps(store)
    const id = await engine.beginSnapshot()
    await engine.pushSnapshot(id, bytes.slice(0, -10))
    await db.add('films', [{ id: 8, title: 'Nostalgia' }])
    await db.idle()
    const before = await shapeOf(db)
    await engine.pushSnapshot(id, bytes.slice(-10))
    const finished = await engine.finishSnapshot(id).then(
      () => 'replaced',
      (error) => error.code,
    )
    await db.idle()
    // Either the import held the queue and the addition ran after it, or the addition was first and
    // is kept.
    const titles = (await db.documents('films')).map(({ title }) => title)
    expect(titles).toContain('Nostalgia')
    if (finished !== 'replaced') expect([finished, await shapeOf(db)]).toEqual(['index_has_other_documents', before])
    expect(await checkStore(store)).toEqual([])
  })

  test('only the chosen indexes are opened, and only their pages are stored', async () => {
    const { snapshot } = await original()
    const whole = new MemoryStore()
    await importAgain(whole, snapshot)
    const store = new MemoryStore()
    expect(await importAgain(store, snapshot, { indexes: ['films', 'empty'] })).toEqual({ indexes: 2, documents: 2 })
    const db = await TestEngine.open(store)
    expect((await db.manifests()).map(({ uid }) => uid)).toEqual(['empty', 'films'])
    expect(await search(store, 'films', 'solris')).toEqual(await search(whole, 'films', 'solris'))
    expect(await checkStore(store)).toEqual([])
    expect((await picture(store)).length).toBeLessThan((await picture(whole)).length)
  })

  test('a snapshot of chosen indexes has only those', async () => {
    const { store } = await original()
    const snapshot = await (await openDumps(store)).exportSnapshot({ indexes: ['films'] })
    const copy = new MemoryStore()
    expect(await importAgain(copy, snapshot)).toEqual({ indexes: 1, documents: 2 })
    expect(await search(copy, 'films', '')).toEqual(await search(store, 'films', ''))
  })

  test.each<[string, unknown, string]>([
    ['a name that is not in it', { indexes: ['nowhere'] }, 'index_not_found'],
    ['no names', { indexes: [] }, 'invalid_options'],
    ['a name that cannot be one', { indexes: ['no name'] }, 'invalid_index_uid'],
    ['names that are no list', { indexes: 'films' }, 'invalid_options'],
    ['replace that is neither true nor false', { replace: 'yes' }, 'invalid_options'],
    ['an option there is not', { replaces: true }, 'invalid_options'],
    ['options that are none', 3, 'invalid_options'],
  ])('%s is refused by name', async (_, options, code) => {
    const { snapshot } = await original()
    const store = new MemoryStore()
    await expect(importAgain(store, snapshot, options as SnapshotImportOptions)).rejects.toMatchObject({ code })
    expect(await (await TestEngine.open(store)).manifests()).toEqual([])
  })
})
