/** Showing a built site on this machine. */

import type { Server } from 'node:http'
import { get } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { serveSite } from '../../src/site/serve.ts'
import { SiteFolder } from '../support/site-folder.ts'

const open: { server: Server; site: SiteFolder }[] = []
afterEach(async () => {
  for (const { server, site } of open.splice(0)) {
    server.closeAllConnections()
    server.close()
    await site.remove()
  }
})

async function served(base = '/') {
  const site = new SiteFolder({
    'index.html': 'home',
    'guide/index.html': 'guide',
    'guide/a b.html': 'spaced',
    'app.js': 'script',
    'data.bin': Uint8Array.of(1, 2),
    '../secret.html': 'secret',
  })
  const { server, url } = await serveSite(site.folder, base, 0)
  open.push({ server, site })
  /** As it is written: fetch would resolve `..` itself. */
  const ask = (path: string) =>
    new Promise<{ status: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
      const { hostname, port } = new URL(url)
      get({ hostname, port, path }, (response) => {
        let text = ''
        response.on('data', (part) => (text += part))
        response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }))
      }).on('error', reject)
    })
  return { url, ask }
}

test.each([
  ['/', 'home', 'text/html; charset=utf-8'],
  ['/guide/', 'guide', 'text/html; charset=utf-8'],
  ['/guide', 'guide', 'text/html; charset=utf-8'],
  ['/guide/a%20b', 'spaced', 'text/html; charset=utf-8'],
  ['/guide/a%20b.html?x=1', 'spaced', 'text/html; charset=utf-8'],
  ['/app.js', 'script', 'text/javascript; charset=utf-8'],
  ['/data.bin', '\u0001\u0002', 'application/octet-stream'],
])('%s is answered as a host would', async (path, text, type) => {
  expect(await (await served()).ask(path)).toEqual({ status: 200, type, text })
})

const longName = `/${'x'.repeat(300)}`

test.each([
  '/none',
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/%',
  '/guide/none/',
  '/%00',
  longName,
])('%s is not there', async (path) => {
  const { status, text } = await (await served()).ask(path)
  expect(status).toBe(404)
  expect(text).not.toContain('secret')
})

test('a base is where the site lies, and its path alone counts of a URL', async () => {
  for (const base of ['/docs/', 'https://example.org/docs/']) {
    const { url, ask } = await served(base)
    expect(new URL(url).pathname).toBe('/docs/')
    expect(await ask('/docs/guide/')).toMatchObject({ status: 200, text: 'guide' })
    expect(await ask('/guide/')).toMatchObject({ status: 404 })
  }
})

test('a port that is taken is refused by name', async () => {
  const { url } = await served()
  await expect(serveSite('.', '/', Number(new URL(url).port))).rejects.toMatchObject({
    code: 'io_error',
    message: expect.stringContaining('cannot be used'),
  })
})
