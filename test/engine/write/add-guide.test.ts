/**
 * Databases of a version without guides: searchable at once, completed segment by segment,
 * interrupted whenever.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { SegmentRef } from '../../../src/engine/store/schema.ts'
import { engineWork } from '../../../src/engine/update-engine.ts'
import { answersOf, searchEngineOver } from '../../support/answers.ts'
import { olderManifest } from '../../support/large-index.ts'
import { skyDocuments } from '../../support/sky-documents.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** What could not be done is said on the console. */
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Three segments, with replaced and deleted documents. */
async function makeSky(): Promise<MemoryStore> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store, { work: { ...engineWork, mergeIfNeeded: async () => null } })
  const settings = { searchableAttributes: ['title'], sortableAttributes: ['year'] }
  await db.send({ type: 'Settings', indexUid: 'sky', settings })
  await db.add('sky', skyDocuments.slice(0, 30))
  await db.add('sky', skyDocuments.slice(25))
  await db.add('sky', [{ id: 3, title: 'solar quasar', note: 1 }])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'sky', ids: [7, 8] })
  await db.idle()
  await db.engine.close()
  return store
}

const isComplete = ({ guide, fieldSizes, fieldCounts }: SegmentRef): boolean =>
  guide !== undefined && fieldSizes !== undefined && fieldCounts !== undefined

/** Several segments with deletions, as an older version leaves them. */
async function olderDatabase(): Promise<MemoryStore> {
  const store = await makeSky()
  const db = await TestEngine.open(store, { work: { ...engineWork, mergeIfNeeded: async () => null } })
  const [manifest] = await db.manifests()
  expect(manifest.segments).toHaveLength(3)
  expect(manifest.segments.every(isComplete)).toBe(true)
  await db.engine.close()
  await store.write(['indexes'], 'relaxed', (transaction) =>
    transaction.put('indexes', manifest.uid, olderManifest(manifest)),
  )
  return store
}

test('an older database answers as before, and has guides when there was time', async () => {
  const expected = await answersOf(searchEngineOver(await makeSky()), 'sky')
  const store = await olderDatabase()
  const reader = searchEngineOver(store)
  expect(await answersOf(reader, 'sky')).toEqual(expected)
  const db = await TestEngine.open(store)
  await db.engine.resume()
  await db.idle()
  const [manifest] = await db.manifests()
  expect(manifest.segments.every(isComplete)).toBe(true)
  expect(await checkStore(store)).toEqual([])
  expect(await db.engine.checkIndex('sky', false)).toMatchObject({ state: 'sound' })
  // One that has it open, and one that opens it now.
  await reader.noteVersion('sky', manifest.version)
  expect(await answersOf(reader, 'sky')).toEqual(expected)
  expect(await answersOf(searchEngineOver(store), 'sky')).toEqual(expected)
})

test('what was not completed when the engine ended is completed by the next one', async () => {
  const expected = await answersOf(searchEngineOver(await makeSky()), 'sky')
  const store = await olderDatabase()
  const counts: number[] = []
  for (let time = 0; time < 4; time++) {
    let added = 0
    const addGuide: typeof engineWork.addGuide = async (preparation, manifest) => {
      // The second segment is never finished.
      if (added++ > 0) throw new Error('the end')
      return engineWork.addGuide(preparation, manifest)
    }
    const db = await TestEngine.open(store, { work: { ...engineWork, addGuide } })
    await db.engine.resume()
    await db.idle()
    const [{ segments }] = await db.manifests()
    counts.push(segments.filter(isComplete).length)
    await db.engine.close()
    expect(await checkStore(store)).toEqual([])
    expect(await answersOf(searchEngineOver(store), 'sky')).toEqual(expected)
  }
  expect(counts).toEqual([1, 2, 3, 3])
})
