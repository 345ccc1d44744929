/**
 * The package's entry `seekling/vitepress`: a line in `.vitepress/config` that replaces VitePress's
 * own search, in its dev server too.
 */
import { SeeklingError } from '../shared/errors.ts'
import type { GeneratorOptions } from './options.ts'
import { buildFor, devPlugin } from './vite-plugin.ts'
import type { VitePlugin } from './vite-shapes.ts'
import { barCode, barCss, barModule, barStyle, replaced } from './vitepress-bar.ts'
import { MarkdownPages } from './vitepress-pages.ts'
import type { MarkdownRenderer, VitePressConfig } from './vitepress-shapes.ts'

export type { GeneratorOptions, VitePlugin }

/**
 * A plugin for `vite.plugins` of a VitePress site. The box stands where the default theme has its
 * search; the build reads the built HTML, the dev server the Markdown. Takes the options of
 * `buildSite`.
 *
 * @example
 * // .vitepress/config.js
 * import seekling from 'seekling/vitepress'
 * export default { vite: { plugins: [seekling()] } }
 */
export default function seekling(given: GeneratorOptions = {}): VitePlugin {
  const options = { ...given, ignore: [codeLabel, ...[given.ignore ?? []].flat()] }
  let config: VitePressConfig
  const dev = devPlugin({
    name: 'seekling-vitepress',
    options,
    base: () => config.site.base,
    dev: (_, { build: { outDir } }) => {
      const pages = new MarkdownPages(config, () => rendererOf(config))
      return {
        render: () => pages.render(),
        concerns: (file) => /\.(md|paths\.[mc]?[jt]s)$/.test(file) && !file.startsWith(outDir),
        options: { urls: config.cleanUrls ? 'clean' : 'files' },
      }
    },
  })
  return {
    ...dev,
    configResolved(resolved) {
      config = vitePressConfig()
      if (resolved.command === 'build') buildAtEnd(config, options)
      dev.configResolved?.(resolved)
    },
    resolveId(source) {
      if (replaced.test(source)) return barModule
      return source === barStyle.slice(1) ? barStyle : undefined
    },
    load: (id) => (id === barModule ? barCode : id === barStyle ? barCss : undefined),
  }
}

/** Each block of code says its language, which is no text of the page. */
const codeLabel = 'div[class*="language-"] > .lang'

const withSearch = new WeakSet<VitePressConfig>()

/** VitePress resolves Vite's configuration for the client and for the server: once is enough. */
function buildAtEnd(config: VitePressConfig, options: GeneratorOptions): void {
  if (withSearch.has(config)) return
  withSearch.add(config)
  const { buildEnd } = config
  config.buildEnd = async (built) => {
    await buildEnd?.(built)
    const { outDir, cleanUrls, site, logger } = built
    const urls = cleanUrls ? 'clean' : 'files'
    await buildFor({ logger }, { base: site.base, urls, ...options, folder: outDir })
  }
}

function vitePressConfig(): VitePressConfig {
  const { VITEPRESS_CONFIG: config } = globalThis as { VITEPRESS_CONFIG?: VitePressConfig }
  if (config === undefined)
    throw new SeeklingError(
      'invalid_options',
      'seekling/vitepress is a plugin for VitePress: put it in `vite.plugins` of .vitepress/config, or take seekling/vite.',
    )
  return config
}

/** The one that VitePress uses itself: it makes one only, with what it is first told. */
async function rendererOf({ srcDir, markdown, site, logger }: VitePressConfig): Promise<MarkdownRenderer> {
  const { createMarkdownRenderer } = await import('vitepress')
  return createMarkdownRenderer(srcDir, markdown, site.base, logger)
}
