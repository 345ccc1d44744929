/**
 * What a user of the package receives: its entries, its types, its dependencies and nothing
 * besides. What publint and arethetypeswrong say of it is in scripts/release-check.mjs.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { packApp, packageJson, toolPath } from './packed-app.ts'

const app = packApp()
afterAll(() => app.remove())

const scripts = readdirSync(join(app.packageDirectory, 'dist'))
  .filter((name) => name.endsWith('.js'))
  .sort()

/** Every module a built script imports, lazily or not. */
function importsOf(script: string): string[] {
  const code = read(`dist/${script}`)
  const { staticImports, staticExports, dynamicImports } = parseSync(script, code).module
  return [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
    ...dynamicImports
      .map(({ moduleRequest }) => code.slice(moduleRequest.start, moduleRequest.end))
      // A URL that the page has given.
      .filter((request) => !/^\w+$/.test(request))
      .map((request) => request.slice(1, -1)),
  ]
}

const read = (path: string) => readFileSync(join(app.packageDirectory, path), 'utf8')

const workers = ['dump-worker.js', 'search-worker.js', 'update-worker.js', 'worker.js']
const laterScripts = ['search-more.js', 'search-site.js']

test.each(['bundler', 'nodenext'])(
  'an app compiles against the declarations with %s resolution, library checks included',
  (resolution) => {
    app.write(
      'use.ts',
      `import { open } from 'seekling'
      import * as engine from 'seekling/engine'
      import 'seekling/worker'
      import { buildSite, documentId, type SiteOptions } from 'seekling/site'
      import { type SeeklingSearch } from 'seekling/search-box'
      import vite, { type VitePlugin } from 'seekling/vite'
      import vitepress from 'seekling/vitepress'
      import astro from 'seekling/astro'
      import starlight from 'seekling/starlight'
      import docusaurus from 'seekling/docusaurus'
      export const names: string[] = [astro().name, starlight({ base: '/docs/' }).name, docusaurus.name]
      export const plugins: VitePlugin[] = [vite({ inject: false }), vitepress({ ignore: '.x' })]
      const options: SiteOptions = { folder: documentId('/a') }
      export const built = buildSite(options).then(({ pages }) => pages)
      addEventListener('seekling-select', (event) => console.log(event.detail.url.length))
      const box: SeeklingSearch | null = document.querySelector('seekling-search')
      box?.open()
      export { open, engine }`,
    )
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
      module: resolution === 'bundler' ? 'esnext' : 'nodenext',
      moduleResolution: resolution,
    }
    const config = app.write(
      `tsconfig.${resolution}.json`,
      JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
    )
    const { status, stdout } = spawnSync(process.execPath, [toolPath('typescript/bin/tsc'), '-p', config], {
      encoding: 'utf8',
    })
    expect(status, stdout).toBe(0)
  },
)

test('the tarball holds the build, the papers, and no source or tests', () => {
  const folders = new Set(readdirSync(app.packageDirectory))
  expect(folders).toEqual(new Set(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']))
  for (const entry of ['index.js', 'engine.js', ...workers]) expect(scripts).toContain(entry)
  const files = readdirSync(app.packageDirectory, { recursive: true, encoding: 'utf8' })
  expect(files.filter((name) => name.endsWith('.map'))).toEqual([])
})

test('the runtime dependencies are idb and comlink, at one version each', () => {
  expect(Object.keys(packageJson.dependencies).sort()).toEqual(['comlink', 'idb'])
  for (const version of Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies })) {
    expect(version).toMatch(/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/)
  }
})

test('an entry exports the public API and nothing of what its parts share', async () => {
  const exported = async (entry: string) => Object.keys(await import(join(app.packageDirectory, 'dist', entry))).sort()
  expect(await exported('index.js')).toEqual(['SeeklingError', 'open', 'presets'])
  expect(await exported('engine.js')).toEqual(['SeeklingError', 'open', 'presets'])
  expect(await exported('http.js')).toEqual(['createFetch', 'installFetch', 'toHttpClient'])
  expect(await exported('service-worker.js')).toEqual(['handle'])
  expect(await exported('site.js')).toEqual(['buildSite', 'documentId'])
  for (const plugin of ['vite.js', 'vitepress.js', 'astro.js', 'starlight.js', 'docusaurus.js'])
    expect(await exported(plugin)).toEqual(['default'])
  expect(await exported('search-box.js')).toEqual(['SeeklingSearch'])
  expect(await exported('svelte.js')).toEqual(['clientStore', 'searchStore', 'updatesStore'])
  expect(read('dist/react.js')).toMatch(/^.use client/)
  const classes = ['index.js', 'engine.js'].map((entry) => import(join(app.packageDirectory, 'dist', entry)))
  const [page, engine] = await Promise.all(classes)
  expect(page.SeeklingError).toBe(engine.SeeklingError)
})

