/**
 * `npm run build`: makes dist from src. Vite builds (vite.lib.config.ts), the declarations, and the
 * licences of what is bundled.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { bundledPackages, licenseNotices } from './bundled-packages.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const types = join(dist, 'types')

rmSync(dist, { recursive: true, force: true })
for (const mode of ['worker', 'search-worker', 'page', 'roles', 'site']) {
  await build({ root, mode, configFile: join(root, 'vite.lib.config.ts'), logLevel: 'warn' })
}
emitTypes()
// Astro and Docusaurus compile these together with the site's own components.
copyFileSync(join(root, 'src/generators/Search.astro'), join(dist, 'Search.astro'))
cpSync(join(root, 'src/generators/docusaurus-theme'), join(dist, 'docusaurus'), { recursive: true })
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenseNotices(bundledPackages(root)))

/** Declarations as tsc writes them, cut down to those the entries reach. */
function emitTypes() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  for (const config of ['tsconfig.lib.json', 'tsconfig.site.json']) {
    const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, config)], { stdio: 'inherit' })
    if (status !== 0) process.exit(1)
  }

  const reached = new Set()
  for (const entry of [
    'index',
    'in-thread',
    'worker/entry',
    'http/entry',
    'service-worker/entry',
    'react/entry',
    'vue/entry',
    'svelte/entry',
    'site/entry',
    'search-box/entry',
    'generators/vite',
    'generators/astro',
    'generators/starlight',
    'generators/vitepress',
    'generators/docusaurus',
  ])
    reach(join(types, `${entry}.d.ts`))
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    const file = join(types, name)
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }

  /**
   * tsc leaves `./file.ts` in declarations; there is only a `./file.d.ts`, which TypeScript finds
   * as `./file.js`.
   */
  function reach(/** @type {string} */ file) {
    if (reached.has(file)) return
    reached.add(file)
    const imported = []
    const text = readFileSync(file, 'utf8').replace(
      /(\bfrom |\bimport\(|\bimport )(["'])(\.[^"']*)\.ts\2/g,
      (_, before, quote, path) => {
        imported.push(path)
        return `${before}${quote}${path}.js${quote}`
      },
    )
    writeFileSync(file, text)
    for (const path of imported) reach(join(dirname(file), `${path}.d.ts`))
  }
}
