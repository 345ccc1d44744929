/** From a page's HTML to the documents of its sections. */
import { describe, expect, test } from 'vitest'
import { checkSiteOptions } from '../../../src/site/check-options.ts'
import type { SectionDocument } from '../../../src/site/entry.ts'
import { readHtml } from '../../../src/site/html/read-html.ts'
import type { SiteOptions } from '../../../src/site/options.ts'

const read = (html: string, options: SiteOptions = {}) => {
  const checked = checkSiteOptions({ folder: '.', ...options })
  const { page, documents } = readHtml({ html, page: '/a.html', hasLines: true }, checked)
  const lines = documents.split('\n').filter((line) => line !== '')
  return { page, documents: lines.map((line): SectionDocument => JSON.parse(line)), warnings: page.warnings }
}

/** The texts of a page, section by section. */
const texts = (html: string, options?: SiteOptions): string[] => read(html, options).documents.map(({ text }) => text)

/** Headings with what is above each, and where a link to it leads. */
const outline = (html: string): string[] =>
  read(html).documents.map(({ url, hierarchy, section }) => [...hierarchy, section, url.slice(7)].join(' > '))

describe('the content', () => {
  test.each([
    ['<body><p>a<nav>n</nav><main><p>b</main>', 'b'],
    ['<p>a<article>b</article><p>c<article>d</article>', 'b\nd'],
    ['<p>a<p>b', 'a\nb'],
    ['<main>m<div data-seekling-body>b<p data-seekling-body>c</p></div></main>', 'b\nc'],
    ['<main>m<div data-pagefind-body>b</div></main>', 'b'],
    ['<div role="main">b</div><p>c', 'b'],
    ['<main>a<header>h</header><footer>f</footer><aside>s</aside><form>o</form>z</main>', 'az'],
    ['<main>a<p hidden>h</p><p hidden="until-found">u</p><p aria-hidden="true">x</p></main>', 'a\nu'],
    ['<main>a<p data-seekling-ignore>i</p><p data-pagefind-ignore="all">j</p>z</main>', 'az'],
    ['<main>a<template><p>t</p></template><noscript>n</noscript><button>Copy</button>z</main>', 'az'],
    ['<main>a<svg><title>icon</title><style>.b{}</style><text>drawn</text></svg>z</main>', 'az'],
    ['<main>a<script>s()</script><style>b{}</style>z</main>', 'az'],
    ['<body hidden>a<form>f</form>', 'a'],
    ['<main hidden>a</main><main>b</main>', 'b'],
    ['<form data-seekling-body>a<header>h</header></form>', 'a'],
    ['<main>a<details><summary>b</summary>c</details></main>', 'a\nb\nc'],
  ])('of %s is %j', (html, expected) => {
    expect(texts(`<title>T</title>${html}`)).toEqual([expected])
  })

  test('is what the options select, less what they ignore', () => {
    const html = '<title>T</title><main>m</main><div class="doc">d<span class="toc">t</span><b id="x">e</b></div>'
    expect(texts(html, { content: '.doc' })).toEqual(['dte'])
    expect(texts(html, { content: 'body > .doc, .doc', ignore: ['.toc', '#x'] })).toEqual(['d'])
    expect(texts('<title>T</title><main>m</main><footer>f</footer>', { content: 'footer' })).toEqual(['f'])
    // A page that has none of it is read by the rules for all pages.
    expect(texts(html, { content: '.none' })).toEqual(['m'])
  })

  test('keeps code, and words whole across inline elements', () => {
    const html = `<title>T</title><main><p>un<b>believ</b>able <code>let x</code></p><ul><li>one<li>two</ul>
      <pre><code><span>a</span> = <span>b</span>;
      c()</code></pre><table><tr><td>x<td>y</table>line<br>break soft<wbr>wrap</main>`
    expect(texts(html)).toEqual(['unbelievable let x\none\ntwo\na = b; c()\nx\ny\nline break softwrap'])
  })

  test('has entities and white space as a reader sees them', () => {
    expect(
      texts('<title>T</title><main>caf&eacute; &lt;b&gt; &amp;amp; &#x1F600; &#169 &nbsp; x\n\n y &nosuch;'),
    ).toEqual(['café <b> &amp; 😀 © x y &nosuch;'])
  })
})

