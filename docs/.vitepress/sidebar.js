/**
 * The sidebar, made of the folders: a page that is there is in it, by its first heading. What
 * stands here is only in which order; pages that no list names follow, by `order` in their front
 * matter and then by title. A folder that is not there yet is left out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ text: string, pages?: readonly string[] }} Group */
/** @type {readonly { text: string, folder: string, groups?: readonly Group[] }[]} */
const sections = [
  {
    text: 'Tutorials',
    folder: 'tutorials',
    groups: [{ text: '', pages: ['static-site', 'offline-app', 'meilisearch'] }],
  },
  {
    text: 'Guides',
    folder: 'guides',
    groups: [
      { text: 'A site', pages: ['site', 'search-box', 'generators'] },
      { text: 'Documents and search', pages: ['documents', 'relevance', 'questions', 'facets', 'results'] },
      { text: 'Storage', pages: ['updates', 'tabs', 'offline', 'snapshots', 'dumps', 'privacy'] },
      {
        text: 'In your app',
        pages: ['hooks', 'service-worker', 'http', 'instantsearch', 'differences-from-meilisearch'],
      },
      { text: 'What to know', pages: ['browsers', 'limits', 'sizes', 'csp', 'troubleshooting'] },
    ],
  },
  { text: 'Recipes', folder: 'recipes' },
  { text: 'Moving from', folder: 'moving' },
  { text: 'How it works', folder: 'how-it-works' },
  { text: 'Reference', folder: 'reference' },
  { text: 'Benchmarks', folder: 'benchmarks' },
]

/** @param {string} docs The folder of the documentation. */
export function sidebarOf(docs) {
  return sections
    .filter(({ folder }) => existsSync(join(docs, folder)))
    .map(({ text, folder, groups = [] }) => {
      const pages = pagesIn(docs, folder)
      const named = groups.map((group) => ({
        text: group.text,
        items: (group.pages ?? []).flatMap((name) => pages.get(name) ?? []),
      }))
      const isNamed = new Set(groups.flatMap((group) => group.pages ?? []))
      const others = [...pages].filter(([name]) => !isNamed.has(name)).map(([, page]) => page)
      const inside = named.flatMap((group) => (group.text === '' ? group.items : group.items.length > 0 ? [group] : []))
      return { text, collapsed: false, items: [...inside, ...others.sort(byOrder), ...foldersIn(docs, folder)] }
    })
    .filter(({ items }) => items.length > 0)
}

/** @typedef {{ text: string, link: string, order: number }} Page */

/** @type {(a: Page, b: Page) => number} */
const byOrder = (a, b) => a.order - b.order || a.text.localeCompare(b.text, 'en')

/**
 * The pages directly in a folder, by the names of their files.
 * @param {string} docs
 * @param {string} folder
 * @returns {Map<string, Page>}
 */
function pagesIn(docs, folder) {
  const names = readdirSync(join(docs, folder)).filter((name) => name.endsWith('.md'))
  return new Map(
    names.map((file) => {
      const name = file.slice(0, -3)
      const text = readFileSync(join(docs, folder, file), 'utf8')
      const heading = /^# (.+)$/m.exec(text)?.[1] ?? name
      const front = /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? ''
      const title = /^sidebar: *(.+)$/m.exec(front)?.[1] ?? heading
      const order = Number(/^order: *(-?[\d.]+)$/m.exec(front)?.[1] ?? (name === 'index' ? 0 : 1000))
      const link = name === 'index' ? `/${folder}/` : `/${folder}/${name}`
      return [name, { text: title.replaceAll(/[`*]|\\(?=[<[])/g, ''), link, order }]
    }),
  )
}

/**
 * Folders below one, each a group that is opened by hand.
 * @param {string} docs
 * @param {string} folder
 * @returns {{ text: string, collapsed: boolean, items: object[] }[]}
 */
function foldersIn(docs, folder) {
  return readdirSync(join(docs, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const below = `${folder}/${name}`
      const items = [...[...pagesIn(docs, below).values()].sort(byOrder), ...foldersIn(docs, below)]
      return { text: name[0].toUpperCase() + name.slice(1).replaceAll('-', ' '), collapsed: true, items }
    })
    .filter(({ items }) => items.length > 0)
}
