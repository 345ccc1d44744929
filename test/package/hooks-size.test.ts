/**
 * What the hooks and stores of a framework cost a page that has both it and Seekling: bundled,
 * minified and gzipped, without either.
 */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { packApp } from './packed-app.ts'

const app = packApp()
afterAll(() => app.remove())

test.each([
  ['react.js', 1_500],
  ['vue.js', 1_500],
  ['svelte.js', 1_500],
])('%s is less than %i bytes, and imports no more than its framework', async (file, budget) => {
  const built = await build({
    root: app.directory,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(app.packageDirectory, 'dist', file), formats: ['es'] },
      rolldownOptions: { external: ['react', 'vue'], output: { minify: true } },
    },
  })
  const { output } = Array.isArray(built) ? built[0] : (built as Exclude<typeof built, { close: unknown }>)
  const chunks = output.flatMap((part) => (part.type === 'chunk' ? [part] : []))
  const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0)
  console.log(`${file}: ${bytes} of ${budget} bytes`)
  expect(chunks).toHaveLength(1)
  const framework = file.replace('.js', '')
  expect(chunks[0].imports).toEqual(framework === 'svelte' ? [] : [framework])
  expect(bytes).toBeLessThan(budget)
})
