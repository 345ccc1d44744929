/** In one thread: every argument is what it was at the call, and may be reactive. */
import { afterEach, expect, test } from 'vitest'
import { open } from '../../src/in-thread.ts'
import type { Client } from '../../src/index.ts'
import { calls, outcomes } from './argument-calls.ts'

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})
const opened = async () => {
  const client = await open({ storage: 'memory' })
  clients.push(client)
  return client
}

test.each(calls)('$name', async (call) => {
  const { plainly, changed, reactively } = await outcomes(call, opened)
  expect(changed).toEqual(plainly)
  expect(reactively).toEqual(plainly)
})

/** Changes every list and object in a value. */
function scramble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) scramble(member)
  if (Array.isArray(value)) value.push('scrambled')
  else Object.assign(value, { scrambled: true })
}

const settings = {
  displayedAttributes: ['title', 'id', 'year', 'nested'],
  searchableAttributes: ['title'],
  filterableAttributes: ['year', { attributePatterns: ['title'], features: { facetSearch: true } }],
  sortableAttributes: ['year'],
  rankingRules: ['words', 'year:asc'],
  stopWords: ['the'],
  synonyms: { a: ['b'] },
  typoTolerance: { disableOnWords: ['a'], disableOnAttributes: ['b'] },
  faceting: { sortFacetValuesBy: { title: 'count' } },
  dictionary: ['a b'],
  separatorTokens: ['@'],
  nonSeparatorTokens: ['#'],
  localizedAttributes: [{ attributePatterns: ['title'], locales: ['eng'] }],
} as const

test('what is handed out is the caller’s own', async () => {
  const client = await opened()
  const index = client.index('films')
  await index.updateSettings(settings as never)
  const { updateId } = await index.addDocuments([{ id: 1, title: 'Solaris', year: 1972, nested: { list: [{ a: 1 }] } }])
  await client.waitForPendingUpdate(updateId)
  const readers: Record<string, () => Promise<unknown>> = {
    getSettings: () => index.getSettings(),
    getDocument: () => index.getDocument(1),
    getDocuments: () => index.getDocuments(),
    hits: async () => (await index.search('solaris', { facets: ['*'], showRankingScoreDetails: true })).hits,
    formatted: async () => (await index.search('solaris', { attributesToHighlight: ['*'] })).hits,
    facets: async () => (await index.search('', { facets: ['*'] })).facetDistribution,
    facetHits: async () => (await index.searchForFacetValues({ facetName: 'title' })).facetHits,
    getIndexes: () => client.getIndexes(),
    getStats: () => index.getStats(),
    getUpdateStatus: () => client.getUpdateStatus(1, { details: true }),
    getAllUpdateStatus: () => client.getAllUpdateStatus({ details: true }),
    waitForPendingUpdate: () => client.waitForPendingUpdate(1),
  }
  for (const name of Object.keys(settings)) {
    const getter = `get${name[0].toUpperCase()}${name.slice(1)}`
    readers[getter] = () => (index as unknown as Record<string, () => Promise<unknown>>)[getter]()
  }
  for (const [name, read] of Object.entries(readers)) {
    const first = await read()
    const asItWas = structuredClone(first)
    scramble(first)
    expect(await read(), name).toEqual(asItWas)
  }
  expect((await index.search('', { filter: 'year = 1972' })).hits).toHaveLength(1)
  await client.waitForPendingUpdate((await index.resetSettings()).updateId)
  const fresh = await opened()
  await fresh.waitForPendingUpdate((await fresh.createIndex('films')).updateId)
  expect(await index.getSettings()).toEqual(await fresh.index('films').getSettings())
})
