/**
 * The package's entry `seekling/docusaurus`: a line in the configuration of Docusaurus puts the
 * search where its theme has one, in its dev server too. Law: what Docusaurus reads to know the
 * plugin is small; the build of the search is loaded when there is something to build.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { DocusaurusDev } from './docusaurus-search.ts'
import type {
  DocusaurusContent,
  DocusaurusContext,
  DocusaurusDevServer,
  DocusaurusPlugin,
} from './docusaurus-shapes.ts'
import type { GeneratorOptions } from './options.ts'

export type { DocusaurusContext, DocusaurusPlugin, GeneratorOptions }

/**
 * A plugin for `themes` of Docusaurus. Takes the options of `buildSite`.
 *
 * @example
 * ```js
 * // docusaurus.config.js
 * export default { themes: ['seekling/docusaurus'] }
 * ```
 *
 * @example
 * ```js
 * export default { themes: [['seekling/docusaurus', { exclude: 'drafts/**' }]] }
 * ```
 */
export default function seekling(context: DocusaurusContext, given: GeneratorOptions = {}): DocusaurusPlugin {
  const { id: _, ...options } = given as GeneratorOptions & { id?: unknown }
  let content: DocusaurusContent = {}
  let dev: Promise<DocusaurusDev> | undefined
  return {
    name: 'seekling-docusaurus',
    getThemePath: () => fileURLToPath(new URL(/* @vite-ignore */ './docusaurus', import.meta.url)),
    getClientModules: () => [fileURLToPath(new URL(/* @vite-ignore */ './docusaurus/search-box.css', import.meta.url))],
    configureWebpack: (_, isServer) => (isServer ? {} : { devServer: { setupMiddlewares } }),
    allContentLoaded({ allContent }) {
      content = allContent
      void dev?.then((search) => search.changed())
    },
    postBuild: async ({ outDir }) => (await loaded()).buildSearch(outDir, context, options),
  }

  /** Before those of Docusaurus, whose last one has a page for every address. */
  function setupMiddlewares(_: unknown, server: DocusaurusDevServer): never[] {
    const folder = `${context.baseUrl}seekling/`
    server.app?.use((request, response, next) => {
      if (!request.url?.startsWith(folder)) return next()
      dev ??= loaded().then(({ devSearch }) => devSearch(server, context, options, () => content))
      dev.then((search) => search.answer(request, response, next)).catch(next)
    })
    // It is asked beside Docusaurus's own function, and their lists are joined.
    return []
  }
}

type Loaded = typeof import('./docusaurus-search.ts')

/**
 * Docusaurus reads plugins, and what they import, through a compiler of its own, which takes ten
 * seconds for the parsers in here. Node needs none; one that cannot `require` a module does as
 * Docusaurus does.
 */
async function loaded(): Promise<Loaded> {
  try {
    return createRequire(import.meta.url)('./docusaurus-search.js')
  } catch {
    return import('./docusaurus-search.ts')
  }
}
