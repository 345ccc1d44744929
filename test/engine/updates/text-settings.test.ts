/**
 * Settings that change how texts are cut: documents are cut anew where it matters, and nothing is
 * rebuilt where it does not.
 */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

const documents = [
  { id: 1, title: 'Learning C#', note: 'aqqb' },
  { id: 2, title: 'Learning C', note: 'node.js' },
  { id: 3, title: 'Åre by train', note: 'J. R. R. Tolkien' },
  { id: 4, title: 'Are there trains', note: 'reading' },
]

interface Kit {
  readonly db: TestEngine
  readonly settings: (patch: SettingsPatch) => Promise<void>
  readonly ids: (q: string, params?: object) => Promise<unknown[]>
  /** How many segments are other ones than before. */
  readonly rebuiltBy: (patch: SettingsPatch) => Promise<number>
}

/** Two segments. */
async function kit(): Promise<Kit> {
  const db = await TestEngine.open(new MemoryStore())
  await db.add('books', documents.slice(0, 2))
  await db.add('books', documents.slice(2))
  await db.idle()
  const segments = async () => (await db.manifests())[0]?.segments.map(({ dictionary }) => dictionary.file.file) ?? []
  const settings = async (patch: SettingsPatch): Promise<void> => {
    await db.send({ type: 'Settings', indexUid: 'books', settings: patch })
    await db.idle()
  }
  expect(await segments()).toHaveLength(2)
  return {
    db,
    settings,
    ids: (q, params) => idsOf(db, q, params),
    rebuiltBy: async (patch) => {
      const before = await segments()
      await settings(patch)
      return (await segments()).filter((file) => !before.includes(file)).length
    },
  }
}

async function idsOf(db: TestEngine, q: string, params: object = {}): Promise<unknown[]> {
  const { hits } = await searchEngineOver(db.store).search('books', { q, matchingStrategy: 'all', ...params })
  return hits.map(({ id }) => id)
}

test('a character that is no separator any more belongs to its word, and back', async () => {
  const { ids, rebuiltBy } = await kit()
  expect(await ids('c# ')).toEqual([1, 2])
  expect(await rebuiltBy({ nonSeparatorTokens: ['#'] })).toBe(2)
  expect(await ids('c# ')).toEqual([1])
  expect(await ids('c ')).toEqual([2])
  expect(await rebuiltBy({ nonSeparatorTokens: null })).toBe(2)
  expect(await ids('c# ')).toEqual([1, 2])
})

test('a string becomes a separator', async () => {
  const { ids, rebuiltBy } = await kit()
  expect(await ids('b ')).toEqual([])
  expect(await rebuiltBy({ separatorTokens: ['qq'] })).toBe(2)
  expect(await ids('b ')).toEqual([1])
})

test('a string of the dictionary is one word', async () => {
  const { ids, rebuiltBy } = await kit()
  expect(await rebuiltBy({ dictionary: ['J. R. R.'] })).toBe(2)
  expect(await ids('j. r. r. tolkien')).toEqual([3])
  expect(await ids('r tolkien')).toEqual([])
})

test('Swedish attributes keep their letters, for queries in Swedish and those that say nothing', async () => {
  const { ids, rebuiltBy } = await kit()
  expect(await ids('åre')).toEqual([3, 4])
  expect(await rebuiltBy({ localizedAttributes: [{ attributePatterns: ['title'], locales: ['swe'] }] })).toBe(2)
  expect(await ids('åre')).toEqual([3])
  expect(await ids('are')).toEqual([4])
  expect(await ids('åre', { locales: ['eng'] })).toEqual([4])
  expect(await ids('åre', { attributesToSearchOn: ['note'] })).toEqual([])
})

test('the same value once more, and whatever touches no text of the index, rebuilds nothing', async () => {
  const { settings, rebuiltBy } = await kit()
  await settings({ separatorTokens: ['qq', '~'], dictionary: ['a b', 'c'], searchableAttributes: ['title'] })
  expect(await rebuiltBy({ separatorTokens: ['~', 'qq', '~'], dictionary: ['c', 'a b'] })).toBe(0)
  expect(await rebuiltBy({ nonSeparatorTokens: ['$'] })).toBe(2)
  expect(await rebuiltBy({ localizedAttributes: [{ attributePatterns: ['note', 'x*'], locales: ['swe'] }] })).toBe(0)
  expect(await rebuiltBy({ localizedAttributes: [{ attributePatterns: ['*'], locales: ['jpn', 'en'] }] })).toBe(0)
  expect(await rebuiltBy({ dictionary: ['c', 'a b', '清水寺'] })).toBe(0)
  expect(await rebuiltBy({ localizedAttributes: null, stopWords: ['the'] })).toBe(0)
})

test('documents that come before their settings are in force are cut by them all the same', async () => {
  const lock = new GatedLock()
  const db = await TestEngine.open(new MemoryStore(), { lock })
  await lock.hold()
  await db.send({ type: 'Settings', indexUid: 'books', settings: { nonSeparatorTokens: ['#'] } })
  await db.add('books', documents)
  await db.send({ type: 'Settings', indexUid: 'books', settings: { separatorTokens: ['qq'] } })
  lock.release()
  await db.idle()
  expect(await db.outcomes()).toEqual(['1 Settings processed', '2 DocumentsAddition processed', '3 Settings processed'])
  expect(await idsOf(db, 'c# ')).toEqual([1])
  expect(await idsOf(db, 'b ')).toEqual([1])
})
