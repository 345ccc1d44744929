/**
 * The demo's records as the HTML pages of a documentation site, for measuring the site's build: a
 * page for each interface, property or element, a section for each thing it has, and around them
 * what pages have around their content. Same packages in, same pages out.
 *
 * As a command: `node scripts/site-pages.mjs FOLDER [--pages 3000]` writes them there.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readFeatures } from './demo-data.mjs'

/** Records on a page at most: those of one interface go on on a second one. */
const mostSections = 9

/**
 * @typedef {object} SitePage
 * @property {string} path From the folder of the site.
 * @property {string} title
 * @property {{ anchor: string, heading: string, words: string }[]} sections
 * @property {string} html
 */

/**
 * At most `count` pages, in the order of the records.
 * @returns {SitePage[]}
 */
export function sitePages(count = Number.POSITIVE_INFINITY) {
  /** @type {Map<string, any[]>} */
  const groups = new Map()
  for (const record of readFeatures()) {
    const key = record.path
      .split('.')
      .slice(0, 3)
      .join('.')
      .split('.')
      .slice(0, isLeafy(record) ? 2 : 3)
      .join('/')
    groups.set(key, [...(groups.get(key) ?? []), record])
  }
  /** @type {{ path: string, records: any[] }[]} */
  const pages = []
  for (const [key, records] of groups) {
    for (let at = 0; at < records.length; at += mostSections) {
      const path = at === 0 ? key : `${key}-${at / mostSections + 1}`
      pages.push({ path: `${path.replace(/[^\w/-]/g, '_')}/index.html`, records: records.slice(at, at + mostSections) })
    }
  }
  const chosen = pages.slice(0, count)
  const links = chosen.filter((_, at) => at % Math.ceil(chosen.length / 80) === 0).map(({ path }) => path)
  return chosen.map(({ path, records }) => pageOf(path, records, links))
}

/** Interfaces and what they have make a page; below that, each thing has its own. */
const isLeafy = ({ path }) => path.split('.').length <= 3

function pageOf(path, records, links) {
  const [first] = records
  const title = records.length > 1 && /-\d+\//.test(path) ? `${first.words} and others` : first.words
  const sections = records.map((record, at) => ({
    anchor: `${record.id.toLowerCase()}-${at}`,
    heading: record.name,
    words: record.words,
    html: sectionOf(record, `${record.id.toLowerCase()}-${at}`),
  }))
  const body = sections.map(({ html }) => html).join('\n')
  return {
    path,
    title,
    sections: sections.map(({ html, ...rest }) => rest),
    html: layout({ title, first, body, links }),
  }
}

function sectionOf(record, anchor) {
  const rows = Object.entries(record.support)
    .map(([browser, version]) => `<tr><td>${escaped(browser)}</td><td>${version}</td></tr>`)
    .join('')
  const state = record.deprecated ? 'It is deprecated and should not be used in new projects.' : ''
  const baseline = record.baseline ? `Its Baseline status is <strong>${record.baseline}</strong>.` : ''
  return `<h2 id="${anchor}">${escaped(record.name)} <a class="header-anchor" href="#${anchor}" aria-label="Permalink">#</a></h2>
<p>${escaped(record.description || `The ${record.words} feature belongs to ${record.category}.`)} ${state} ${baseline}</p>
<div class="language-js"><button title="Copy">Copy</button><pre><code><span class="line"><span class="k">const</span> ${escaped(record.name.replace(/\W+/g, '_'))} = ${escaped(record.path)}</span>
<span class="line">console.log(<span class="s">'${escaped(record.words)}'</span>)</span></code></pre></div>
<p>See the <a href="${escaped(record.spec_url ?? '/spec/')}">specification</a> for <code>${escaped(record.path)}</code> and the notes on compatibility.</p>
<table><thead><tr><th>Browser</th><th>Since</th></tr></thead><tbody>${rows}</tbody></table>`
}

function layout({ title, first, body, links }) {
  const items = links
    .map((link) => `<li class="item"><a class="link" href="/${link}">${escaped(link)}</a></li>`)
    .join('\n')
  return `<!DOCTYPE html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<title>${escaped(title)} | Web platform</title>
<meta name="description" content="${escaped(first.description.slice(0, 150))}">
<meta property="og:image" content="/images/card.png">
<link rel="stylesheet" href="/assets/style.css">
<script type="module" src="/assets/app.js"></script>
</head>
<body>
<header class="nav-bar"><a href="/">Web platform</a><nav aria-label="Main"><ul><li><a href="/guide/">Guide</a></li><li><a href="/reference/">Reference</a></li></ul></nav></header>
<aside class="sidebar"><nav aria-label="Pages"><ul>
${items}
</ul></nav></aside>
<main>
<article data-pagefind-filter="category:${escaped(first.category)}">
<h1>${escaped(title)}</h1>
<p>${escaped(first.feature ?? first.category)}: what <em>${escaped(title)}</em> is, and since when browsers have it &mdash; with examples.</p>
${body}
</article>
</main>
<footer><p>Made of browser-compat-data &amp; web-features. <a href="/imprint/">Imprint</a></p></footer>
<script>window.__page = ${JSON.stringify({ path: first.path }).replaceAll('<', '\\u003c')}</script>
</body>
</html>
`
}

const signs = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => signs[sign])

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { pages: { type: 'string', default: '3000' } },
    allowPositionals: true,
  })
  const [folder] = positionals
  if (folder === undefined) throw new Error('Name the folder: node scripts/site-pages.mjs FOLDER')
  const pages = sitePages(Number(values.pages))
  for (const { path, html } of pages) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, html)
  }
  console.log(`${pages.length} pages, ${pages.reduce((sum, { sections }) => sum + sections.length, 0)} sections`)
}