describe('sections', () => {
  test('begin at headings that can be linked to, with the headings above', () => {
    const html = `<main><h1 id="t">Title</h1>intro<h2 id="a">A</h2>1<h3 id="b">B</h3>2<h2 id="c">C</h2>3
      <h4 id="d">D</h4>4<h3>no id</h3>5</main>`
    expect(outline(html)).toEqual([' > ', 'A > #a', 'A > B > #b', 'C > #c', 'C > D > #d'])
    expect(texts(html)).toEqual(['intro', '1', '2', '3', '4\nno id\n5'])
    expect(read(html).documents.every(({ title }) => title === 'Title')).toBe(true)
  })

  test.each([
    ['<h2 id="x">Own</h2>', 'Own'],
    ['<h2 id="x">Own <a class="header-anchor" href="#x" aria-label="Permalink">&#8203;</a></h2>', 'Own'],
    ['<h2 id="x">Own<a class="headerlink" href="#x" title="Permanent link">¶</a></h2>', 'Own'],
    ['<h2 id="x">Own<a class="anchor" href="#x">link</a></h2>', 'Own'],
    ['<h4 id="x">fn <a href="#x" class="fn">own</a>()</h4>', 'fn own()'],
    ['<h2 id="x"><a class="anchor" href="#x">Own</a></h2>', 'Own'],
    ['<h2><a id="x"></a>Own</h2>', 'Own'],
    ['<h2><a name="x">Own</a></h2>', 'Own'],
    ['<h2 id="x"><a href="#x">Own</a></h2>', 'Own'],
    ['<a id="x"></a>\n<h2>Own</h2>', 'Own'],
    ['<section id="x"><h2>Own</h2>text</section>', 'Own'],
    ['<div class="section" id="x">\n<h2>Own</h2>text</div>', 'Own'],
    ['<section id="x"><div>1.0 <a href="/src">Source</a></div><a href="#x">§</a><h4>Own</h4></section>', 'Own'],
    ['<section id="x"><div><h2>Own</h2></div><h3>other</h3>text</section>', 'Own'],
    ['<div class="wrapper"><h2 id="x">Own</h2><a href="#x">Section titled Own</a></div>text', 'Own'],
    ['<dl><dt id="x" title="Own"><code>own()</code></dt></dl>', 'Own'],
  ])('begin at %s', (html, heading) => {
    const { documents } = read(`<title>T</title><main><p>before</p>${html}</main>`)
    expect(documents.map(({ section, url }) => [section, url])).toEqual([
      ['', '/a.html'],
      [heading, '/a.html#x'],
    ])
    expect(documents.map(({ text }) => text).join()).not.toMatch(/titled|§/)
  })

  test('at an element with an id and a title end where that ends', () => {
    const html = '<title>T</title><main><h2 id="h">H</h2>1<div id="d" title="D">2</div>3</main>'
    expect(texts(html)).toEqual(['', '1\n3', '2'])
    expect(outline(html)).toEqual([' > ', 'H > #h', 'H > D > #d'])
  })

  test('with one id twice keep ids of their own, and the line is told', () => {
    const { documents, warnings } = read('<title>T</title>\n<main><h2 id="x">A</h2>1\n<h2 id="x">B</h2>2</main>')
    expect(documents.map(({ url }) => url)).toEqual(['/a.html', '/a.html#x', '/a.html#x'])
    expect(new Set(documents.map(({ id }) => id)).size).toBe(3)
    expect(warnings).toEqual([{ line: 3, message: expect.stringContaining('"x" is there twice') }])
  })

  test('without an id are one, and that is told', () => {
    const { documents, warnings } = read('<title>T</title><main><h2>A</h2>1<h2>B</h2>2</main>')
    expect(documents.map(({ text }) => text)).toEqual(['A\n1\nB\n2'])
    expect(warnings).toEqual([{ line: 1, message: expect.stringContaining('None of its headings has an id') }])
  })

  test('have links that browsers follow, whatever their ids are', () => {
    const { documents } = read('<title>T</title><main><h2 id="a b%&quot;é">A</h2>x</main>')
    expect(documents[1].url).toBe('/a.html#a%20b%25%22é')
  })
})

