/**
 * The pages under test/browsers/pages, built and served: what a browser without a driver is started
 * on.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { serveFiles } from '../../scripts/serve-files.mjs'
import { publicNames } from '../../vite.config.ts'

export interface ServedPages {
  readonly url: string
  close(): Promise<void>
}

/**
 * Builds pages, named as their files without the extension, and serves each as `<url>/<name>.html`.
 */
export async function servePages(names: readonly string[]): Promise<ServedPages> {
  const folder = await mkdtemp(join(tmpdir(), 'seekling-engines-'))
  const root = fileURLToPath(new URL('./pages', import.meta.url))
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    resolve: { alias: publicNames },
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: names.map((name) => join(root, `${name}.html`)), checks: { pluginTimings: false } },
    },
  })
  const server = await serveFiles({ '/': folder })
  return {
    url: server.url,
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
