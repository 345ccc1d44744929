/**
 * A small site of documentation as `seekling build` leaves it: pages, the folder of its index in
 * three languages, and the scripts of the package. For tests of the search box.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { open, presets } from '../../src/in-thread.ts'
import type { Folder } from './snapshot-files.ts'

/** As the build step writes them. */
type Section = {
  readonly id: string
  readonly url: string
  readonly page: string
  readonly title: string
  readonly section: string
  readonly hierarchy: readonly string[]
  readonly text: string
  readonly lang: string
  readonly version: string
  readonly meta: { readonly description: string }
}

/** Title of the page; then by heading (the first is none) what stands below it. */
type Pages = Readonly<Record<string, readonly (readonly [heading: string, text: string])[]>>

const english: Pages = {
  'Getting started': [
    ['', 'Seekling is a search engine that lives in a web page. This guide takes five minutes.'],
    ['Installation', 'Install the package with npm install. Installation needs Node 20 or newer and nothing else.'],
    ['Your first index', 'An index is made by the first document. Add documents, wait for the update, and search.'],
  ],
  Configuration: [
    ['', 'Every option has a default that suits most sites. Configure only what you need.'],
    ['Options', 'The configuration file exports an object of options: base, selectors and languages.'],
    ['Environment variables', 'Configuration may read environment variables while the site is built, never in a page.'],
  ],
  Routing: [
    ['', 'Routes map addresses to pages. Routing works in every framework and without one.'],
    ['Dynamic routes', 'A dynamic route has a parameter in brackets. The router passes it to the page.'],
    ['Redirects', 'Redirects send visitors of an old address to a new one. They are left out of the index.'],
    ['Middleware', 'Middleware runs before a route is rendered and may answer in its place.'],
  ],
  Deployment: [
    ['', 'Deploy the folder of the site to any static host. There is no server to run.'],
    [
      'Content security policy',
      'The box needs script-src, connect-src, worker-src and style-src of self. Nothing inline.',
    ],
    ['Offline', 'With a service worker the whole site is there offline, its search included.'],
    [
      'Rollback',
      'To roll a deployment back, put the folder of the last build in its place. Installation is not needed again.',
    ],
  ],
}

const german: Pages = {
  Einrichtung: [
    ['', 'Diese Anleitung führt in fünf Minuten durch die Einrichtung.'],
    ['Paket installieren', 'Das Paket wird mit npm installiert. Mehr braucht es nicht.'],
  ],
}

const arabic: Pages = {
  'البدء السريع': [
    ['', 'محرك بحث يعمل داخل صفحة الويب. يستغرق هذا الدليل خمس دقائق.'],
    ['التثبيت', 'يتم تثبيت الحزمة بواسطة npm ولا تحتاج إلى خادم. تثبيت الحزمة سهل.'],
    ['الفهرس الأول', 'يتكون الفهرس من المستندات التي تضيفها ثم يمكن البحث فيه بعد تثبيت الحزمة.'],
  ],
}

const slug = (text: string) => text.toLowerCase().replace(/\s+/g, '-')

function sectionsOf(lang: string, pages: Pages): Section[] {
  return Object.entries(pages).flatMap(([title, parts], at) =>
    parts.map(([section, text], i) => {
      const page = `/docs/${lang}-${at}.html`
      return {
        id: `${lang}-${at}-${i}`,
        url: section === '' ? page : `${page}#${slug(section)}`,
        page,
        title,
        section,
        hierarchy: i > 1 ? [parts[1][0]] : [],
        text,
        lang,
        version: at % 2 === 0 ? '1.0' : '2.0',
        meta: { description: parts[0][1] },
      }
    }),
  )
}

/** `number` pages more, for "More results". */
function filler(number: number): Pages {
  return Object.fromEntries(
    Array.from({ length: number }, (_, i) => [`Recipe ${i + 1}`, [['', `A recipe about caching, number ${i + 1}.`]]]),
  )
}

export interface DocsSite {
  /** By path below `/seekling/`. */
  readonly folder: Folder
  /** HTML by path. */
  readonly pages: ReadonlyMap<string, string>
}

/** `news`: the text of one more page, as of a later build. */
export async function docsSite(news?: string): Promise<DocsSite> {
  const more: Pages = { ...filler(24), ...(news === undefined ? {} : { News: [['', news]] }) }
  const sections = {
    en: sectionsOf('en', { ...english, ...more }),
    de: sectionsOf('de', german),
    ar: sectionsOf('ar', arabic),
  }
  const client = await open({ storage: 'memory' })
  for (const [lang, documents] of Object.entries(sections)) {
    const index = client.index(lang)
    await index.updateSettings({
      ...presets.documentation,
      searchableAttributes: ['title', 'section', 'hierarchy', 'text'],
      filterableAttributes: ['page', 'version'],
      searchDefaults: {
        ...presets.documentation.searchDefaults,
        groupBy: { attribute: 'page', size: 3 },
        attributesToHighlight: ['title', 'section', 'text'],
        attributesToCrop: ['text'],
        cropLength: 20,
      },
    })
    const { updateId } = await index.addDocuments(documents)
    await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
  }
  const folder: Folder = new Map()
  for await (const { path, bytes } of client.exportSnapshotFiles()) folder.set(path, bytes)
  await client.close()
  const languages = Object.fromEntries(Object.keys(sections).map((lang) => [lang, { index: lang }]))
  const site = { format: 1, languages, default: 'en', facets: ['version'] }
  folder.set('site.json', new TextEncoder().encode(JSON.stringify(site)))
  return { folder, pages: pagesOf(Object.values(sections).flat()) }
}

/** The scripts that the package has for a page, by file name. */
export function packageScripts(): Folder {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
  return new Map(
    readdirSync(dist)
      .filter((name) => name.endsWith('.js'))
      .map((name) => [name, new Uint8Array(readFileSync(`${dist}${name}`))]),
  )
}

function pagesOf(sections: readonly Section[]): Map<string, string> {
  const pages = new Map<string, string>()
  for (const { page, title, section, text, url, lang } of sections) {
    const before = pages.get(page) ?? `${head(title, lang)}<h1>${title}</h1>`
    // Room between, so that the place one comes to tells which link was taken.
    const heading = section === '' ? '' : `<h2 id="${url.split('#')[1]}">${section}</h2>`
    pages.set(page, `${before}${heading}<p>${text}</p>${'<p>&nbsp;</p>'.repeat(30)}`)
  }
  return pages
}

/** What every page of a site begins with; `box`: attributes of the search box. */
export const head = (title: string, lang: string, box = ''): string =>
  `<!doctype html><html lang="${lang}"${lang === 'ar' ? ' dir="rtl"' : ''}><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width"><title>${title}</title>` +
  `<link rel="stylesheet" href="/site.css"><script src="/site.js"></script>` +
  `<script type="module" src="/seekling/search-box.js"></script></head><body><main>` +
  `<seekling-search ${box}></seekling-search>`