describe('what a page says of itself', () => {
  test.each([
    ['<title>Tag</title><main><h1>Head</h1>x</main>', 'Head'],
    ['<title>Tag</title><main><header><h1>Head <a href="#h">#</a></h1></header>x</main>', 'Head'],
    ['<title>Tag</title><h1>Banner</h1><main><h1>Head</h1>x</main>', 'Head'],
    ['<title>Tag</title><meta property="og:title" content="Graph"><main>x</main>', 'Graph'],
    ['<title> Tag\n of it </title><main>x</main>', 'Tag of it'],
    ['<title>Tag</title><main><h1>Head</h1><p data-pagefind-meta="title">Marked</p>x</main>', 'Marked'],
    ['<title>Tag</title><main><h1>Head</h1><p data-seekling-title>Ours</p>x</main>', 'Ours'],
    ['<svg><title>Icon</title></svg><title>Tag</title><main>x</main>', 'Tag'],
    ['<main>x</main>', 'a'],
    ['<title>Page | Site</title><h1>Page</h1><main>x</main>', 'Page'],
    ['<title>Page - Site</title><h1>Site</h1><main>x<h2 id="p">Page</h2></main>', 'Page'],
    ['<title>Page – The Site</title><meta property="og:site_name" content="The Site"><main>x</main>', 'Page'],
    ['<title>Website</title><meta property="og:site_name" content="site"><main>x</main>', 'Website'],
    ['<title>Site</title><h1>Site</h1><main>x</main>', 'Site'],
    ['<h1>Site</h1><main>x</main>', 'Site'],
  ])('is its title: %s gives %j', (html, title) => {
    expect(read(html).documents[0].title).toBe(title)
  })

  test('is its language, and what is shown with hits', () => {
    const { documents, page } = read(`<html lang="pt-BR"><head><title>T</title>
      <meta name="description" content="What it is."><meta property="og:image" content="/i.png">
      <meta property="article:published_time" content="2026-01-02"><meta name="docsearch:version" content="2.0">
      </head><main>x<h2 id="s">S</h2>y<img data-pagefind-meta="image[src], alt[alt]" src="/own.png" alt="Own"></main>`)
    expect(page).toMatchObject({ lang: 'pt-br', filters: { version: '2.0' } })
    expect(documents[0]).toMatchObject({
      lang: 'pt-BR',
      version: '2.0',
      meta: { description: 'What it is.', image: '/own.png', alt: 'Own', date: '2026-01-02' },
    })
    expect(documents[1].meta).toEqual({ image: '/own.png', alt: 'Own', date: '2026-01-02' })
  })

  test('is what to filter and to sort by, in each way that Pagefind knows', () => {
    const { documents, page, warnings } = read(`<html><head><title>T</title>
      <meta data-pagefind-filter="area[content]" content="api"></head><main>x
      <p data-pagefind-filter="author">Ada <b>L.</b></p><p data-pagefind-filter="author">Bob</p>
      <p data-pagefind-filter="kind:guide, or so" data-pagefind-sort="order:12, date[data-d]" data-d="never">z</p>
      <p data-seekling-filter="text:own">w</p></main>`)
    expect(documents[0]).toMatchObject({ area: 'api', author: ['Ada L.', 'Bob'], kind: 'guide, or so' })
    expect(documents[0].text).toContain('Ada L.')
    expect(page).toMatchObject({
      filters: { area: 'api', author: ['Ada L.', 'Bob'], kind: 'guide, or so' },
      sorts: ['order'],
    })
    expect(warnings).toEqual([{ line: 1, message: expect.stringContaining('"text" is what Seekling calls') }])
  })

  test('is nothing by a name that changes what an object is', () => {
    const { documents, warnings } = read(`<title>T</title><main>x<p data-pagefind-meta="__proto__:a">y</p>
      <p data-pagefind-filter="__proto__:b" data-pagefind-sort="__proto__:c">z</p></main>`)
    expect(JSON.stringify(documents)).not.toContain('__proto__')
    expect(new Set(warnings.map(({ message }) => message))).toEqual(
      new Set([expect.stringMatching(/^"__proto__" is what JavaScript calls something else/)]),
    )
  })

  test('is which texts weigh more or less, and which attributes are text', () => {
    const { documents, warnings } = read(`<title>T</title><main>a<p data-pagefind-weight="5">heavy</p>
      <p data-pagefind-weight="0.2">light</p><img data-pagefind-index-attrs="alt,data-x" alt="seen" data-x="too">
      <p data-seekling-weight="much">b</p></main>`)
    expect(documents[0]).toMatchObject({ text: 'a\nheavy\nseen\ntoo\nb', weighty: 'heavy', minor: 'light' })
    expect(warnings).toEqual([{ line: 3, message: expect.stringContaining('not "much"') }])
  })

  test.each([
    ['<meta name="robots" content="NOINDEX, nofollow"><p>x', 'noindex'],
    ['<meta name="robots" content="none"><p>x', 'noindex'],
    ['<meta name="robots" content="index, nofollow"><p>x', undefined],
    ['<meta http-equiv="Refresh" content="0;URL=/b"><p>x', 'redirect'],
    ['<meta http-equiv="refresh" content="30"><p>x', undefined],
    ['<title>T</title><main> <img> </main>', 'empty'],
    ['', 'empty'],
  ])('is whether it is to be found: %s is %s', (html, skipped) => {
    expect(read(html).page.skipped).toBe(skipped)
  })
})

