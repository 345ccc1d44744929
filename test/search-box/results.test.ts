/** Hits as rows, highlights as parts, and what a link may lead to. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchEnd, matchStart, partsOf } from '../../src/search-box/highlight.ts'
import { groupsOf, webAddress } from '../../src/search-box/results.ts'

const base = 'https://site.example/docs/here.html'
const mark = (text: string) => text.replaceAll('[', matchStart).replaceAll(']', matchEnd)
const shown = (parts: readonly { text: string; isMatch: boolean }[]) =>
  parts.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join('')

test('a text is cut where matches begin and end', () => {
  expect(partsOf(mark('an [in]dex of [words]'))).toEqual([
    { text: 'an ', isMatch: false },
    { text: 'in', isMatch: true },
    { text: 'dex of ', isMatch: false },
    { text: 'words', isMatch: true },
  ])
  expect(partsOf('')).toEqual([])
  expect(partsOf('<em>a</em>')).toEqual([{ text: '<em>a</em>', isMatch: false }])
})

test('whatever marks a document brings along, its text stays as it is', () => {
  const letters = fc.constantFrom(matchStart, matchEnd, 'a', '<b>', '…', '😀')
  fc.assert(
    fc.property(fc.array(letters), (pieces) => {
      const text = pieces.join('')
      const without = text.replaceAll(matchStart, '').replaceAll(matchEnd, '')
      expect(
        partsOf(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(without)
    }),
  )
})

const section = (page: string, heading: string, text: string, more: object = {}) => ({
  id: `${page}-${heading}`,
  url: heading === '' ? `/${page}` : `/${page}#${heading}`,
  page: `/${page}`,
  title: `Page ${page}`,
  section: heading,
  hierarchy: ['Page one', 'Above'],
  text,
  _formatted: { title: `Page ${mark(`[${page}]`)}`, section: heading, text: mark(text) },
  ...more,
})

test('a page stands above its sections, with its introduction if that was found', () => {
  const groups = groupsOf(
    [
      section('one', 'setup', 'how to [set] up', { _group: [section('one', '', 'all [about] it')] }),
      section('two', 'more', '[more] of it'),
    ],
    base,
  )
  const pictures = groups.map(({ title, rows }) => [
    title,
    ...rows.map((row) => `${row.isBest ? '*' : ''}${row.kind} ${row.url} ${shown(row.title)} | ${shown(row.excerpt)}`),
  ])
  expect(pictures).toEqual([
    [
      'Page one',
      'page https://site.example/one Page [one] | all [about] it',
      '*section https://site.example/one#setup setup | how to [set] up',
    ],
    [
      'Page two',
      'page https://site.example/two Page [two] | ',
      '*section https://site.example/two#more more | [more] of it',
    ],
  ])
  expect(groups[0].rows[1].trail).toEqual(['Above'])
  expect(Object.keys(groups[0].rows[1].document)).not.toContain('_formatted')
})

test('hits that the index did not group are grouped by their page', () => {
  const hits = [section('one', 'a', 'x'), section('two', '', 'y'), section('one', 'b', 'z')]
  const rows = groupsOf(hits, base).map((group) => group.rows.map(({ url }) => new URL(url).href.slice(20)))
  expect(rows).toEqual([['/one', '/one#a', '/one#b'], ['/two']])
})

test('documents that are no sections are shown as far as they can be', () => {
  const odd = [
    { id: 1 },
    { id: 2, url: 7 },
    { id: 3, url: '/a#b', text: { no: 'text' } },
    { id: 4, url: 'javascript:x()' },
  ]
  const groups = groupsOf(odd, base)
  expect(groups.map(({ title, rows }) => [title, rows.map(({ url }) => url)])).toEqual([
    ['7', ['https://site.example/docs/7']],
    ['/a', ['https://site.example/a#b']],
  ])
})

test.each([
  ['/a', 'https://site.example/a'],
  ['b.html#c', 'https://site.example/docs/b.html#c'],
  ['//other.example/', 'https://other.example/'],
  ['javascript:alert(1)', undefined],
  ['JaVaScRiPt:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['http://', undefined],
  ['', undefined],
])('the address %j leads to %j', (url, address) => {
  expect(webAddress(url, base)).toBe(address)
})
