/**
 * Relevance as a visitor of the demo meets it: of records drawn at random, whose names are typed
 * more or less well, enough are among the first ten hits. The draw is the same in every run, so a
 * change that loses records fails here. `npm run bench` draws more.
 */
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Feature, settings } from '../../../demo/feature.ts'
import { readFeatures } from '../../../scripts/demo-data.mjs'
import { type Client, open } from '../../../src/in-thread.ts'
import { firstHits, type KnownItemKind, knownItemAims, knownItems, missedItems } from '../../bench/known-items.ts'

const features: readonly Feature[] = readFeatures()
let client: Client

beforeAll(async () => {
  client = await open({ indexedDB: new IDBFactory() })
  const index = client.index<Feature>('features')
  await index.updateSettings(settings)
  const { updateId } = await index.addDocuments([...features])
  expect(await client.waitForPendingUpdate(updateId, { timeOutMs: 120_000 })).toMatchObject({ status: 'processed' })
}, 120_000)
afterAll(() => client.destroy())

test.each(Object.entries(knownItemAims))('%s names: enough of their records are found', async (kind, aim) => {
  const items = knownItems(features, kind as KnownItemKind, 100)
  expect(new Set(items.map(({ record }) => record)).size).toBe(100)
  const index = client.index<Feature>('features')
  const missed = await missedItems(items, async (q) => (await index.search(q, { limit: firstHits })).hits)
  expect(1 - missed.length / items.length, JSON.stringify(missed)).toBeGreaterThanOrEqual(aim)
})

test.each(['how do i use the', 'what is'])('%s ...: with any of the words, enough records are found', async (words) => {
  const items = knownItems(features, 'exact', 100).map((item) => ({ ...item, query: `${words} ${item.query}` }))
  const index = client.index<Feature>('features')
  const search = async (q: string) => (await index.search(q, { limit: firstHits, matchingStrategy: 'any' })).hits
  const missed = await missedItems(items, search)
  expect(1 - missed.length / items.length, JSON.stringify(missed)).toBeGreaterThanOrEqual(0.95)
})
