/**
 * The sidebars, made of the folders: a page that is there is in one, by its first heading, or by
 * `sidebar` in its front matter. What stands here is only in which order; pages that no list names
 * follow, by `order` in their front matter and then by title. A folder that is not there yet is
 * left out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ text: string, link: string, order: number }} Page
 * @typedef {{ text: string, pages: readonly string[] }} Group
 * @typedef {{ text: string, folder: string, groups?: readonly Group[] }} Section
 */

/** @type {readonly Section[]} */
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
        pages: ['install', 'hooks', 'service-worker', 'http', 'instantsearch', 'differences-from-meilisearch'],
      },
      { text: 'What to know', pages: ['browsers', 'hosts', 'limits', 'sizes', 'csp', 'choose', 'troubleshooting'] },
    ],
  },
  { text: 'Recipes', folder: 'recipes' },
  { text: 'Moving from', folder: 'moving' },
  { text: 'Reference', folder: 'reference' },
  { text: 'How it works', folder: 'how-it-works' },
  { text: 'Benchmarks', folder: 'benchmarks' },
]

/** Folders whose pages have a sidebar of their own; all others share one. */
const apart = ['reference', 'how-it-works', 'benchmarks']

/** @param {string} docs The folder of the documentation. */
export function sidebarsOf(docs) {
  const there = sections.filter(({ folder }) => existsSync(join(docs, folder)))
  const made = there.map((section) => ({ folder: section.folder, group: groupOf(docs, section) }))
  const shared = made.filter(({ folder }) => !apart.includes(folder)).map(({ group }) => group)
  const own = made.filter(({ folder }) => apart.includes(folder))
  return Object.fromEntries([...own.map(({ folder, group }) => [`/${folder}/`, [group]]), ['/', shared]])
}

/**
 * @param {string} docs
 * @param {Section} section
 */
function groupOf(docs, { text, folder, groups = [] }) {
  const pages = pagesIn(docs, folder)
  const isNamed = new Set(groups.flatMap((group) => group.pages))
  const named = groups
    .map((group) => ({ text: group.text, items: group.pages.flatMap((name) => pages.get(name) ?? []) }))
    .flatMap((group) => (group.text === '' ? group.items : [group]))
  const others = [...pages].filter(([name]) => !isNamed.has(name)).map(([, page]) => page)
  return { text, items: [...named, ...others.sort(byOrder), ...foldersIn(docs, folder)] }
}

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
      const front = /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? ''
      const title = /^sidebar: *(.+)$/m.exec(front)?.[1] ?? /^# (.+)$/m.exec(text)?.[1] ?? name
      const order = Number(/^order: *(-?[\d.]+)$/m.exec(front)?.[1] ?? (name === 'index' ? 0 : 1000))
      const link = name === 'index' ? `/${folder}/` : `/${folder}/${name}`
      return [name, { text: title.replaceAll(/[`*]|\\(?=[<[])/g, ''), link, order }]
    }),
  )
}

/**
 * Folders below one: by their front page, which lists the others, or else page by page. Groups that
 * fold are not for everybody: the theme's are buttons in buttons.
 * @param {string} docs
 * @param {string} folder
 * @returns {object[]}
 */
function foldersIn(docs, folder) {
  return readdirSync(join(docs, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const below = `${folder}/${name}`
      const pages = pagesIn(docs, below)
      const front = pages.get('index')
      if (front !== undefined) return [front]
      const text = name[0].toUpperCase() + name.slice(1).replaceAll('-', ' ')
      return pages.size === 0 ? [] : [{ text, items: [...pages.values()].sort(byOrder) }]
    })
}
