/**
 * The API reference that scripts/api-pages.mjs makes of the built declarations: nothing that the
 * package exports is left out, what can be called has an example, and links lead somewhere.
 */
import { expect, test } from 'vitest'
import { apiEntries, apiPages } from '../../scripts/api-pages.mjs'
import { packageJson } from './packed-app.ts'

const entries = apiEntries()
const pages = apiPages(entries)

test('every entry that has types has a page, which says what it is', () => {
  const withTypes = Object.entries(packageJson.exports).filter(([, target]) => typeof target === 'object')
  expect(entries.map(({ specifier }) => specifier)).toEqual(withTypes.map(([path]) => `seekling${path.slice(1)}`))
  for (const { page, header } of entries) {
    expect(header.text, page).not.toBe('')
    expect(pages.get(`${page}.md`), page).toContain(header.text.split('\n')[0].slice(0, 20))
  }
})

test.each(entries.filter(({ exports }) => exports.size > 0).map((entry) => [entry.specifier, entry] as const))(
  'what is imported from %s is what has a section or a link',
  async (specifier, { page, exports }) => {
    const text = pages.get(`${page}.md`) ?? ''
    for (const [name, declared] of exports) {
      const shown = name === 'default' ? declared.name : name
      expect(text, name).toMatch(new RegExp(`^## ${shown}(\\(\\))?$|\\[\`${shown}\`\\]\\(`, 'm'))
    }
    // The box is for a browser; what Node can load is asked.
    if (specifier.endsWith('search-box') || specifier.endsWith('worker')) return
    const loaded: object = await import(new URL(`../../${targetOf(specifier)}`, import.meta.url).href)
    expect([...exports.keys()]).toEqual(expect.arrayContaining(Object.keys(loaded)))
  },
)

function targetOf(specifier: string): string {
  const target = packageJson.exports[`.${specifier.slice('seekling'.length)}`]
  return typeof target === 'string' ? target : target.default
}

test('every function and every method has an example', () => {
  const without = entries.flatMap(({ exports }) =>
    [...exports].flatMap(([name, { kind, doc, members }]) => {
      if (kind === 'function') return doc.example === '' ? [name] : []
      return members
        .filter(
          ({ isMethod, name: method, doc: said }) => isMethod && method !== 'constructor' && isCalled(kind, said.text),
        )
        .filter(({ doc: said }) => said.example === '')
        .map(({ name: method }) => `${name}.${method}`)
    }),
  )
  expect(without).toEqual([])
  expect(pages.get('seekling.md')).toContain('### Index.addDocuments()')
})

/** Methods without a word are those that others call, as a host calls its plugins. */
const isCalled = (kind: string, text: string): boolean => kind === 'class' || text !== ''

test('every function and every class says what it is', () => {
  const silent = entries.flatMap(({ exports }) =>
    [...exports].filter(([, { kind, doc }]) => /function|class/.test(kind) && doc.text === '').map(([name]) => name),
  )
  expect(silent).toEqual([])
})

test('links lead to headings that are there', () => {
  const anchors = new Map(
    [...pages].map(([name, text]) => [
      name,
      new Set([...text.matchAll(/^##+ (.*)$/gm)].map(([, title]) => slug(title))),
    ]),
  )
  const broken = [...pages].flatMap(([name, text]) =>
    [...text.matchAll(/\]\((?:\.\/([\w-]+\.md))?#([\w-]+)\)/g)]
      .filter(([, page, anchor]) => !anchors.get(page ?? name)?.has(anchor))
      .map(([link]) => `${name}: ${link}`),
  )
  expect(broken).toEqual([])
})

const slug = (title: string): string =>
  title
    .replaceAll(/[^a-zA-Z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase()

test('a page shows overloads, members of bases that are not exported, and codes as links', () => {
  const text = pages.get('seekling.md') ?? ''
  expect(text.match(/^waitForPendingUpdate\(.*/gm)?.length).toBeGreaterThan(2)
  expect(text).toContain("| `durability?` | `'relaxed' \\| 'strict'` |")
  expect(text).toContain('[`index_not_found`](../errors.md#index-not-found)')
  expect(text).not.toMatch(/#private|@internal|@example/)
})
