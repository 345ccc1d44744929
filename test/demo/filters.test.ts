/** The demo's filters as a value: in the address and as a filter of the engine. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  activeGroups,
  type Filters,
  filterOf,
  noFilters,
  readFilters,
  toggled,
  writeFilters,
} from '../../demo/filters.ts'
import { parseFilter } from '../../src/core/filter/parse.ts'

const choices = (all: fc.Arbitrary<string>) => fc.uniqueArray(all, { maxLength: 3 })
const anyFilters: fc.Arbitrary<Filters> = fc.record({
  category: choices(fc.string({ unit: 'grapheme', minLength: 1 })),
  baseline: choices(fc.constantFrom('high', 'low', 'limited')),
  status: choices(fc.constantFrom('deprecated', 'experimental', 'standard_track')),
  support: fc.option(
    fc.record({ browser: fc.constantFrom('chrome', 'safari_ios'), version: fc.constantFrom(1, 15.4, 120) }),
  ),
})

test('what is written into an address is read from it', () => {
  fc.assert(
    fc.property(anyFilters, (filters) => {
      const address = new URLSearchParams(writeFilters(filters)).toString()
      expect(readFilters(new URLSearchParams(address))).toEqual(filters)
    }),
  )
  expect(writeFilters(noFilters)).toEqual([])
})

test('what nobody can have chosen is not read', () => {
  const address = 'baseline=none&status=__proto__&works=chrome&works=1:chrome&category=CSS'
  expect(readFilters(new URLSearchParams(address))).toEqual({ ...noFilters, category: ['CSS'] })
})

test('any filters are a filter the engine can read, with a part for each group', () => {
  fc.assert(
    fc.property(anyFilters, (filters) => {
      const filter = parseFilter(filterOf(filters), 'invalid_search_filter')
      expect(filter === null).toBe(activeGroups(filters).length === 0)
      for (const group of activeGroups(filters)) {
        expect(filterOf(filters, group)).toHaveLength(activeGroups(filters).length - 1)
        parseFilter(filterOf(filters, group), 'invalid_search_filter')
      }
    }),
  )
  expect(
    filterOf({
      category: ['CSS', 'Web APIs'],
      baseline: [],
      status: ['deprecated'],
      support: { browser: 'chrome', version: 120 },
    }),
  ).toEqual([['category IN ["CSS", "Web APIs"]'], ['deprecated = true'], 'support.chrome <= 120'])
})

test('a choice is toggled', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
  expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
})
