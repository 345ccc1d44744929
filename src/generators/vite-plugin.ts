/**
 * The Vite plugin behind all entries: after a build the search of its output, in dev the search of
 * the pages as they are now. Law: a build whose search cannot be made fails, and a dev server whose
 * search cannot be made says so and goes on.
 */
import { join, resolve } from 'node:path'
import { buildSite, type SiteBuild } from '../site/build-site.ts'
import type { SiteOptions } from '../site/options.ts'
import { warningLines } from '../site/warnings.ts'
import { searchMiddleware } from './dev-middleware.ts'
import { DevSearch } from './dev-search.ts'
import type { RenderedPage } from './rendered-folder.ts'
import type { ViteConfig, VitePlugin, ViteServer } from './vite-shapes.ts'

export interface DevPages {
  /** Renders all pages of the site. */
  readonly render: () => Promise<Iterable<RenderedPage>>
  /** Whether a file may change what is rendered. */
  readonly concerns: (file: string) => boolean
  /** What the build of the search is told in dev beside the owner's options. */
  readonly options?: SiteOptions
}

/** `dev` is asked once, when the server starts. */
export interface DevParts {
  readonly name: string
  readonly options: SiteOptions
  readonly base: (config: ViteConfig) => string
  readonly dev: (server: ViteServer, config: ViteConfig) => DevPages
}

export function devPlugin({ name, options, base, dev }: DevParts): VitePlugin {
  let config: ViteConfig
  return {
    name,
    // Before Vite's own middlewares and whatever answers for all that is left.
    enforce: 'pre',
    configResolved(resolved) {
      config = resolved
    },
    configureServer(server) {
      const { render, concerns, options: more } = dev(server, config)
      const search = new DevSearch({
        folder: join(config.cacheDir, 'seekling'),
        options: { ...options, ...more, base: base(config) },
        render,
        onBuilt: (built) => {
          report(config, built)
          server.ws.send(builtEvent, {})
        },
        onFailed: ({ message }) => config.logger.error(`[seekling] ${message}`),
      })
      server.watcher.on('all', (_, file) => {
        if (concerns(file) && !file.startsWith(config.cacheDir)) search.changed()
      })
      server.middlewares.use(searchMiddleware(base(config), search, following(base(config))))
    },
  }
}

/** Pages hear by it, over the connection they have to the server anyway, that a build is done. */
const builtEvent = 'seekling:built'

const following = (base: string): string => `
import { createHotContext as seeklingHotContext } from ${JSON.stringify(`${base}@vite/client`)}
seeklingHotContext('/seekling/search-box.js').on('${builtEvent}', () => {
  for (const box of document.querySelectorAll('seekling-search')) box.refresh()
})
`

/** The part of a site's address that is its path; `/` where it may lie anywhere. */
export function pathOfBase({ base }: ViteConfig): string {
  if (base.startsWith('/')) return base
  return /^[a-z]+:/i.test(base) ? new URL(base).pathname : '/'
}

/** Rejects as `buildSite` does. */
export async function buildFor(config: Pick<ViteConfig, 'logger'>, options: SiteOptions): Promise<void> {
  report(config, await buildSite(options))
}

function report({ logger }: Pick<ViteConfig, 'logger'>, { pages, sections, languages, warnings }: SiteBuild): void {
  for (const line of warningLines(warnings)) logger.warn(`[seekling] ${line}`)
  logger.info(`[seekling] search: ${pages} pages, ${sections} sections in ${languages.join(', ')}`)
}

export const outputOf = ({ root, build }: ViteConfig): string => resolve(root, build.outDir)
