/**
 * The order of sorted documents, against a naive one: total, the same over any number of segments,
 * ties by first insertion.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { filterDocuments } from '../../support/filters.ts'
import { fieldOf, naiveNormal } from '../../support/naive-filter.ts'
import { TestEngine } from '../../support/test-engine.ts'

/**
 * The value that counts: numbers before strings, of those the least going up and the greatest going
 * down.
 */
function keyOf(document: JsonObject, attribute: string, descending: boolean): number | string | undefined {
  const { values } = fieldOf(document, attribute)
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const strings = values
    .filter((value) => typeof value === 'string')
    .map(naiveNormal)
    .filter((value) => value !== '')
    .sort()
  const ordered: (number | string)[] = numbers.length > 0 ? numbers : strings
  return ordered.at(descending ? -1 : 0)
}

function compare(a: JsonObject, b: JsonObject, sort: readonly string[]): number {
  for (const order of sort) {
    const [attribute, direction] = order.split(':') as [string, string]
    const [x, y] = [a, b].map((document) => keyOf(document, attribute, direction === 'desc'))
    if (x === y) continue
    if (x === undefined) return 1
    if (y === undefined) return -1
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1
    return x < y === (direction === 'asc') ? -1 : 1
  }
  return 0
}

test('documents come as a naive sort puts them, mixed types, nested and missing values included', async () => {
  const order = fc
    .tuple(fc.constantFrom('a', 'b', 'a.b', 'none'), fc.constantFrom('asc', 'desc'))
    .map((both) => both.join(':'))
  const sorts = fc.uniqueArray(order, { minLength: 1, maxLength: 3, selector: (text) => text.split(':')[0] })
  await fc.assert(
    fc.asyncProperty(fc.array(filterDocuments, { minLength: 1, maxLength: 4 }), sorts, async (batches, sort) => {
      const store = new MemoryStore()
      const db = await TestEngine.open(store)
      const settings = { sortableAttributes: ['a', 'b', 'none'] }
      await db.send({ type: 'Settings', indexUid: 'films', settings })
      const all: JsonObject[] = []
      for (const batch of batches) {
        const documents = batch.map(({ _geo, ...document }, i) => ({ ...document, id: all.length + i }))
        if (documents.length > 0) await db.add('films', documents)
        all.push(...documents)
      }
      await db.idle()
      const engine = searchEngineOver(store)
      const wanted = all.toSorted((a, b) => compare(a, b, sort)).map(({ id }) => id)
      const idsOf = (documents: readonly JsonObject[]) => documents.map(({ id }) => id)
      const listed = await engine.getDocuments('films', { sort, limit: 1000 })
      expect(idsOf(listed.results)).toEqual(wanted)
      const { hits } = await engine.search('films', { sort, limit: 1000 })
      expect(idsOf(hits)).toEqual(wanted)
      const window = await engine.search('films', { sort, offset: 3, limit: 5 })
      expect(idsOf(window.hits)).toEqual(wanted.slice(3, 8))
    }),
    { numRuns: 40 },
  )
})
