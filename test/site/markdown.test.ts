/** From Markdown to documents. */
import { expect, test } from 'vitest'
import { checkSiteOptions } from '../../src/site/check-options.ts'
import type { SectionDocument } from '../../src/site/entry.ts'
import { readMarkdown } from '../../src/site/markdown.ts'

const read = (text: string, filters?: string[]) => {
  const options = checkSiteOptions({ folder: '.', ...(filters && { filters }) })
  const { page, documents } = readMarkdown({ text, page: '/guide/a', base: '/' }, options)
  const lines = documents.split('\n').filter((line) => line !== '')
  return { page, documents: lines.map((line): SectionDocument => JSON.parse(line)) }
}

test('headings begin sections, with the ids that generators give them', () => {
  const { documents } = read(
    '# Title\n\nintro *text*\n\n## What `it` is & isn’t\n\none\n\n### Own {#mine}\n\n```js\nlet x\n```\n\n## What `it` is & isn’t\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
  )
  expect(documents.map(({ url, section, hierarchy, text }) => [url, section, hierarchy, text])).toEqual([
    ['/guide/a', '', [], 'intro text'],
    ['/guide/a#what-it-is--isnt', 'What it is & isn’t', [], 'one'],
    ['/guide/a#mine', 'Own', ['What it is & isn’t'], 'let x'],
    ['/guide/a#what-it-is--isnt-1', 'What it is & isn’t', [], 'a\nb\n1\n2'],
  ])
  expect(documents[0].title).toBe('Title')
})

test('front matter says title, language, what is shown, and what to filter by', () => {
  const { page, documents } = read(
    '---\ntitle: "Own: title"\nlang: de\ndescription: What it is\ndate: 2026-01-02\ntags: [a, b]\nversion: 2\n---\n# Heading\n\ntext\n',
    ['tags', 'version', 'none'],
  )
  expect(documents[0]).toMatchObject({
    title: 'Own: title',
    text: 'Heading\ntext',
    tags: ['a', 'b'],
    version: 2,
    meta: { description: 'What it is', date: '2026-01-02' },
  })
  expect(page).toMatchObject({ lang: 'de', filters: { tags: ['a', 'b'], version: 2 } })
})

test.each([
  ['permalink: /own/', '/own/'],
  ['url: /own/', '/own/'],
  ['slug: /own', '/own'],
  ['slug: relative', '/guide/a'],
  ['permalink: /:year/:title/{x}', '/guide/a'],
])('front matter %s puts the page at %s', (line, url) => {
  expect(read(`---\n${line}\n---\ntext`).documents[0].page).toBe(url)
})

test.each(['draft: true', 'noindex: true', 'search: false', 'published: false'])(
  'a page with %s is left out',
  (line) => {
    expect(read(`---\n${line}\n---\ntext`)).toMatchObject({ page: { skipped: 'noindex' }, documents: [] })
  },
)

test('front matter that is no YAML is told with its line, and the page is read all the same', () => {
  const { page, documents } = read('---\ntitle: a\nbad: [1\n---\n# Heading\n\ntext')
  expect(documents[0]).toMatchObject({ title: 'Heading', text: 'text' })
  expect(page.warnings).toEqual([{ line: expect.any(Number), message: expect.stringContaining('no YAML') }])
})

test.each(['---\n', '--- a\ntext\n---', 'text\n---\na: b\n---\n', '---\r\ntitle: W\r\n---\r\ntext'])(
  'a text like %j has front matter only if it opens with it',
  (text) => {
    expect(read(text).documents[0]?.title ?? 'a').toBe(text.includes('\r') ? 'W' : 'a')
  },
)

test('containers of generators are not text, but their titles and what is in them', () => {
  const text = '# T\n\npara\n::: tip Mind <this>\n\ninside\n\n:::\n\n:::note\nalso\n:::\nend'
  expect(read(text).documents[0].text).toBe('para\nMind <this>\ninside\nalso\nend')
})
