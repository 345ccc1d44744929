/**
 * The package this code is part of: its version, its scripts for pages, and what is hashed to know
 * whether it is the same package as last time.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SeeklingError } from '../shared/errors.ts'

const here = fileURLToPath(import.meta.url)

export function packageVersion(): string {
  return JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')).version
}

/** Changes with every build of this code, and of the engine beside it. */
export function codeKey(): string {
  const folder = dirname(here)
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
  return hashOf([
    packageVersion(),
    readFileSync(here),
    ...scripts.sort().map((name) => readFileSync(join(folder, name))),
  ])
}

export function hashOf(parts: Iterable<Uint8Array | string>): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url').slice(0, 22)
}

export interface PageScript {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What a page names itself: the rest is what these import, start or load later. */
const entries = ['index.js', 'search-box.js']

/**
 * The scripts a page needs, without their source maps, in the order of their names. Throws
 * `io_error` if one is missing in the package.
 */
export function pageScripts(): PageScript[] {
  const dist = join(packageFolder(), 'dist')
  const texts = new Map<string, string>()
  const read = (name: string) => {
    if (texts.has(name)) return
    const file = join(dist, name)
    if (!existsSync(file)) throw missing(file)
    const text = readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n')
    texts.set(name, text)
    for (const [, named] of text.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)) read(named)
  }
  for (const entry of entries) read(entry)
  return Array.from(texts, ([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}

const missing = (file: string): SeeklingError =>
  new SeeklingError('io_error', `The package seekling is not whole: ${file} is missing. Install it again.`, {
    path: file,
  })

/** The nearest folder around this code with the package.json of this package. */
function packageFolder(): string {
  for (let folder = dirname(here); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'seekling') return folder
    if (folder === dirname(folder)) throw missing(file)
  }
}
