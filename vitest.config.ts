/**
 * Where each test runs is written in its name: `*.test.ts` in Node, `*.browser.test.ts` in Chromium, `*.e2e.test.ts` in Node driving Chromium;
 * test/package and test/docs/site* check what `npm run build` and `build:docs` made, and so does project `built`, which runs
 * test/http/official once more, in Chromium. Tests that start Chromium themselves find its path in
 * SEEKLING_CHROMIUM.
 */
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { compile } from 'svelte/compiler'
import type { ViteDevServer } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromiumFlags, findChromium } from './scripts/chromium.mjs'
import { engineNamed } from './scripts/engines.mjs'
import { browserProcess } from './test/browsers/process-provider.ts'
import { publicNames } from './vite.config.ts'

const chromium = findChromium()
const env: Record<string, string> = chromium === undefined ? {} : { SEEKLING_CHROMIUM: chromium }

/** Far above what any test needs on a quiet machine: a busy one is no failure, a hanging test is. */
const testTimeout = 180_000

/** For the one component in test/hooks: what Svelte's own plugin for Vite does, less all else. */
const svelteComponents = {
  name: 'svelte-components',
  transform: (code: string, id: string) =>
    id.endsWith('.svelte') ? { code: compile(code, { generate: 'client', filename: id }).js.code, map: null } : null,
}

/** For test/search-box: the folder of a site, made when the first test asks for it. */
const docsSite = {
  name: 'docs-site',
  configureServer(server: ViteDevServer) {
    let made: Promise<ReadonlyMap<string, Uint8Array>> | undefined
    server.middlewares.use('/docs-site/', (request, response) => {
      made ??= server
        .ssrLoadModule('/test/support/docs-site.ts')
        .then((fixture) => fixture.docsSite())
        .then(({ folder }) => folder)
      made.then(
        (folder) => {
          const file = folder.get((request.url ?? '').replace(/^\/|\?.*/g, ''))
          response.writeHead(file ? 200 : 404).end(file)
        },
        (thrown) => response.writeHead(500).end(String(thrown)),
      )
    })
  },
}

/** Vite would find these in mid-run otherwise, and reload the page under the tests. */
const prebundled = [
  ...['comlink', 'idb', 'fast-check', 'meilisearch-newest', 'react', 'react-dom/client', 'vue'],
  ...['svelte', 'svelte/internal/client', 'svelte/internal/disclose-version'],
]

/** The same browser tests in an engine that is started as a plain process. */
const inEngine = (name: 'firefox' | 'webkit') => ({
  resolve: { alias: publicNames },
  plugins: [svelteComponents, docsSite],
  optimizeDeps: { include: prebundled },
  worker: { format: 'es' as const },
  cacheDir: `node_modules/.vite-${name}`,
  test: {
    name,
    include: ['test/**/*.browser.test.ts'],
    testTimeout,
    hookTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      // The interface has an icon in SVG, which MiniBrowser crashes on.
      ui: false,
      screenshotFailures: false,
      provider: browserProcess(),
      instances: [{ browser: name }],
    },
  },
})

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const inChromium = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      args: [...chromiumFlags],
      ...(chromium === undefined ? {} : { executablePath: chromium }),
    },
  }),
  instances: [{ browser: 'chromium' as const }],
}

export default defineConfig({
  test: {
    projects: [
      ...(['firefox', 'webkit'] as const).filter((name) => engineNamed(name).find() !== undefined).map(inEngine),
      {
        resolve: { alias: publicNames },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/**/*.browser.test.ts',
            'test/**/*.engines.test.ts',
            'test/e2e/**',
            'test/package/**',
            'test/docs/site*',
          ],
          testTimeout,
        },
      },
      {
        test: {
          name: 'package',
          environment: 'node',
          include: ['test/package/**/*.test.ts', 'test/docs/site*.test.ts'],
          env,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias: publicNames },
        plugins: [svelteComponents, docsSite],
        optimizeDeps: { include: prebundled },
        worker: { format: 'es' },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          testTimeout,
          hookTimeout: 60_000,
          browser: inChromium,
        },
      },
      {
        resolve: {
          alias: [
            { find: /^seekling$/, replacement: here('dist/index.js') },
            { find: /^seekling\/http$/, replacement: here('dist/http.js') },
            { find: /^\.\/place\.ts$/, replacement: here('test/http/official/page-place.ts') },
          ],
        },
        optimizeDeps: {
          include: [
            '@meilisearch/instant-meilisearch',
            'instant-meilisearch-v1',
            'meilisearch-newest',
            'meilisearch-v0.30',
          ],
        },
        test: {
          name: 'built',
          include: ['test/http/official/*.test.ts'],
          testTimeout,
          hookTimeout: 60_000,
          browser: inChromium,
        },
      },
      {
        test: {
          name: 'engines',
          environment: 'node',
          include: ['test/browsers/**/*.engines.test.ts'],
          env,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.e2e.test.ts'],
          env,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
