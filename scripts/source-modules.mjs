/** Runs what is measured in Node from the sources, without a build. */
import { createServer } from 'vite'

/**
 * @returns {Promise<import('vite').ViteDevServer>} Its `ssrLoadModule` takes paths from the
 *   project's folder; to be closed in the end.
 */
export const openSources = () =>
  createServer({
    root: new URL('..', import.meta.url).pathname,
    configFile: false,
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false },
  })