test('the engine in this thread rejects with the class that its entry exports', async () => {
  const { open, SeeklingError } = await import(join(app.packageDirectory, 'dist/engine.js'))
  const client = await open({ storage: 'memory' })
  const refused = await client
    .index('nowhere')
    .search('x')
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(SeeklingError)
  expect(refused.code).toBe('index_not_found')
  await client.close()
})

test('the page entry starts the workers in the one spelling every bundler reads', () => {
  const starts = [...read('dist/page.js').matchAll(/new Worker\(.*?\}\)/g)].map(([text]) => text)
  expect(starts.sort()).toEqual(
    workers
      .filter((file) => file !== 'worker.js')
      .map((file) => `new Worker(new URL('./${file}', import.meta.url),{type:'module'})`)
      .sort(),
  )
  // The script for all roles is text in a chunk of its own, so that no app has it twice.
  expect(read('dist/page.js')).not.toContain(`'./worker.js'`)
})

test('the search worker imports nothing but the scripts whose URLs the page gives it', () => {
  for (const script of ['search-worker.js', ...laterScripts]) expect(importsOf(script)).toEqual([])
  const named = [...read('dist/page.js').matchAll(/new URL\('\.\/(search-[\w-]+\.js)', import\.meta\.url\)/g)]
  expect(named.map(([, script]) => script).sort()).toEqual([...laterScripts, 'search-worker.js'])
  // Bundlers would take it for an import of their own.
  expect(read('dist/search-worker.js')).toMatch(/import\(\/\* webpackIgnore: true \*\/ \/\* @vite-ignore \*\/ \w+\)/)
})

test('a later script takes from the search worker of its own build what it needs, and from no other', () => {
  const place = /globalThis\[`(seekling [\w-]{12})`\]/
  const [, name] = place.exec(read('dist/search-worker.js')) ?? expect.fail('The worker leaves nothing.')
  for (const script of laterScripts) expect(place.exec(read(`dist/${script}`))?.[1]).toBe(name)
})

test('the other workers import only the code that roles share', () => {
  const seen = new Set(workers)
  for (const script of seen) for (const specifier of importsOf(script)) seen.add(specifier.slice(2))
  const shared = [...seen].filter((script) => !workers.includes(script))
  expect(shared.length).toBeGreaterThan(0)
  expect(shared.filter((script) => !/^roles-[\w-]+\.js$/.test(script))).toEqual([])
})

test('no built file imports a package but the framework it is for', () => {
  const frameworks = ['react.js', 'svelte.js', 'vue.js']
  const reached = new Set([
    ...workers,
    'index.js',
    'engine.js',
    'http.js',
    'search-box.js',
    'service-worker.js',
    ...laterScripts,
    ...frameworks,
  ])
  const packages = new Set<string>()
  for (const file of reached) {
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('./')) reached.add(specifier.slice(2))
      else packages.add(specifier)
    }
  }
  expect([...packages].sort()).toEqual(['react', 'vue'])
  const ofGenerators = [
    'astro-integration.js',
    'astro.js',
    'dev-search.js',
    'docusaurus-search.js',
    'docusaurus.js',
    'starlight.js',
    'vite-dev.js',
    'vite-plugin.js',
    'vite.js',
    'vitepress.js',
  ]
  // A site's build runs in Node, on what Node has and the engine.
  const ofSite = ['cli.js', 'site.js', 'build-site.js', 'read-page.js', 'read-html.js', 'markdown.js', 'site-thread.js']
  // One import is of the file that a command line names.
  const imported = ofSite.flatMap(importsOf).filter((specifier) => !/^node:|^\(/.test(specifier))
  const ownParts = ['./build-site.js', './markdown.js', './read-html.js', './read-page.js']
  expect([...new Set(imported)].sort()).toEqual([...ownParts, './engine.js', './index.js'].sort())
  // And plugins on that, and on what the generator has.
  const byGenerators = ofGenerators.flatMap(importsOf).filter((specifier) => !/^(node:|\.\/)/.test(specifier))
  expect(byGenerators).toEqual(['vitepress'])
  expect([...reached, ...ofSite, ...ofGenerators].sort()).toEqual(scripts)
})

test('the search box is one file, which loads the engine and other languages when they are needed', () => {
  expect(importsOf('search-box.js').sort()).toEqual(['./index.js', './search-box-texts.js'])
  expect(parseSync('search-box.js', read('dist/search-box.js')).module.staticImports).toEqual([])
  expect(importsOf('search-box-texts.js')).toEqual([])
})

test('no built file names a folder of the machine it was built on', () => {
  const here = fileURLToPath(new URL('../../', import.meta.url))
  for (const name of readdirSync(app.packageDirectory, { recursive: true, encoding: 'utf8' })) {
    if (/\.(js|map|ts|json|md|txt)$/.test(name)) expect(read(name).includes(here), name).toBe(false)
  }
})

test('the lockfile names versions and hashes, and no host to fetch them from', () => {
  const lockfile = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
  expect(lockfile).not.toContain('"resolved"')
})
