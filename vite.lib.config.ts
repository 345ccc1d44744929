/**
 * The package, in builds chosen by `--mode`:
 * `search-worker` makes one file that imports nothing, since it is on the way to a first search, and two that it loads when a call first needs them (`later`);
 * `worker` makes one file too, for its text alone, which `page` takes in;
 * `page` makes all entries of a page, which share chunks, so that all speak of the same SeeklingError class. An entry itself is only the public names: what it
 * shares with others lies in a chunk beside it, dist/page.js first of all;
 * `roles` makes the other worker scripts and the engine for one thread, which share their code (dist/roles-*.js), so that none of it is there twice;
 * `site` makes the site's build and its command, for Node, with what they need bundled, over the engine that `page` made.
 *
 * Comlink and idb are bundled, so that every entry runs from a plain static host, and in Node, where Comlink's own package resolves to UMD.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { partedScript } from './scripts/parted-script.mjs'

/** The worker scripts: the file in dist, and its entry in src/worker. */
const workers = {
  worker: 'entry',
  'search-worker': 'search-entry',
  'update-worker': 'update-entry',
  'dump-worker': 'dump-entry',
}

/**
 * What the search worker has no need of in most first searches, by the script in which it lies. `search-site` is what the first search of a site's visitor needs
 * besides: attaching, the strategy `any`, groups. Only functions of these modules may be called from outside of them.
 */
const later = {
  'search-site': [
    'src/worker/site-role.ts',
    'src/core/query/plan/any-terms.ts',
    'src/core/ranking/score/any-score.ts',
    'src/core/ranking/score/word-scores.ts',
    'src/core/ranking/distinct.ts',
    'src/core/ranking/groups.ts',
    // Here only settings that come from elsewhere are checked.
    'src/shared/settings-check.ts',
  ],
  'search-more': [
    'src/core/filter/parse.ts',
    'src/core/query/plan/read-filter.ts',
    'src/core/query/request/check-federation.ts',
    'src/core/query/request/check-sort.ts',
    'src/core/ranking/rules/field-order.ts',
    'src/core/result/facet-search.ts',
    'src/core/result/facets.ts',
    'src/core/result/matches-position.ts',
    'src/core/result/score-details.ts',
    'src/core/text/han-variants.ts',
    'src/engine/queue/payload.ts',
    'src/engine/queue/queue-list.ts',
    'src/engine/read/document-reader.ts',
    'src/engine/read/federated-search.ts',
    'src/engine/read/stats.ts',
    'src/engine/read/suggest.ts',
    'src/shared/suggest.ts',
  ],
}

/** What `roles` makes, in the place of the file that gave its text. */
const sharing = {
  worker: 'src/worker/entry.ts',
  'update-worker': 'src/worker/update-entry.ts',
  'dump-worker': 'src/worker/dump-entry.ts',
  'in-thread-roles': 'src/worker/in-thread-roles.ts',
}

/** The one started from its text, which was built before. */
const asText = 'worker'

/** How src/page starts a worker, as Vite's dev server and the demo's build understand it. */
const inSource = /new URL\(\s*'\.\.\/worker\/([a-z-]+)\.ts'\s*,\s*import\.meta\.url\s*,?\s*\)/g
const inPackage = (name: string): string => `new URL('./${name}.js', import.meta.url)`
/** How src/page names the later scripts: nowhere in source, by their files in the package. */
const noLater = '(): LaterUrls | undefined => undefined'
const laterInPackage = (): string =>
  `() => ({${Object.keys(later).map((name) => ` '${name}': ${placeholder(name)} + ''`)} })`
/** As long as what takes its place, so that the source map stays true. */
const placeholder = (name: string): string =>
  `__SEEKLING_${name.replace('-', '_').toUpperCase()}_URL`.padEnd(inPackage(name).length, '_')

/**
 * Makes the URLs of the workers point from dist/page.js to their files in dist. In between stand plain identifiers: Vite would otherwise build
 * the workers a second time, and the minifier would turn the quotes into backticks, which not every bundler's worker detection reads.
 */
