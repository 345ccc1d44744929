/**
 * Builds the benchmark's pages against the built package, so that what is measured is what is
 * shipped.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: path('.'),
  base: './',
  logLevel: 'warn',
  resolve: { alias: [{ find: /^seekling$/, replacement: path('../../dist/index.js') }] },
  worker: { format: 'es' },
  build: {
    outDir: path('../../.cache/bench'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { input: [path('index.html'), path('second-visit.html'), path('floor-visit.html')] },
  },
})
