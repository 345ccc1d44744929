/** Which index a page goes into. */
import { expect, test } from 'vitest'
import { languagesOf, localeOf } from '../../src/site/languages.ts'

const indexOf = (tag: string, named: Record<string, string> = {}) =>
  [...languagesOf([tag], new Map(Object.entries(named)), null).indexes.keys()][0]

test.each([
  ['de', 'de'],
  ['de-at', 'de'],
  ['en_us', 'en'],
  ['zh', 'zh'],
  ['zh-cn', 'zh'],
  ['zh-hans-sg', 'zh'],
  ['zh-hant', 'zh-hant'],
  ['zh-hk', 'zh-hant'],
  ['sr-latn-rs', 'sr-latn'],
  ['', 'und'],
  ['not a tag', 'und'],
])('pages in "%s" go into %s', (tag, index) => {
  expect(indexOf(tag)).toBe(index)
})

test('pages without a language go where most do, or where the options say', () => {
  const tags = ['en', 'de', 'de', '']
  expect([...languagesOf(tags, new Map(), null).indexes]).toEqual([
    ['de', [1, 2, 3]],
    ['en', [0]],
  ])
  const preferred = languagesOf(tags, new Map(), 'en-GB')
  expect([...preferred.indexes]).toEqual([
    ['de', [1, 2]],
    ['en', [0, 3]],
  ])
  expect(preferred.fallback).toBe('en')
})

test('a preferred language that no page is in is not what others fall back to', () => {
  expect(languagesOf(['de'], new Map(), 'en').fallback).toBe('de')
})

test('the options name indexes for tags', () => {
  const { indexes, tags } = languagesOf(['pt-br', 'pt', 'pt-br'], new Map([['pt-br', 'brazil']]), null)
  expect([...indexes.keys()]).toEqual(['brazil', 'pt'])
  expect([...tags]).toEqual([['pt-br', 'brazil']])
})

test('an index has the locale of its language, where there is one', () => {
  expect(['de', 'zh-hant', 'und', 'brazil'].map(localeOf)).toEqual(['de', 'zh', null, null])
})
