/**
 * An empty text is no value: a filter that asks for it by name finds it, and nothing else knows it.
 */
import { describe, expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'

async function library() {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const settings = {
    filterableAttributes: ['c', 'n'],
    sortableAttributes: ['c'],
    rankingRules: ['words', 'sort', 'c:asc'],
  }
  await db.send({ type: 'Settings', indexUid: 'i', settings })
  // Two segments, so that both the first and a later one have empty texts.
  await db.add('i', [
    { id: 1, c: '' },
    { id: 2, c: '' },
    { id: 3, c: 'x' },
    { id: 4, c: 'x' },
  ])
  await db.add('i', [
    { id: 5, c: '  ' },
    { id: 6, c: ['', 'y'] },
    { id: 7, n: 3 },
    { id: 8, n: '' },
    { id: 9, c: null },
  ])
  await db.idle()
  const engine = searchEngineOver(store, db.announcer)
  const ids = async (request: SearchRequest) => (await engine.search('i', request)).hits.map(({ id }) => id)
  return { engine, ids }
}

describe('an empty text', () => {
  test('is found by a filter that names it', async () => {
    const { ids } = await library()
    for (const [filter, found] of [
      ['c = ""', [1, 2, 5, 6]],
      ['c IN ["", x]', [1, 2, 3, 4, 5, 6]],
      ['c = "" AND c = y', [6]],
      ['n = ""', [8]],
      ['c IS EMPTY', [1, 2]],
    ] as const)
      expect([filter, (await ids({ filter })).toSorted()]).toEqual([filter, found])
    expect((await ids({ filter: 'c != ""' })).toSorted()).toEqual([3, 4, 7, 8, 9])
  })

  test('is in no range and holds no part of a text', async () => {
    const { ids } = await library()
    for (const [filter, found] of [
      ['c <= z', [3, 4, 6]],
      ['c >= ""', [3, 4, 6]],
      ['n < 4.2', [7]],
      ['n 0 TO 9', [7]],
      ['c "" TO z', [3, 4, 6]],
      ['c STARTS WITH ""', [3, 4, 6]],
      ['c CONTAINS ""', [3, 4, 6]],
    ] as const)
      expect([filter, (await ids({ filter })).toSorted()]).toEqual([filter, found])
  })

  test('sorts last, up and down, in requests and in rules of the index', async () => {
    const { ids, engine } = await library()
    const rest = [1, 2, 5, 7, 8, 9]
    expect(await ids({ sort: ['c:asc'] })).toEqual([3, 4, 6, ...rest])
    expect(await ids({ sort: ['c:desc'] })).toEqual([6, 3, 4, ...rest])
    expect(await ids({})).toEqual([3, 4, 6, ...rest])
    expect((await engine.getDocuments('i', { sort: ['c:asc'] })).results.map(({ id }) => id)).toEqual([
      3,
      4,
      6,
      ...rest,
    ])
  })

  test('makes no documents one: each of them is answered', async () => {
    const { ids } = await library()
    expect(await ids({ distinct: 'c' })).toEqual([3, 6, 1, 2, 5, 7, 8, 9])
  })

  test('is no facet', async () => {
    const { engine } = await library()
    const { facetDistribution } = await engine.search('i', { facets: ['c', 'n'] })
    expect(facetDistribution).toEqual({ c: { x: 2, y: 1 }, n: { 3: 1 } })
    const { facetHits } = await engine.searchForFacetValues('i', { facetName: 'c' })
    expect(facetHits.map(({ value }) => value)).toEqual(['x', 'y'])
  })
})
