/**
 * The files of a site's folder. Law: the same files in the same order whatever the file system
 * lists first, and no link makes the walk go round in circles or read a folder twice.
 */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'
import { compareText, type SiteWarning } from './warnings.ts'

export interface FolderWalk {
  /** Paths from the folder with forward slashes, in the order of their code units. */
  readonly files: readonly string[]
  readonly warnings: readonly SiteWarning[]
}

/** Folders with these names hold no pages of a site; nor do those that begin with a dot. */
const neverRead: ReadonlySet<string> = new Set(['node_modules'])

/**
 * `output` is left out. Throws `io_error` if the folder is not there, cannot be read, or is none.
 */
export function filesIn(folder: string, output: string): FolderWalk {
  const root = realFolder(folder)
  const walk = new Walk(root, output)
  walk.read(folder, '', [root])
  return { files: walk.files.sort(compareText), warnings: walk.warnings }
}

function realFolder(folder: string): string {
  const refuse = (why: string, cause?: unknown) =>
    new SeeklingError('io_error', `The folder ${folder} ${why}`, { path: folder }, cause)
  try {
    if (!statSync(folder).isDirectory()) throw refuse('is a file: name the folder that the built site is in.')
    readdirSync(folder)
    return realpathSync(folder)
  } catch (thrown) {
    if (thrown instanceof SeeklingError) throw thrown
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT') throw refuse('is not there: build the site first, and name the folder it is built to.')
    throw refuse(`cannot be read (${code}).`, thrown)
  }
}

class Walk {
  readonly files: string[] = []
  readonly warnings: SiteWarning[] = []
  readonly #root: string
  readonly #output: string
  /** Real paths of folders outside of the root that links have led to. */
  readonly #outside = new Set<string>()

  constructor(root: string, output: string) {
    this.#root = root
    this.#output = output
  }

  /** `trail`: real paths of the folders around, this one last. */
  read(folder: string, prefix: string, trail: readonly string[]): void {
    let entries: Dirent[]
    try {
      entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name))
    } catch (thrown) {
      this.#warn(prefix, `The folder cannot be read (${(thrown as NodeJS.ErrnoException).code}).`)
      return
    }
    for (const entry of entries) {
      const path = prefix + entry.name
      const full = join(folder, entry.name)
      if (full === this.#output) continue
      if (entry.isSymbolicLink()) this.#follow(full, path, trail)
      else if (entry.isDirectory()) this.#enter(full, path, [...trail, join(trail.at(-1) ?? '', entry.name)])
      else if (entry.isFile()) this.files.push(path)
    }
  }

  #enter(full: string, path: string, trail: readonly string[]): void {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (!neverRead.has(name) && !name.startsWith('.')) this.read(full, `${path}/`, trail)
  }

  #follow(full: string, path: string, trail: readonly string[]): void {
    try {
      if (!statSync(full).isDirectory()) {
        this.files.push(path)
        return
      }
      const real = realpathSync(full)
      if (trail.includes(real)) this.#warn(path, 'The link leads to a folder around it; it was not followed.')
      // What lies in the folder is read where it lies.
      else if (!isWithin(real, this.#root) && !this.#outside.has(real)) {
        this.#outside.add(real)
        this.#enter(full, path, [...trail, real])
      }
    } catch (thrown) {
      this.#warn(path, `The link leads nowhere (${(thrown as NodeJS.ErrnoException).code}).`)
    }
  }

  #warn(file: string, message: string): void {
    this.warnings.push({ file, line: null, message })
  }
}

/** Whether a path lies in a folder, or is it. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || /^\.\.[\\/]/.test(way) || isAbsolute(way))
}
