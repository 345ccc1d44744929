/**
 * What the package costs a page, bundled with its dependencies, minified and gzipped. The page
 * entry is on the way to the first paint, so its budget is tight; the worker starts beside it. A
 * budget is raised only with a reason in CHANGELOG.md.
 */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { packApp } from './packed-app.ts'

/** An app's build copies files that are named by URL; a library's would take them in. */
const laterScriptsAsFiles: Plugin = {
  name: 'later-scripts-as-files',
  enforce: 'pre',
  transform: (code) => code.replace(/(new URL\('\.\/)(search-(?:site|more))(\.js', import)/g, '$1assets/$2-Bx7yQ2hd$3'),
}

const app = packApp()
afterAll(() => app.remove())

test.each([
  ['index.js', 7_720],
  ['search-worker.js', 61_700],
  // What it loads when a call needs it: for a site, besides, and for filters and all else.
  ['search-site.js', 17_200],
  ['search-more.js', 23_600],
  ['update-worker.js', 79_800],
  ['dump-worker.js', 88_300],
  // All roles in one script, for pages that start workers of their own; the package itself starts
  // it only where nothing can be stored.
  ['worker.js', 150_400],
  // What a page with a search box loads before anyone wants to search; what the box says in other
  // languages than English is loaded with the engine.
  ['search-box.js', 15_000],
  ['search-box-texts.js', 7_000],
])('%s is at most %i bytes', async (file, budget) => {
  const built = await build({
    root: app.directory,
    configFile: false,
    logLevel: 'silent',
    plugins: [laterScriptsAsFiles],
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(app.packageDirectory, 'dist', file), formats: ['es'] },
      rolldownOptions: { output: { minify: true } },
    },
  })
  const { output } = Array.isArray(built) ? built[0] : (built as Exclude<typeof built, { close: unknown }>)
  // What is imported lazily, such as the engine for `worker: false`, is not on the way.
  const byName = new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part] as const] : [])))
  const reached = new Set(output.flatMap((part) => (part.type === 'chunk' && part.isEntry ? [part] : [])))
  for (const chunk of reached) {
    for (const name of chunk.imports) reached.add(byName.get(name) ?? expect.fail(`${name} is not bundled`))
  }
  const chunks = [...reached]
  const bytes = chunks.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0)
  console.log(`${file}: ${bytes} of ${budget} bytes`)
  expect(chunks.length).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(budget)
})