describe('hostile pages', () => {
  test.each([
    ['unclosed', '<title>T</title><body><main><p>a<div>b<ul><li>c<li>d'],
    ['closed twice', '<title>T</title><main></p></div>a</b></main></main>'],
    ['wrongly nested', '<title>T</title><main><b><i>a</b>b</i><p><table><p>c</table>'],
    ['cut in a tag', '<title>T</title><main>a<p class="x'],
    ['cut in a comment', '<title>T</title><main>a<!-- b'],
    ['with attributes of objects', '<title>T</title><main __proto__="x" constructor="y">a<p id="__proto__">b'],
    ['with a null character', '<title>T</title><main>a\u0000b'],
  ])('that are %s are read', (_, html) => {
    expect(read(html).page.url).toBe('/a.html')
  })

  test('as deep as they are long do not end the build', () => {
    const depth = 20_000
    const { documents } = read(`<title>T</title><main>${'<div>'.repeat(depth)}deep${'</div>'.repeat(depth)}</main>`)
    expect(documents.map(({ text }) => text)).toEqual(['deep'])
  })

  test('with twenty thousand headings in one section take no more than their length', () => {
    const { documents } = read(`<title>T</title><main><section id="x">${'<h2>a</h2>b'.repeat(20_000)}</section></main>`)
    expect(documents.slice(0, 2).map(({ section, url }) => [section, url])).toEqual([
      ['', '/a.html'],
      ['a', '/a.html#x'],
    ])
  })

  test('of five megabytes are cut into documents an engine takes, without losing a word', () => {
    const words = Array.from({ length: 700_000 }, (_, i) => `word${i % 977}`)
    const { documents, page } = read(`<title>T</title><main>${words.join(' ')}</main>`)
    expect(documents.map(({ text }) => text).join(' ')).toBe(words.join(' '))
    expect(Math.max(...documents.map(({ text }) => text.length))).toBeLessThanOrEqual(50_000)
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length)
    expect(page.words).toBe(700_000)
  })

  test('with a word that has no end are cut between characters', () => {
    const { documents } = read(`<title>T</title><main>x${'😀'.repeat(60_000)}</main>`)
    expect(documents.map(({ text }) => text).join('')).toBe(`x${'😀'.repeat(60_000)}`)
    expect(documents.map(({ text }) => text).every((text) => decodeURI(encodeURI(text)) === text)).toBe(true)
  })
})