function workerUrls(): Plugin {
  const replaced: string[] = []
  return {
    name: 'seekling:worker-urls',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/src/page/')) return null
      if (id.endsWith('/all-roles.ts')) return startedFromText(code)
      const named = code.replace(noLater, laterInPackage())
      const replacement = named.replace(inSource, (_, entry: string) => {
        const name = Object.entries(workers).find(([, file]) => file === entry)?.[0]
        if (name === undefined) this.error(`src/page starts src/worker/${entry}.ts, which is not built`)
        replaced.push(name)
        return placeholder(name)
      })
      return replacement === code ? null : { code: replacement, map: null }
    },
    generateBundle(_, bundle) {
      const expected = Object.keys(workers).filter((name) => name !== asText)
      if (!Object.values(bundle).some((chunk) => 'code' in chunk && chunk.code.includes(placeholder('search-more'))))
        this.error('src/page must say where the later scripts are')
      if (replaced.sort().join() !== expected.sort().join()) {
        this.error(`src/page must start each worker in one place, found ${replaced.join()}`)
      }
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = spelledOut(chunk.code)
      }
    },
  }
}

/** In the place of the call that starts the script by its URL. */
function startedFromText(code: string): string {
  const text = readFileSync(join(import.meta.dirname, `dist/${asText}.js`), 'utf8').replace(
    /\n\/\/# sourceMappingURL=.*/,
    '',
  )
  const call = /new Worker\(new URL\('\.\.\/worker\/entry\.ts', import\.meta\.url\), \{ type: 'module' \}\)/
  if (!call.test(code)) throw new Error('src/page/all-roles.ts does not start the worker as expected')
  const packed = deflateSync(text, { level: 9 }).toString('base64')
  return `import { startText } from './text-worker.ts'\n${code.replace(call, () => `startText('${packed}')`)}`
}

/** The final text, with quotes where bundlers read literals: the minifier prefers backticks. */
function spelledOut(code: string): string {
  let text = code.replace(/\bimport\(`(\.[^`$]*)`\)/g, `import('$1')`)
  for (const name of Object.keys(workers)) {
    const options = new RegExp(`(new Worker\\(${placeholder(name)},\\s*\\{[^}]*\\btype:\\s*)[\`"']module[\`"']`)
    text = text.replace(options, `$1'module'`)
  }
  for (const name of [...Object.keys(workers), ...Object.keys(later)])
    text = text.replaceAll(placeholder(name), inPackage(name))
  return text
}

/**
 * What Comlink has for more than calling functions by name with plain data, which is all a page asks of it: arguments that are
 * proxies (and with them the serving half), setting, reading and constructing through a proxy, new endpoints, releasing.
 */
const unusedInPage: readonly RegExp[] = [
  /\["proxy", proxyTransferHandler\],/,
  /\n {4}canHandle: \(value\) => isObject\(value\) && throwMarker in value,/,
  /\n {4}serialize\(\{ value \}\) \{[\s\S]*?\n {4}\},/,
  /\n {4}for \(const \[name, handler\] of transferHandlers\) \{[\s\S]*?\n {4}\}/,
  /\nconst proxyFinalizers =[\s\S]*?\n {4}\}\);/,
  /\n {4}registerProxy\(proxy, ep\);/,
  /\n {12}if \(prop === releaseProxy\) \{[\s\S]*?\n {12}\}/,
  /\n {12}if \(prop === "then"\) \{[\s\S]*?\n {12}\}/,
  /\n {8}set\(_target, prop, rawValue\) \{[\s\S]*?\n {8}\},/,
  /\n {12}const last = path\[path\.length - 1\];[\s\S]*?(?=\n {12}const \[argumentList)/,
  /\n {8}construct\(_target, rawArgumentList\) \{[\s\S]*?\n {8}\},/,
  /\n {12}throwIfProxyReleased\(isProxyReleased\);/g,
]

/**
 * What it has for more than answering such calls, which is all a worker does: results that are proxies, and with them the calling half.
 */
const unusedInWorkers: readonly RegExp[] = [/\["proxy", proxyTransferHandler\],/]

/** Cuts these parts out; a Comlink that reads otherwise fails the build. */
function comlinkWithout(parts: readonly RegExp[]): Plugin {
  return {
    name: 'seekling:comlink-without',
    transform(code, id) {
      if (!/comlink[\\/]dist[\\/]esm[\\/]comlink\.mjs$/.test(id)) return null
      let cut = code
      for (const part of parts) {
        const without = cut.replace(part, '')
        if (without === cut) this.error(`comlink.mjs has nothing that reads like ${part}`)
        cut = without
      }
      return { code: cut, map: null }
    },
  }
}

