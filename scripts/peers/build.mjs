/**
 * Builds the benchmark's page, and each engine by itself: one script (and what it loads), minified,
 * so that its bytes are what a page that uses it would load. Seekling comes from `dist`.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const root = new URL('../..', import.meta.url).pathname
const sources = join(root, 'test/bench/peers')

/**
 * @param {object} given
 * @param {readonly import('./engines.mjs').Peer[]} given.peers
 * @param {string} given.installed Folder with the peers' `node_modules`.
 * @param {string} given.out Folder to build into: the page, and `engines/<name>/engine.js`.
 */
export async function buildPeers({ peers, installed, out }) {
  rmSync(out, { recursive: true, force: true })
  const common = { configFile: /** @type {const} */ (false), logLevel: /** @type {const} */ ('error'), base: './' }
  await build({ ...common, root: sources, build: { outDir: out, target: 'es2022' } })
  for (const { name, packages, needsWindow } of peers) {
    await build({
      ...common,
      root: sources,
      plugins: [fromFolder(installed, Object.keys(packages))],
      resolve: { alias: [{ find: /^seekling$/, replacement: join(root, 'dist/index.js') }] },
      define: needsWindow ? { window: 'globalThis' } : {},
      worker: { format: 'es' },
      build: {
        outDir: join(out, 'engines', name),
        target: 'es2022',
        // A small file inside a script would be compressed twice.
        assetsInlineLimit: 0,
        modulePreload: false,
        rolldownOptions: {
          input: join(sources, `${name}.ts`),
          preserveEntrySignatures: 'exports-only',
          output: { entryFileNames: 'engine.js' },
        },
      },
    })
  }
}

/** Finds these packages in a folder of their own: they are no dependencies of the project. */
const fromFolder = (folder, names) => ({
  name: 'peers',
  enforce: /** @type {const} */ ('pre'),
  resolveId(source) {
    if (!names.includes(source)) return null
    return this.resolve(source, join(folder, 'importer.js'), { skipSelf: true })
  },
})
