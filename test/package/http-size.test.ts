/**
 * What Meilisearch's REST API costs a page on top of the page entry, bundled with it, minified and
 * gzipped.
 */
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { packApp } from './packed-app.ts'

const budget = 9_000
/** With what the page entry would share with it. */
const budgetAlone = 9_200

const app = packApp()
afterAll(() => app.remove())

/** Bytes of a page's script that uses what is imported, without what it loads later. */
async function bytesOf(name: string, source: string): Promise<number> {
  const built = await build({
    root: app.directory,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: app.write(name, source), output: { minify: true } },
    },
  })
  const { output } = Array.isArray(built) ? built[0] : (built as Exclude<typeof built, { close: unknown }>)
  const byName = new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part] as const] : [])))
  const reached = new Set(output.flatMap((part) => (part.type === 'chunk' && part.isEntry ? [part] : [])))
  for (const chunk of reached) {
    for (const file of chunk.imports) reached.add(byName.get(file) ?? expect.fail(`${file} is not bundled`))
  }
  return [...reached].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
}

test(`seekling/http is at most ${budget} bytes on top of the page entry`, async () => {
  const [page, both, alone] = [
    await bytesOf('page.js', `import { open } from 'seekling'\nopen().then(console.log)`),
    await bytesOf(
      'both.js',
      `import { open } from 'seekling'
      import { createFetch, installFetch, toHttpClient } from 'seekling/http'
      open().then((client) => console.log(installFetch(client, { baseUrl: '/' }), toHttpClient(createFetch(client))))`,
    ),
    await bytesOf('alone.js', `import * as http from 'seekling/http'\nconsole.log(http)`),
  ]
  console.log(
    `seekling/http: ${both - page} of ${budget} bytes, by itself ${alone} of ${budgetAlone}, the page entry: ${page}`,
  )
  expect(page).toBeGreaterThan(5_000)
  expect(both - page).toBeGreaterThan(5_000)
  expect(both - page).toBeLessThanOrEqual(budget)
  expect(alone).toBeLessThanOrEqual(budgetAlone)
})
