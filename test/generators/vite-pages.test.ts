/** Pages of a server that renders them when they are asked for. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { crawledPages } from '../../src/generators/vite-pages.ts'

const html: Record<string, string> = {
  '/docs/': '<a href="guide">g</a><a href="/docs/a/?x#y">a</a><a href="/else/">e</a><a href="logo.png">l</a>',
  '/docs/guide/': '<a href="../a/">a</a><a href="/docs/gone">g</a><a href="b.html#c">b</a><a href="mailto:x@y.z">m</a>',
  '/docs/guide/b.html': '<a href="https://example.org/docs/">away</a><a href="%zz">bad</a>',
  '/docs/a/': 'a <a href="..">up</a>',
  '/docs/%C3%BCber': 'nobody links here',
}
const asked: string[] = []
let server: Server
let site: string

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url)
    if (url === '/docs/guide') return void response.writeHead(302, { location: '/docs/guide/' }).end()
    if (url === '/docs/data') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    response.writeHead(url in html ? 200 : 404, { 'content-type': 'text/html' }).end(html[url])
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  site = `http://localhost:${(server.address() as AddressInfo).port}/docs/`
})
afterAll(() => server.close())

test('each page that links or seeds lead to, once, and nothing outside of the site', async () => {
  const missing = vi.fn()
  const pages = await crawledPages({ site, seeds: ['/über', 'lost', 'data'], onMissing: missing })
  expect(pages.map(({ path }) => path).sort()).toEqual([
    'a/index.html',
    'guide/b.html',
    'guide/index.html',
    'index.html',
    'über.html',
  ])
  expect(asked.filter((url) => url === '/docs/a/')).toHaveLength(1)
  expect(asked.filter((url) => !url.startsWith('/docs/') || url.endsWith('.png'))).toEqual([])
  expect(missing.mock.calls).toEqual([
    [`${site}lost`, 'the server answers 404'],
    [`${site}data`, 'it is no HTML'],
  ])
})
