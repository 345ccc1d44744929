/**
 * An app that has installed the package: `npm pack` of what `npm run build` left in dist, unpacked
 * where an installer would put it, with the runtime dependencies beside it. Nothing in it leads
 * back to the source.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface PackedApp {
  readonly tarball: string
  /** The app's root; `node_modules/seekling` is in it. */
  readonly directory: string
  readonly packageDirectory: string
  write(path: string, text: string): string
  remove(): void
}

export interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

export const packageJson: PackageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The path of a command-line tool among the project's own packages. */
export const toolPath = (path: string): string => join(root, 'node_modules', path)

export function packApp(): PackedApp {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('There is no dist yet: run `npm run build` first.')
  const directory = mkdtempSync(join(tmpdir(), 'seekling-app-'))
  // `npm pack` through npm's own script where we run under npm: on Windows there is no `npm`
  // program to start.
  const npm = process.env.npm_execpath
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory]
  const [program, ...args] = npm?.endsWith('.js') ? [process.execPath, npm, ...pack] : ['npm', ...pack]
  const out = execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const tarball = join(directory, JSON.parse(out)[0].filename)

  execFileSync('tar', ['-xzf', tarball], { cwd: directory })
  const modules = join(directory, 'node_modules')
  mkdirSync(modules)
  const packageDirectory = join(modules, 'seekling')
  renameSync(join(directory, 'package'), packageDirectory)
  for (const name of Object.keys(packageJson.dependencies)) {
    cpSync(join(root, 'node_modules', name), join(modules, name), { recursive: true })
  }

  const write = (path: string, text: string) => {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module' }))
  return {
    tarball,
    directory,
    packageDirectory,
    write,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
