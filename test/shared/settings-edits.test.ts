/** Settings that were changed in two places: each is the one changed here, else the newer one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import { editsOf, keptSettings } from '../../src/shared/settings-edits.ts'
import { mergeSettings } from '../../src/shared/settings-merge.ts'

const list = fc.subarray(['a', 'b', 'c'])
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const patch: fc.Arbitrary<SettingsPatch> = fc.record(
  {
    searchableAttributes: maybe(list.filter(({ length }) => length > 0)),
    stopWords: maybe(list),
    synonyms: maybe(fc.dictionary(fc.constantFrom('x', 'y'), list)),
    searchDefaults: maybe(
      fc.record(
        {
          limit: maybe(fc.integer({ min: 1, max: 3 })),
          groupBy: maybe(fc.record({ attribute: fc.constantFrom('a', 'b'), size: fc.integer({ min: 1, max: 2 }) })),
        },
        { requiredKeys: [] },
      ),
    ),
    typoTolerance: maybe(
      fc.record(
        {
          enabled: maybe(fc.boolean()),
          minWordSizeForTypos: maybe(fc.record({ oneTypo: fc.integer({ min: 3, max: 6 }) })),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
)

test('each setting is the one that was changed here, else the newer one', () => {
  fc.assert(
    fc.property(patch, patch, patch, (first, local, second) => {
      const before = mergeSettings({}, first)
      const here = mergeSettings(before, local)
      const newer = mergeSettings(before, second)
      const expected: Record<string, unknown> = { ...newer }
      for (const name of new Set(Object.keys({ ...before, ...here })) as Set<keyof SettingsPatch>) {
        if (JSON.stringify(before[name]) === JSON.stringify(here[name])) continue
        if (here[name] === undefined) delete expected[name]
        else expected[name] = here[name]
      }
      expect(mergeSettings(newer, editsOf({ before, here }, newer))).toEqual(expected)
    }),
  )
})

test('settings that nobody changed here need no patch', () => {
  expect(editsOf({ before: { stopWords: ['a'] }, here: { stopWords: ['a'] } }, { stopWords: ['b'] })).toEqual({})
})

test('a setting that newer settings have the same counts as changed here until it is changed again', () => {
  const mine = { before: { stopWords: ['a'] }, here: { stopWords: ['b'], synonyms: { x: ['y'] } } }
  const kept = keptSettings(mine, { stopWords: ['b'] })
  expect(kept).toEqual(['stopWords'])
  const later = { before: { stopWords: ['b'] }, here: { stopWords: ['b'] }, kept }
  expect(editsOf(later, { stopWords: ['c'] })).toEqual({ stopWords: ['b'] })
  expect(keptSettings(later, { stopWords: ['b'] })).toEqual(kept)
  expect(keptSettings(later, { stopWords: ['c'] })).toEqual([])
})
