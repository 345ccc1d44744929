/** Tables of names: they have all names in order, and a changed name changes its own table. */
import { describe, expect, test } from 'vitest'
import { openPage } from '../../../src/core/bytes/page.ts'
import { contentName, nameAt } from '../../../src/core/dump/chunk-file.ts'
import { cutTables, readTable, tableOf, tablePage, usualTables } from '../../../src/core/dump/name-tables.ts'

const nameOf = (text: string) => contentName(new TextEncoder().encode(text)).slice(0, 10)
const names = Array.from({ length: 20_000 }, (_, i) => nameOf(`chunk ${i}`))

function tablesOf(all: readonly string[]): string[] {
  let from = 0
  return cutTables(all, usualTables).map((count) => all.slice(from, (from += count)).join(''))
}

describe('tables', () => {
  test('have all names in order, of a length that is worth a request', () => {
    const counts = cutTables(names, usualTables)
    expect(tablesOf(names).join('')).toBe(names.join(''))
    expect(Math.max(...counts)).toBeLessThanOrEqual(usualTables.most)
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThanOrEqual(usualTables.least)
    expect(20_000 / counts.length).toBeGreaterThan(400)
    expect(20_000 / counts.length).toBeLessThan(900)
    expect(cutTables([], usualTables)).toEqual([])
  })

  test.each([
    ['changed', names.with(7000, nameOf('another'))],
    ['added', names.toSpliced(7000, 0, nameOf('another'))],
    ['missing', names.toSpliced(7000, 1)],
  ])('stay the same but one or two where a name is %s', (_, changed) => {
    const before = new Set(tablesOf(names))
    const fresh = tablesOf(changed).filter((table) => !before.has(table))
    expect(fresh.length).toBeGreaterThan(0)
    expect(fresh.length).toBeLessThanOrEqual(2)
  })

  test('are found by the page, and read only as what they are', () => {
    const counts = cutTables(names, usualTables)
    for (const page of [0, 1, counts[0] - 1, counts[0], 12_345, 19_999]) {
      const { table, nth } = tableOf(counts, page)
      expect(nameAt(tablesOf(names)[table], nth, counts[table])).toBe(names[page])
    }
    const content = openPage(tablePage(names.slice(0, 200)), 'invalid_snapshot', 'A table')
    expect(readTable(content, 200)).toBe(names.slice(0, 200).join(''))
    expect(readTable(content, 199)).toBeNull()
    expect(readTable(new TextEncoder().encode('A'.repeat(2000)), 200)).toBeNull()
  })
})
