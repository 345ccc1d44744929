import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesOf, serveCounted } from '../../scripts/counting-server.mjs'

const script = 'export const answer = 42\n'.repeat(100)
let folder: string
let server: Awaited<ReturnType<typeof serveCounted>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seekling-counting-'))
  await writeFile(join(folder, 'script.js'), script)
  await writeFile(join(folder, 'index.bin'), new Uint8Array(5000))
  const pageAt = (path: string) => (path === '/page.html' ? '<title>made</title>' : undefined)
  server = await serveCounted({ '/': folder }, { pageAt, headers: { 'x-test': 'yes' } })
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

test('text is counted as it goes over the wire, other files as they are', async () => {
  server.take()
  expect(await (await fetch(`${server.url}/script.js`)).text()).toBe(script)
  await (await fetch(`${server.url}/index.bin`)).arrayBuffer()
  const asked = server.take()
  const packed = gzipSync(script, { level: 9 }).length
  expect(asked).toEqual([
    { path: '/script.js', bytes: packed },
    { path: '/index.bin', bytes: 5000 },
  ])
  expect(bytesOf(asked)).toBe(packed + 5000)
  expect(server.take()).toEqual([])
})

test('a file the browser still has is counted again, and not sent', async () => {
  const first = await fetch(`${server.url}/script.js`)
  server.take()
  const again = await fetch(`${server.url}/script.js`, {
    headers: { 'if-none-match': first.headers.get('etag') ?? '' },
  })
  expect(again.status).toBe(304)
  expect(bytesOf(server.take())).toBeGreaterThan(0)
})

test('pages that are no files are not counted, and every answer has the headers', async () => {
  server.take()
  const page = await fetch(`${server.url}/page.html`)
  expect(await page.text()).toContain('made')
  expect(page.headers.get('x-test')).toBe('yes')
  expect(server.take()).toEqual([])
})

test('what is not there, or not in the folder, is not found', async () => {
  const statusOf = (path: string) =>
    new Promise((resolve) => request(`${server.url}${path}`, ({ statusCode }) => resolve(statusCode)).end())
  expect(await statusOf('/none.js')).toBe(404)
  expect(await statusOf('/%2e%2e%2fetc/passwd')).toBe(404)
})
