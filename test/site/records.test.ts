/** Records of one's own as a source. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { SectionDocument, SiteOptions } from '../../src/site/entry.ts'
import { htmlPage, SiteFolder } from '../support/site-folder.ts'

const sites: SiteFolder[] = []
const site = (): SiteFolder => {
  const made = new SiteFolder()
  sites.push(made)
  return made
}
afterEach(async () => {
  for (const made of sites.splice(0)) await made.remove()
})

const build = (made: SiteFolder, options: SiteOptions) =>
  made.build({ folder: undefined, output: join(made.folder, 'seekling'), ...options })

const find = async (made: SiteFolder, q: string, index = 'en') =>
  (await (await made.attached()).index<SectionDocument>(index).search(q)).hits

describe('records', () => {
  test('that are no plain JSON are left out, by name', async () => {
    const circle: Record<string, unknown> = { url: '/circle', text: 'round' }
    circle.self = circle
    const records = [
      circle,
      { url: '/big', text: 'big', count: 1n },
      JSON.parse('{"url":"/proto","text":"x","meta":{"__proto__":"y"}}'),
      { url: '/good', text: 'good', lang: 'en' },
    ]
    const built = await build(site(), { records: records as never })
    expect(built).toMatchObject({ pages: 1, sections: 1 })
    expect(built.warnings.map(({ file, message }) => `${file} ${message}`)).toEqual([
      expect.stringMatching(/^record 1 The record for \/circle is no plain JSON/),
      expect.stringMatching(/^record 2 The record for \/big is no plain JSON/),
      expect.stringMatching(/^record 3 The record for \/proto is no plain JSON: `__proto__`/),
    ])
  })

  test('from an iterator are sections, or pages that are cut into some', async () => {
    async function* records() {
      yield { url: 'plain#one', title: 'Plain', section: 'One', text: 'harbour', lang: 'en', version: '2' }
      yield { url: '/page', html: htmlPage('Page', '<h2 id="s">Second</h2>lighthouse'), version: '1' }
      yield { url: 'https://other.example/x', markdown: '# Mark\n\n## Down\n\nboat', lang: 'en' }
    }
    const made = site()
    const built = await build(made, { records: records(), base: '/docs/' })
    expect(built).toMatchObject({ pages: 3, sections: 5, facets: ['version'], warnings: [] })
    expect(await find(made, 'harbour')).toMatchObject([{ url: '/docs/plain#one', page: '/docs/plain', version: '2' }])
    expect(await find(made, 'lighthouse')).toMatchObject([{ url: '/page#s', title: 'Page' }])
    expect(await find(made, 'boat')).toMatchObject([{ url: 'https://other.example/x#down', section: 'Down' }])
  })

  test('beside the pages of a folder are found with them', async () => {
    const made = site()
    made.write({ 'a.html': htmlPage('A', '<p>harbour</p>') })
    await made.build({ records: [{ url: '/more', title: 'More', text: 'harbour', lang: 'en' }] })
    expect((await find(made, 'harbour')).map(({ url }) => url)).toEqual(['/a.html', '/more'])
  })

  test('with one URL are all found', async () => {
    const made = site()
    const records = ['first', 'second'].map((text) => ({ url: '/same', title: 'Same', text, lang: 'en' }))
    expect(await build(made, { records })).toMatchObject({ pages: 1, sections: 2 })
    expect(await find(made, 'second')).toMatchObject([{ url: '/same' }])
  })

  test('that are none are told of, and left out', async () => {
    const made = site()
    const records = [{ title: 'no url' }, 3, null, { url: '/a', text: 5 }, { url: '/b', text: 'good', lang: 'en' }]
    const { warnings, sections } = await build(made, { records: records as never })
    expect(sections).toBe(1)
    expect(warnings.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'record 1: The record has no `url`, a text; it was left out.',
      'record 2: A record is an object; it was left out.',
      'record 3: A record is an object; it was left out.',
      'record 4: `text` of the record for /a is no text; it was left out.',
    ])
  })
})

describe('files of records', () => {
  test.each([
    ['a.json', '[{"url":"/a","title":"A","text":"harbour","lang":"en"}]'],
    ['a.ndjson', '\n{"url":"/a","title":"A","text":"harbour","lang":"en"}\r\n'],
    ['a.jsonl', '{"url":"/a","title":"A","text":"harbour","lang":"en"}'],
    ['a.csv', 'url,title,text,lang\n/a,A,"a ""harbour"",\nwide",en\n'],
  ])('such as %s are read', async (name, content) => {
    const made = site()
    const file = join(made.place, name)
    writeFileSync(file, content)
    await build(made, { records: file })
    expect(await find(made, 'harbour')).toMatchObject([{ url: '/a', title: 'A' }])
  })

  test.each([
    ['a.json', '[{', 'malformed_payload', 'is no JSON'],
    ['a.ndjson', '{"url":"/a"}\n{', 'malformed_payload', 'a.ndjson:2 is no JSON'],
    ['a.csv', 'url,text\n/a,"x', 'malformed_payload', 'a.csv:2 is no CSV: a field in quotes has no end'],
    ['a.csv', 'url,text\n/a,"x"y', 'malformed_payload', 'behind the quotes'],
    ['a.csv', 'url,text\n/a,b,c', 'malformed_payload', 'it has 3 fields'],
    ['a.json', Uint8Array.of(0xff), 'io_error', 'is no UTF-8'],
    ['a.txt', 'x', 'invalid_options', 'ends in .json'],
    ['none.json', null, 'io_error', 'cannot be read (ENOENT)'],
  ])('such as %s with %j are refused as %s', async (name, content, code, says) => {
    const made = site()
    const file = join(made.place, name)
    if (content !== null) writeFileSync(file, content)
    await expect(build(made, { records: [file] })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(says),
    })
  })

  test('tell in which line a record has no URL', async () => {
    const made = site()
    const file = join(made.place, 'a.csv')
    writeFileSync(file, 'url,title,lang\n/a,"A\nA",en\n,B,en\n')
    expect((await build(made, { records: file })).warnings).toEqual([
      { file, line: 4, message: 'The record has no `url`, a text; it was left out.' },
    ])
  })
})
