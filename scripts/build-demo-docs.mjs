/**
 * Writes `public/documentation/`: the guides of docs as plain pages, and their search as any site
 * gets it, made by the built package over these pages. Run `npm run build` before it.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Marked } from 'marked'

const root = fileURLToPath(new URL('..', import.meta.url))
const output = join(root, 'public/documentation')
const site = join(root, 'dist/site.js')
if (!existsSync(site)) throw new Error('The documentation is searched by the built package. Run "npm run build" first.')

/** In the order of the menu. */
const folders = { tutorials: 'Tutorials', guides: 'Guides', recipes: 'Recipes', reference: 'Reference' }

const pages = Object.keys(folders)
  .filter((folder) => existsSync(join(root, 'docs', folder)))
  .flatMap((folder) =>
    readdirSync(join(root, 'docs', folder))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => readPage(folder, name)),
  )

rmSync(output, { recursive: true, force: true })
for (const page of [frontPage(), ...pages]) {
  const file = join(output, page.path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, layout(page))
}
for (const name of ['page.css', 'page.js']) copyFileSync(join(root, 'demo/documentation', name), join(output, name))
copyFileSync(join(root, 'demo/colours.css'), join(output, 'colours.css'))
const { buildSite } = await import(site)
const { warnings } = await buildSite({ folder: output, base: '/documentation/', cache: false })
for (const { message } of warnings) console.warn(`demo documentation: ${message}`)
console.log(`demo documentation: ${pages.length} pages`)

/**
 * @typedef {object} Page
 * @property {string} path From the folder of the documentation.
 * @property {string} title
 * @property {string} html
 */

/**
 * @param {string} folder
 * @param {string} name
 * @returns {Page}
 */
function readPage(folder, name) {
  const text = readFileSync(join(root, 'docs', folder, name), 'utf8')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^:::.*$/gm, '')
  const title = (/^# (.+)$/m.exec(text)?.[1] ?? name).replaceAll(/[`*]/g, '')
  return { path: `${folder}/${name.replace(/\.md$/, '.html')}`, title, html: htmlOf(text) }
}

/** @param {string} text */
function htmlOf(text) {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: heading }) {
        return `<h${depth} id="${anchorOf(heading)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      // Pages lead to pages; files of the repository are not here.
      link({ href, tokens }) {
        const label = this.parser.parseInline(tokens)
        const inside = /^(?!\w+:|\/)[^#]*\.md(?=#|$)/.test(href)
        if (!/^(https?:|#)/.test(href) && (!inside || /\/(decisions|moving|how-it-works|benchmarks)\//.test(href)))
          return label
        return `<a href="${href.replace(/\.md(?=#|$)/, '.html')}">${label}</a>`
      },
    },
  })
  return /** @type {string} */ (marked.parse(text))
}

/** @param {string} heading */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s+/g, '-')
}

/** @returns {Page} */
function frontPage() {
  const lists = Object.entries(folders).map(([folder, title]) => {
    const items = pages
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map((page) => `<li><a href="${page.path}">${escaped(page.title)}</a></li>`)
    return items.length === 0 ? '' : `<h2 id="${folder}">${title}</h2>\n<ul class="pages">${items.join('\n')}</ul>`
  })
  const lead =
    '<p>How to use Seekling. Search it with the box above, or <kbd>/</kbd>: the same box, and one command, give a site of yours its search.</p>'
  return { path: 'index.html', title: 'Documentation', html: `<h1>Documentation</h1>\n${lead}\n${lists.join('\n')}` }
}

/** @param {Page} page */
function layout({ path, title, html }) {
  const up = path.includes('/') ? '../' : ''
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'" />
    <title>${escaped(title)} – Seekling</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" type="image/svg+xml" href="${up}../icon.svg" />
    <link rel="stylesheet" href="${up}page.css" />
    <script type="module" src="${up}page.js"></script>
    <script type="module" src="${up}seekling/search-box.js"></script>
  </head>
  <body>
    <header>
      <nav aria-label="Pages"><a href="${up}../index.html">Seekling</a> <a href="${up}index.html">Documentation</a></nav>
      <seekling-search></seekling-search>
    </header>
    <main>
${html}
    </main>
  </body>
</html>
`
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
