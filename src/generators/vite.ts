/**
 * The package's entry `seekling/vite`: the search of a site that Vite builds, made with each build
 * and, in the dev server, of the pages as they are being written.
 */

import type { GeneratorOptions } from './options.ts'
import { crawlOf, isSource } from './vite-dev.ts'
import { htmlFiles } from './vite-pages.ts'
import { buildFor, type DevPages, devPlugin, outputOf, pathOfBase } from './vite-plugin.ts'
import type { HtmlTag, ViteConfig, VitePlugin, ViteServer } from './vite-shapes.ts'

export type { GeneratorOptions, HtmlTag, ViteConfig, VitePlugin, ViteServer }

export interface ViteOptions extends GeneratorOptions {
  /**
   * Whether pages get the script of the search box, unless they have it. Default true. Say false
   * where your own code has `import 'seekling/search-box'`.
   */
  readonly inject?: boolean
  /**
   * Addresses of pages, from the site's base, that the dev server renders and no link leads to.
   * Default none.
   */
  readonly pages?: readonly string[]
}

const script = 'seekling/search-box.js'
const boxModule = '\0seekling:search-box'

/**
 * Makes `seekling/` in the output of each build. In dev the same address answers with the search of
 * the pages that the server renders, which follows edits. Takes the options of `buildSite`.
 *
 * @example
 * // vite.config.js
 * import seekling from 'seekling/vite'
 * export default { plugins: [seekling()] }
 */
export default function seekling({ inject = true, pages = [], ...options }: ViteOptions = {}): VitePlugin {
  let config: ViteConfig
  let isWritten = false
  const dev = devPlugin({
    name: 'seekling',
    options,
    base: pathOfBase,
    dev: (server, resolved) => devPages(server, resolved, pages),
  })
  return {
    ...dev,
    configResolved(resolved) {
      config = resolved
      dev.configResolved?.(resolved)
    },
    // A page that names the script itself: it is there in the folder, and nothing to bundle.
    resolveId(source) {
      if (!source.startsWith('/') || !source.replace(/[?#].*/, '').endsWith(`/${script}`)) return undefined
      return config.command === 'serve' ? boxModule : { id: `${pathOfBase(config)}${script}`, external: true }
    },
    load: (id) => (id === boxModule ? 'export {}' : undefined),
    transformIndexHtml: {
      order: 'post',
      handler: (html, { path }) => (inject && !html.includes(script) ? [boxTag(config, path)] : []),
    },
    writeBundle() {
      isWritten = true
    },
    closeBundle: {
      // After plugins that write pages when the bundle is closed.
      ...{ sequential: true, order: 'post' },
      async handler(this: { readonly environment?: { readonly name: string } } | undefined) {
        const isClient = config.build.ssr === false && (this?.environment?.name ?? 'client') === 'client'
        // It is also called when the build has failed.
        if (!isWritten || !isClient || config.command !== 'build') return
        isWritten = false
        await buildFor(config, { base: pathOfBase(config), ...options, folder: outputOf(config) })
      },
    },
  }
}

function devPages(server: ViteServer, config: ViteConfig, seeds: readonly string[]): DevPages {
  if (config.appType === 'custom')
    return { render: () => crawlOf(server, config, seeds), concerns: isSource, options: { urls: 'clean' } }
  return {
    render: async () => {
      const files = await htmlFiles(server, config)
      const others = seeds.length === 0 ? [] : await crawlOf(server, config, seeds)
      const taken = new Set(files.map(({ path }) => path))
      return [...files, ...others.filter(({ path }) => !taken.has(path))]
    },
    concerns: isSource,
  }
}

/** `path`: of the page in the site, `/guide/index.html`. */
function boxTag({ base }: ViteConfig, path: string): HtmlTag {
  const isRelative = base === '' || base === './'
  const folder = isRelative ? '../'.repeat(path.split('/').length - 2) || './' : base
  return { tag: 'script', attrs: { type: 'module', src: `${folder}${script}` }, injectTo: 'head' }
}
