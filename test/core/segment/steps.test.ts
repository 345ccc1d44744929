/** Work on very many terms or values stops every few thousand of them, whatever it is at. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { present } from '../../../src/core/document/field-state.ts'
import { ColumnBuilder } from '../../../src/core/segment/column-builder.ts'
import { cutValue, normalizeValue } from '../../../src/core/segment/normalize-value.ts'
import { sortInSteps, stringsPerStep } from '../../../src/core/segment/sort-in-steps.ts'
import { TextBuilder } from '../../../src/core/segment/text-builder.ts'
import { TermTable } from '../../../src/core/text/term-table.ts'
import { WordScanner } from '../../../src/core/text/word-scanner.ts'

vi.mock('../../../src/core/segment/normalize-value.ts', async (original) => {
  const real = await original<typeof import('../../../src/core/segment/normalize-value.ts')>()
  return { ...real, normalizeValue: vi.fn(real.normalizeValue), cutValue: vi.fn(real.cutValue) }
})

afterEach(() => {
  vi.restoreAllMocks()
})

const count = 30_000
const shuffled = Array.from({ length: count }, (_, i) => `Value ${(i * 7919) % count}`)

/** Runs the steps to their end; returns the most that `counter` rose within one. */
function longest<T>(steps: Generator<unknown, T>, counter: () => number): { most: number; value: T } {
  let most = 0
  for (let before = counter(); ; before = counter()) {
    const step = steps.next()
    most = Math.max(most, counter() - before)
    if (step.done === true) return { most, value: step.value }
  }
}

/** A list that counts how often its elements are read. */
function counting<T extends object>(list: T): { list: T; reads: () => number } {
  let reads = 0
  const proxy = new Proxy(list, {
    get(target, property) {
      if (typeof property === 'string' && property !== 'length') reads++
      const value = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { list: proxy, reads: () => reads }
}

describe('strings', () => {
  test.each([0, 1, stringsPerStep, stringsPerStep + 1, 3 * stringsPerStep, count])('%i are sorted as by sort', (n) => {
    const strings = [...shuffled.slice(0, n), '\ud83d\ude00', '\uffff', '']
    expect(longest(sortInSteps(strings), () => 0).value).toEqual([...strings].sort())
  })

  test('are sorted natively few at a time, and moved few at a time', () => {
    const sort = vi.spyOn(Array.prototype, 'sort')
    const sorted = () => sort.mock.contexts.reduce<number>((sum, list) => sum + (list as unknown[]).length, 0)
    expect(longest(sortInSteps(shuffled), sorted).most).toBe(stringsPerStep)
    sort.mockRestore()
    const runs = Math.ceil(count / stringsPerStep)
    const steps = [...sortInSteps(shuffled)].length
    expect(steps).toBeGreaterThanOrEqual(runs - 1 + Math.ceil(Math.log2(runs)) * runs)
  })
})

test('a column normalizes, sorts and spells few values at a time', () => {
  const column = new ColumnBuilder()
  shuffled.forEach((value, document) => {
    column.mark(document, present)
    column.add(document, value)
  })
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  const sort = vi.spyOn(Array.prototype, 'sort')
  const calls = {
    normalized: () => vi.mocked(normalizeValue).mock.calls.length,
    spelled: () => vi.mocked(cutValue).mock.calls.length,
    sorted: () => sort.mock.contexts.reduce<number>((sum, list) => sum + (list as unknown[]).length, 0),
  }
  for (const [what, calledSoFar] of Object.entries(calls)) {
    const before = calledSoFar()
    const { most } = longest(column.steps(order), calledSoFar)
    expect([what, most <= 2 * stringsPerStep, calledSoFar() - before >= count]).toEqual([what, true, true])
  }
})

test('terms are compared some ten thousand times at a time', () => {
  const table = new TermTable()
  const words = Array.from({ length: 3 * count }, (_, i) => `word${(i * 7919) % (3 * count)}`)
  // A text has at most 65,536 places.
  const scanner = new WordScanner(table)
  for (const from of [0, count, 2 * count]) scanner.scan(words.slice(from, from + count).join(' '), 0)
  expect(table.size).toBe(3 * count)
  const { list, reads } = counting(table.bytes)
  table.bytes = list
  const { most } = longest(table.sorted(), reads)
  expect(most).toBeLessThan(5 * 2 ** 16)
  expect(reads()).toBeGreaterThan(8 * 2 ** 16)
})

test('occurrences are sorted by term few at a time', () => {
  const text = new TextBuilder()
  const words = shuffled.slice(0, 500).join(' ')
  const documents = 1000
  for (let i = 0; i < documents; i++) {
    text.beginDocument()
    text.addText(0, words)
    text.endDocument()
  }
  const order = Uint32Array.from({ length: documents }, (_, i) => i)
  const before = [...text.finish(order)].filter(({ done }) => done === 0).length
  // Each of 500 words twice a document, in two passes of 131,072 a step.
  expect(before).toBeGreaterThanOrEqual(2 * Math.floor((documents * 1000) / 2 ** 17))
})
