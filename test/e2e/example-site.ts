/**
 * One of the examples as its visitors get it: on the packed package, built by Vite, served by a
 * plain static host.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { PackageJson, PackedApp } from '../package/packed-app.ts'
import { type StaticServer, serveFolder } from '../package/static-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Puts the examples beside an app's packages, and this project's own in the place of those an
 * installer would fetch.
 */
export function installExamples(app: PackedApp, names: readonly string[]): void {
  cpSync(join(root, 'examples'), join(app.directory, 'examples'), {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  })
  const wanted = names.flatMap((name) => {
    const text = readFileSync(join(root, 'examples', name, 'package.json'), 'utf8')
    return Object.keys((JSON.parse(text) as PackageJson).dependencies)
  })
  for (const name of new Set(wanted)) {
    if (name === 'seekling') continue
    const link = join(app.directory, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link, 'junction')
  }
}

/** Builds an example that was installed, and serves what came of it. */
export async function buildExample(app: PackedApp, name: string): Promise<StaticServer> {
  const folder = join(app.directory, 'examples', name)
  await build({ root: folder, logLevel: 'error', build: { outDir: join(folder, 'dist'), emptyOutDir: true } })
  return serveFolder(join(folder, 'dist'))
}
