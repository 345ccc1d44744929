/**
 * The documentation as a site: `npm run docs` while it is written, `npm run build:docs` for the
 * folder to upload. Its search is the package's own plugin, as any site would have it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import seekling from 'seekling/vitepress'
import { writeApiPages } from '../../scripts/api-pages.mjs'
import { drawings } from './drawings.js'
import { emptyHeaders } from './empty-headers.js'
import { outgoingLinks } from './outgoing-links.js'
import { sidebarsOf } from './sidebar.js'

// Before VitePress looks for pages.
writeApiPages()

const docs = fileURLToPath(new URL('../', import.meta.url))

/** The icon of the demo. */
const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(join(docs, '../public/icon.svg'), 'utf8'))}`

export default {
  lang: 'en',
  title: 'Seekling',
  description: 'A search engine that lives in a web page: typo-tolerant ranked search, offline, without a server.',
  base: process.env.SEEKLING_DOCS_BASE ?? '/',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: icon }]],
  // Decisions are for those who change the code; they read them in the repository.
  srcExclude: ['decisions/**'],
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    // The usual ones have too little contrast on the background of code.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (renderer) => {
      outgoingLinks(renderer, docs)
      drawings(renderer, docs)
      emptyHeaders(renderer)
    },
  },
  // Pages are small and load at once; a visitor who reads one is not made to fetch ten.
  router: { prefetchLinks: false },
  themeConfig: {
    siteTitle: 'Seekling',
    logo: icon,
    outline: { level: [2, 3] },
    nav: [
      { text: 'Tutorials', link: '/tutorials/static-site', activeMatch: '^/tutorials/' },
      { text: 'Guides', link: '/guides/site', activeMatch: '^/(guides|recipes|moving)/' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
      { text: 'How it works', link: '/how-it-works/', activeMatch: '^/how-it-works/' },
      { text: 'Benchmarks', link: '/benchmarks/', activeMatch: '^/benchmarks/' },
      { text: 'Playground', link: '/playground' },
    ].filter(({ link }) => existsSync(join(docs, link.replace(/[^/]*$/, '')))),
    sidebar: sidebarsOf(docs),
  },
  vite: {
    plugins: [seekling()],
    // The playground imports the package by its name, which in this project is what was built.
    resolve: { alias: [{ find: /^seekling$/, replacement: join(docs, '../dist/index.js') }] },
  },
}
