/**
 * A site's build from end to end: a folder of pages becomes a folder that a page attaches and
 * searches, the same to the byte however it came about.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { SectionDocument } from '../../src/site/entry.ts'
import { type Files, htmlPage, SiteFolder } from '../support/site-folder.ts'

const sites: SiteFolder[] = []
const siteOf = (files: Files): SiteFolder => {
  const site = new SiteFolder(files)
  sites.push(site)
  return site
}
afterEach(async () => {
  for (const site of sites.splice(0)) await site.remove()
})

const guide: Files = {
  'index.html': htmlPage('Welcome', '<p>The harbour of all pages.</p>'),
  'guide/install.html': htmlPage(
    'Install',
    `<p>How to begin.</p><h2 id="linux">On Linux</h2><p>Use the penguin package.</p>
     <h3 id="arch">Arch</h3><pre><code>pacman -S seekling</code></pre><h2 id="macos">On macOS</h2><p>Use brew.</p>`,
  ),
  'guide/upgrade.html': htmlPage('Upgrade', '<p>From one version to the next, on Linux too.</p>'),
}

describe('a page that attaches the folder', () => {
  test('finds sections, grouped by their page, with what a result shows', async () => {
    const site = siteOf(guide)
    const built = await site.build()
    expect(built).toMatchObject({ pages: 3, sections: 6, languages: ['en'], facets: [], skipped: {}, warnings: [] })
    expect(site.siteJson()).toEqual({ format: 1, languages: { en: { index: 'en' } }, default: 'en', facets: [] })
    const client = await site.attached()
    const { hits } = await client.index<SectionDocument>('en').search('linux')
    expect(hits.map(({ url }) => url)).toEqual(['/guide/install.html#linux', '/guide/upgrade.html'])
    const [first] = hits
    expect(first).toMatchObject({ title: 'Install', section: 'On Linux', hierarchy: [], page: '/guide/install.html' })
    expect(first).not.toHaveProperty('text')
    expect(first._formatted).toMatchObject({ section: 'On <em>Linux</em>', text: 'Use the penguin package.' })
    const code = await client.index<SectionDocument>('en').search('pacman')
    expect(code.hits[0]).toMatchObject({ url: '/guide/install.html#arch', hierarchy: ['On Linux'] })
    // Typos and questions are the preset's business.
    expect((await client.index('en').search('how do i instal')).hits[0]).toMatchObject({ title: 'Install' })
  })

  test('has the best sections of a page under it', async () => {
    const site = siteOf(guide)
    await site.build()
    const { hits } = await (await site.attached()).index<SectionDocument>('en').search('install')
    expect(hits).toHaveLength(1)
    expect(hits[0]._group?.length).toBe(3)
  })

  test('finds an index for each language, also by tags that are more particular', async () => {
    const site = siteOf({
      'a.html': htmlPage('Harbour', '<p>ships</p>', { lang: 'en-US' }),
      'b.html': htmlPage('Second', '<p>ships</p>', { lang: 'en' }),
      'de/a.html': htmlPage('Hafen', '<p>Die Schiffe</p>', { lang: 'de-AT' }),
      'tw/a.html': htmlPage('海港', '<p>船</p>', { lang: 'zh-TW' }),
      'x.html': htmlPage('Nothing said', '<p>ships too</p>', { lang: '' }),
    })
    const { languages, warnings } = await site.build()
    expect(languages).toEqual(['de', 'en', 'zh-hant'])
    expect(warnings).toEqual([
      { file: 'x.html', line: null, message: 'This page says no language (<html lang="en">): taken for "en".' },
    ])
    expect(site.siteJson()).toEqual({
      format: 1,
      languages: {
        de: { index: 'de' },
        en: { index: 'en' },
        'zh-hant': { index: 'zh-hant' },
        'zh-tw': { index: 'zh-hant' },
      },
      default: 'en',
      facets: [],
    })
    const client = await site.attached()
    expect((await client.index('en').search('ship')).hits).toHaveLength(3)
    expect((await client.index('de').search('schiff')).hits).toHaveLength(1)
    expect((await client.index('zh-hant').search('船')).hits).toHaveLength(1)
  })

  test('filters and sorts by what pages are marked with', async () => {
    const page = (title: string, kind: string, date: string) =>
      htmlPage(title, `<p data-pagefind-filter="kind" data-pagefind-sort="order:${date}">${kind}</p><p>ships</p>`)
    const site = siteOf({ 'a.html': page('A', 'Guide', '10'), 'b.html': page('B', 'Reference', '9') })
    expect((await site.build()).facets).toEqual(['kind'])
    const index = (await site.attached()).index<SectionDocument>('en')
    const { hits, facetDistribution } = await index.search('ships', { facets: ['kind'], sort: ['order:asc'] })
    expect(facetDistribution).toEqual({ kind: { Guide: 1, Reference: 1 } })
    expect(hits.map(({ title }) => title)).toEqual(['B', 'A'])
    expect((await index.search('ships', { filter: 'kind = Guide' })).hits).toHaveLength(1)
  })

  test('offers no filter of one value, and leaves out pages whose content is to be ignored', async () => {
    const page = (title: string) => htmlPage(title, '<p data-seekling-filter="kind">Guide</p>')
    const list = htmlPage('List', '<p>A and B</p>').replace('<html', '<html class="list"')
    const site = siteOf({ 'a.html': page('A'), 'b.html': page('B'), 'list.html': list })
    const built = await site.build({ ignore: '.list main' })
    expect(built).toMatchObject({ pages: 2, facets: [], skipped: { ignored: 1 }, warnings: [] })
    const index = (await site.attached()).index('en')
    expect((await index.search('', { filter: 'kind = Guide' })).hits).toHaveLength(2)
  })

  test('has the settings of the options over those of the preset', async () => {
    const site = siteOf(guide)
    const settings = {
      synonyms: { begin: ['upgrade'] },
      searchDefaults: { matchingStrategy: 'all' as const, limit: 1 },
    }
    await site.build({ settings })
    const client = await site.attached()
    expect(await client.index('en').getSettings()).toMatchObject({
      synonyms: { begin: ['upgrade'] },
      searchDefaults: { matchingStrategy: 'all', limit: 1, groupBy: { attribute: 'page' } },
    })
    await expect(site.build({ settings: { rankingRules: ['nonsense' as never] } })).rejects.toMatchObject({
      code: 'invalid_settings_ranking_rules',
    })
  })
})

describe('two builds', () => {
  test('of equal sites are equal, byte for byte, however they came about', async () => {
    const one = siteOf(guide)
    await one.build({ cache: false })
    // Made in another order, over an earlier build, with a cache, and with times of its own.
    const other = siteOf(Object.fromEntries(Object.entries(guide).reverse()))
    other.write({ 'guide/install.html': htmlPage('Old', '<p>old text</p>'), 'gone.html': htmlPage('Gone', '<p>x</p>') })
    await other.build()
    other.delete('gone.html')
    other.write(guide)
    utimesSync(join(other.folder, 'index.html'), 1, 1)
    await other.build()
    expect(other.written()).toEqual(one.written())
  })

  test('read only what has changed, and write and remove only that', async () => {
    const site = siteOf(guide)
    const first = await site.build()
    expect(first).toMatchObject({ unchanged: 0, written: first.files, removed: 0 })
    const before = new Map([...site.written().keys()].map((path) => [path, statOf(site, path)]))
    expect(await site.build()).toMatchObject({ unchanged: 3, written: 0, removed: 0 })
    expect(new Map([...before.keys()].map((path) => [path, statOf(site, path)]))).toEqual(before)

    site.write({ 'guide/upgrade.html': htmlPage('Upgrade', '<p>Another text about walruses.</p>') })
    const changed = await site.build()
    expect(changed.unchanged).toBe(2)
    expect(changed.removed).toBeGreaterThan(0)
    expect([...site.written().keys()].length).toBe(changed.files)
    expect((await (await site.attached()).index('en').search('walrus')).hits).toHaveLength(1)
  })

  test('differ where options make equal pages say something else', async () => {
    const site = siteOf(guide)
    await site.build()
    expect(await site.build({ base: '/docs/' })).toMatchObject({ unchanged: 0 })
    const client = await site.attached()
    expect((await client.index('en').search('penguin')).hits[0]).toMatchObject({
      url: '/docs/guide/install.html#linux',
    })
    expect(await site.build({ base: 'https://example.org/' })).toMatchObject({ unchanged: 0, pages: 3 })
  })

  test('are whole after a cache or an output was damaged', async () => {
    const site = siteOf(guide)
    await site.build()
    const whole = site.written()
    const cache = join(site.place, 'cache')
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{}\nnonsense')
    const chunk = [...whole.keys()].find((path) => path.startsWith('chunks/')) as string
    writeFileSync(join(site.folder, 'seekling', chunk), 'cut')
    await site.build()
    expect(site.written()).toEqual(whole)
    // Half of it is of another build, as where one was killed while it was kept.
    const chunks = readdirSync(cache).find((name) => name.startsWith('chunks')) as string
    site.write({ 'index.html': htmlPage('Other', '<p>other text</p>') })
    const old = readFileSync(join(cache, chunks))
    await site.build()
    const other = readFileSync(join(cache, chunks))
    site.write({ 'index.html': guide['index.html'] })
    await site.build()
    expect(readFileSync(join(cache, chunks))).toEqual(old)
    writeFileSync(join(cache, chunks), other)
    await site.build()
    expect(site.written()).toEqual(whole)
    // One bit of a document, and one of a chunk.
    for (const name of readdirSync(cache)) {
      const bytes = readFileSync(join(cache, name))
      bytes[bytes.length - 20] ^= 1
      writeFileSync(join(cache, name), bytes)
    }
    site.delete('seekling')
    await site.build()
    expect(site.written()).toEqual(whole)
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '')
    site.delete('seekling')
    await site.build()
    expect(site.written()).toEqual(whole)
  })
})

describe('what cannot be built is refused, and changes nothing', () => {
  test('a folder that is empty, missing, or a file', async () => {
    const site = siteOf({})
    await expect(site.build()).rejects.toMatchObject({ code: 'no_pages_found' })
    await expect(site.build({ folder: join(site.folder, 'none') })).rejects.toMatchObject({
      code: 'io_error',
      message: expect.stringContaining('build the site first'),
    })
    site.write({ 'a.html': htmlPage('A', '<p>a</p>') })
    await expect(site.build({ folder: join(site.folder, 'a.html') })).rejects.toMatchObject({ code: 'io_error' })
    expect(readdirSync(site.folder)).toEqual(['a.html'])
  })

  test('a site of which nothing may be found, with the reasons', async () => {
    const site = siteOf({
      '404.html': htmlPage('Not found', '<p>x</p>'),
      'a.html': htmlPage('A', '<p>a</p>', { head: '<meta name="robots" content="noindex, follow">' }),
      'b.html': '<meta http-equiv="refresh" content="0; url=/c">',
      'c.html': '<html lang="en"><body><div id="app"></div></body></html>',
    })
    await expect(site.build()).rejects.toMatchObject({
      code: 'no_pages_found',
      message: expect.stringContaining('1 empty, 1 noindex, 1 not found page, 1 redirect'),
      details: { warnings: [expect.objectContaining({ file: 'c.html', line: 1 }), expect.anything()] },
    })
  })

  test('an output that cannot be written, or that is not of a build', async () => {
    const site = siteOf(guide)
    writeFileSync(join(site.place, 'file'), '')
    await expect(site.build({ output: join(site.place, 'file', 'seekling') })).rejects.toMatchObject({
      code: 'io_error',
    })
    const taken = join(site.place, 'taken')
    mkdirSync(taken)
    for (const content of ['{"name":"mine"}', 'no json']) {
      writeFileSync(join(taken, 'index.json'), content)
      await expect(site.build({ output: taken })).rejects.toMatchObject({
        message: expect.stringContaining('did not write'),
      })
      expect(readdirSync(taken)).toEqual(['index.json'])
    }
  })

  test.each([
    [{ base: 'docs' }, '`base`'],
    [{ urls: 'pretty' as never }, '`urls`'],
    [{ content: 'main[' }, 'CSS selector'],
    [{ ignore: 3 as never }, '`ignore`'],
    [{ folder: undefined }, '`output`'],
    [{ output: '.' }, '`output`'],
    [{ languages: { 'pt-BR': 'pt br' } }, '`languages`'],
    [{ filters: ['kind', 'text'] }, '`filters` cannot have "text"'],
    [{ colour: 1 } as never, 'colour'],
  ])('options such as %j', async (options, says) => {
    const site = siteOf(guide)
    const given = 'output' in options ? { output: join(site.folder, '.') } : options
    await expect(site.build(given)).rejects.toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining(says),
    })
  })
})

test('only pages with a mark count once a page has one, as with Pagefind', async () => {
  const site = siteOf({
    'a.html': htmlPage('A', '<div data-pagefind-body><p>inside</p></div><p>outside</p>'),
    'b.html': htmlPage('B', '<p>outside</p>'),
  })
  expect(await site.build()).toMatchObject({ pages: 1, skipped: { 'without a mark': 1 } })
  const index = (await site.attached()).index('en')
  expect((await index.search('inside')).hits).toHaveLength(1)
  expect((await index.search('outside')).hits).toHaveLength(0)
})

test('two files of one address are one page, and the second is told of', async () => {
  const site = siteOf({ 'a/index.html': htmlPage('A', '<p>a</p>'), 'a/index.htm': htmlPage('B', '<p>b</p>') })
  expect(await site.build()).toMatchObject({
    pages: 1,
    warnings: [{ file: 'a/index.html', message: expect.stringContaining('the address of a/index.htm') }],
  })
})

test('ten thousand tiny pages are built', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`${i % 10}/p${i}.html`, `<html lang=en><title>p${i}</title><p>word${i}`]),
  )
  const site = siteOf(files)
  expect(await site.build()).toMatchObject({ pages: 10_000, sections: 10_000, warnings: [] })
  expect((await (await site.attached()).index('en').search('word7777')).hits[0]).toMatchObject({ url: '/7/p7777.html' })
})

const statOf = (site: SiteFolder, path: string): number => statSync(join(site.folder, 'seekling', path)).mtimeMs
