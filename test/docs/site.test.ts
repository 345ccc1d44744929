/**
 * The documentation as `npm run build:docs` made it: its search finds for each question the page
 * that answers it, and every link within the site leads to a place that is there. VitePress itself
 * refuses links to pages that are not; places in pages it does not look at.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Parser } from 'htmlparser2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveFiles } from '../../scripts/serve-files.mjs'
import type { Client } from '../../src/index.ts'
import { questions } from './questions.ts'

const built = fileURLToPath(new URL('../../docs/.vitepress/dist/', import.meta.url))
const engine = fileURLToPath(new URL('../../dist/engine.js', import.meta.url))

const pages = existsSync(built)
  ? readdirSync(built, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.html') && name !== '404.html')
  : []

let site: Awaited<ReturnType<typeof serveFiles>>
let client: Client

beforeAll(async () => {
  expect(pages.length, 'Run `npm run build:docs` first').toBeGreaterThan(40)
  site = await serveFiles({ '/': built })
  const { open } = (await import(engine)) as typeof import('../../src/in-thread.ts')
  client = await open({ storage: 'memory' })
  await client.attachSnapshot(`${site.url}/seekling/`)
})

afterAll(async () => {
  await client?.close()
  await site?.close()
})

test.each(questions)('%s', async (question, ...answers) => {
  for (const page of answers) expect(pages).toContain(`${page}.html`)
  // As the box asks, but for how many.
  const { hits } = await client.index('en').search(question, { limit: 3 })
  const found = hits.map(({ page }) =>
    String(page)
      .replace(/\/$/, '/index')
      .replace(/^\/|\.html$/g, ''),
  )
  expect(
    found.some((page) => answers.includes(page)),
    `found: ${found.join(', ')}`,
  ).toBe(true)
})

test('every link within the site leads to a place that is there', () => {
  const read = new Map(pages.map((page) => [page, linksAndPlaces(readFileSync(join(built, page), 'utf8'))]))
  const broken = [...read].flatMap(([page, { links }]) =>
    [...links].flatMap((link) => {
      const [path, place = ''] = link.split('#')
      const target = path === '' ? page : posix.join(posix.dirname(page), path.startsWith('/') ? '/' : '', path)
      const file = path.startsWith('/') ? path.slice(1) : target
      const found = read.get(file === '' || file.endsWith('/') ? `${file}index.html` : file)
      if (found === undefined) return existsSync(join(built, file)) ? [] : [`${page}: ${link}`]
      return place === '' || found.places.has(decodeURIComponent(place)) ? [] : [`${page}: ${link}`]
    }),
  )
  expect(broken).toEqual([])
})

function linksAndPlaces(html: string): { links: Set<string>; places: Set<string> } {
  const links = new Set<string>()
  const places = new Set<string>()
  const parser = new Parser({
    onopentag(name, { href, id }) {
      if (name === 'a' && href !== undefined && !/^[a-z]+:/.test(href)) links.add(href)
      if (id !== undefined) places.add(id)
    },
  })
  parser.end(html)
  return { links, places }
}
