/**
 * The integration behind `seekling/astro` and `seekling/starlight`: after a build the search of its
 * output, in dev the search of what the server renders.
 */
import { fileURLToPath } from 'node:url'
import type { AstroIntegration, AstroRoute } from './astro-shapes.ts'
import type { GeneratorOptions } from './options.ts'
import { crawlOf, isSource } from './vite-dev.ts'
import { buildFor, devPlugin } from './vite-plugin.ts'

export function astroIntegration(options: GeneratorOptions): AstroIntegration {
  let base = '/'
  let routes: readonly AstroRoute[] = []
  const dev = devPlugin({
    name: 'seekling-astro',
    options,
    base: () => base,
    dev: (server, config) => ({
      render: async () => crawlOf(server, config, seedsOf(routes)),
      concerns: isSource,
      options: { urls: 'clean' },
    }),
  })
  return {
    name: 'seekling',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        const plugins = command === 'dev' ? [dev] : []
        updateConfig({ vite: { plugins, ssr: { noExternal: ['seekling'] } } })
      },
      'astro:config:done': ({ config }) => {
        base = config.base.replace(/^\/?/, '/').replace(/\/?$/, '/')
      },
      'astro:routes:resolved': (resolved) => {
        routes = resolved.routes
      },
      'astro:build:done': ({ dir, logger }) => buildFor({ logger }, { base, ...options, folder: fileURLToPath(dir) }),
    },
  }
}

/** Pages that need no parameters; the others are found by links. */
const seedsOf = (routes: readonly AstroRoute[]): string[] =>
  routes.flatMap(({ type, pathname }) =>
    type === 'page' && pathname !== undefined && !/^\/(404|500)\/?$/.test(pathname) ? [pathname] : [],
  )
