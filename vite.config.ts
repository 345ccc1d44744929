/**
 * The demo: `vite build` makes a static site in dist-demo, `vite preview` serves it, and `vite` alone serves it from source.
 * Every URL in that site is relative, so it works under any sub-path.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url))

const page = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The package by its public names, which in this project mean the source. tsconfig.json says the same to TypeScript. */
export const publicNames = [
  { find: /^seekling$/, replacement: source('index.ts') },
  { find: /^seekling\/worker$/, replacement: source('worker/entry.ts') },
  { find: /^seekling\/engine$/, replacement: source('in-thread.ts') },
  { find: /^seekling\/http$/, replacement: source('http/entry.ts') },
  { find: /^seekling\/search-box$/, replacement: source('search-box/entry.ts') },
]

export default defineConfig(({ command }) => ({
  base: './',
  // Not by the mode, which a test that builds the demo sets to its own.
  define: { BUILT_DEMO: command === 'build' },
  resolve: { alias: publicNames },
  // Vite would find these in mid-visit otherwise, and reload the page.
  optimizeDeps: { include: ['comlink', 'idb'] },
  worker: { format: 'es' },
  build: {
    outDir: 'dist-demo',
    target: 'es2022',
    rolldownOptions: {
      input: {
        index: page('index.html'),
        shop: page('shop.html'),
        playground: page('playground.html'),
        offline: page('demo/offline-worker.ts'),
      },
      // A service worker rules what lies beside and below it, so it lies beside the pages.
      output: { entryFileNames: ({ name }) => (name === 'offline' ? 'offline.js' : 'assets/[name]-[hash].js') },
    },
  },
}))
