/** Settings of a dump: what is kept, what is translated, what is said to be left out. */
import { expect, test } from 'vitest'
import { importSettings } from '../../../src/core/dump/import-settings.ts'

test('what is known is kept as it is', () => {
  const settings = { stopWords: ['the'], typoTolerance: { enabled: false }, pagination: { maxTotalHits: 7 } }
  expect(importSettings(settings)).toEqual({ patch: settings, ignored: [] })
})

test('what is not known is left out and said, unless it says nothing', () => {
  const { patch, ignored } = importSettings({
    embedders: { x: {} },
    chat: null,
    foreignKeys: [],
    stopWords: ['a'],
  })
  expect(patch).toEqual({ stopWords: ['a'] })
  expect(ignored).toEqual([{ name: 'embedders', reason: expect.stringContaining('no setting "embedders"') }])
})

test('a value that cannot be is left out and said', () => {
  const { patch, ignored } = importSettings({ rankingRules: ['words', 'nonsense'], stopWords: 'the' })
  expect(patch).toEqual({})
  expect(ignored.map(({ name }) => name)).toEqual(['rankingRules', 'stopWords'])
})

test('of an object the parts that can be are kept', () => {
  const { patch, ignored } = importSettings({
    typoTolerance: { enabled: false, minWordSizeForTypos: { oneTypo: 9, twoTypos: 2 }, future: 1 },
  })
  expect(patch).toEqual({ typoTolerance: { enabled: false } })
  expect(ignored.map(({ name }) => name)).toEqual(['typoTolerance.minWordSizeForTypos', 'typoTolerance.future'])
})

test('old spellings of ranking rules mean the same as today', () => {
  const { patch } = importSettings({
    rankingRules: ['typo', 'attribute', 'wordsPosition', 'asc(release_date)', 'desc(a(b))'],
  })
  expect(patch.rankingRules).toEqual(['typo', 'attribute', 'release_date:asc', 'a(b):desc'])
})

test('what is no object holds no settings', () => {
  for (const raw of [null, undefined, 'x', 3, []]) expect(importSettings(raw)).toEqual({ patch: {}, ignored: [] })
})