/** Knows all that the page entry needs at once: what it imports, and what that imports, but not what is loaded when it is first used. */
function pageParts(): { plugin: Plugin; has: (id: string) => boolean } {
  const imports = new Map<string, readonly string[]>()
  const parts = new Set<string>()
  const add = (id: string) => {
    for (const imported of imports.get(id) ?? []) {
      if (parts.has(imported)) continue
      parts.add(imported)
      add(imported)
    }
  }
  return {
    plugin: {
      name: 'seekling:page-parts',
      moduleParsed: ({ id, importedIds }) => void imports.set(id, importedIds),
      buildEnd() {
        for (const id of imports.keys()) if (/[\\/]src[\\/]index\.ts$/.test(id)) add(id)
      },
    },
    has: (id) => parts.has(id),
  }
}

const page = pageParts()

/**
 * What the site's build has of the engine, it has from dist/engine.js, and its errors from the page's entry, which are the same: threads that read
 * pages, and builds that find nothing changed, load no engine.
 */
const overEngine = (): Plugin => ({
  name: 'seekling:over-engine',
  enforce: 'pre',
  resolveId(source) {
    if (source.endsWith('/in-thread.ts')) return { id: './engine.js', external: true }
    return source.endsWith('/shared/errors.ts') ? { id: './index.js', external: true } : null
  },
})

/** The engine in the page's thread is what `roles` makes. */
const overRoles = (): Plugin => ({
  name: 'seekling:over-roles',
  enforce: 'pre',
  resolveId: (source) =>
    source.endsWith('/worker/in-thread-roles.ts') ? { id: './in-thread-roles.js', external: true } : null,
})

const parted = partedScript({
  root: import.meta.dirname,
  entry: 'src/worker/search-entry.ts',
  port: 'src/worker/later-code.ts',
  later,
})

function pluginsOf(mode: string): Plugin[] {
  if (mode === 'page') return [overRoles(), workerUrls(), comlinkWithout(unusedInPage), page.plugin]
  if (mode === 'site') return [overEngine()]
  if (mode === 'search-worker') return [comlinkWithout(unusedInWorkers), parted.plugin]
  return mode in workers || mode === 'roles' ? [comlinkWithout(unusedInWorkers)] : []
}

function entriesOf(mode: string): Record<string, string> {
  if (mode === 'roles') return sharing
  if (mode === 'site') {
    return {
      site: 'src/site/entry.ts',
      cli: 'src/site/command.ts',
      'site-thread': 'src/site/site-thread.ts',
      vite: 'src/generators/vite.ts',
      astro: 'src/generators/astro.ts',
      starlight: 'src/generators/starlight.ts',
      vitepress: 'src/generators/vitepress.ts',
      docusaurus: 'src/generators/docusaurus.ts',
      'docusaurus-search': 'src/generators/docusaurus-search.ts',
    }
  }
  if (mode in workers) return { [mode]: `src/worker/${workers[mode as keyof typeof workers]}.ts` }
  return {
    index: 'src/index.ts',
    engine: 'src/in-thread.ts',
    http: 'src/http/entry.ts',
    'service-worker': 'src/service-worker/entry.ts',
    react: 'src/react/entry.ts',
    vue: 'src/vue/entry.ts',
    svelte: 'src/svelte/entry.ts',
    'search-box': 'src/search-box/entry.ts',
  }
}

export default defineConfig(({ mode }) => ({
  publicDir: false,
  // Not 'production' only: dependencies decide by this whether to keep their development checks.
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: pluginsOf(mode),
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    // For who looks into a build; the package is without them, at a sixth of the size.
    sourcemap: 'hidden',
    lib: { entry: entriesOf(mode), formats: ['es'] },
    rolldownOptions: {
      external: ['react', 'vue', 'vitepress', /^node:/],
      // `use client` stays where it is, on top of its entry; a test reads it there.
      onLog: (level, log, hand) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : hand(level, log)),
      // An entry exports what it says and nothing of what its chunks share.
      preserveEntrySignatures: mode === 'search-worker' ? false : 'strict',
      output: {
        chunkFileNames: ({ name }) =>
          name === 'translations' ? 'search-box-texts.js' : mode === 'roles' ? 'roles-[name].js' : '[name].js',
        ...(mode === 'search-worker' ? { codeSplitting: { groups: [{ name: mode, test: parted.isFirst }] } } : {}),
        ...(mode !== 'page'
          ? {}
          : {
              codeSplitting: {
                groups: [
                  { name: 'page', test: page.has },
                  { name: 'hooks', test: /src[\\/]hooks[\\/]/ },
                ],
              },
            }),
        // Said again because Vite leaves the white space in for libraries.
        minify: true,
        // Nobody shakes the tree of a finished entry.
        comments: false,
      },
    },
  },
}))
