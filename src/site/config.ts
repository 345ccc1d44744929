/** The file of options of a project: `seekling.config.js`, a module whose default is an object. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SeeklingError } from '../shared/errors.ts'
import type { SiteOptions } from './options.ts'

const usualNames = ['seekling.config.js', 'seekling.config.mjs']

/**
 * `file`: a path from the working directory; null for the usual ones, if one is there. Throws
 * `invalid_options` if it cannot be loaded or is no options.
 */
export async function loadConfig(file: string | null): Promise<SiteOptions> {
  const found = file ?? usualNames.find((name) => existsSync(resolve(name)))
  if (found === undefined) return {}
  const options = await load(found)
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refused(found, 'it exports no object: write `export default { ... }`')
  return options as SiteOptions
}

async function load(file: string): Promise<unknown> {
  if (!existsSync(resolve(file))) throw refused(file, 'it is not there')
  try {
    return (await import(pathToFileURL(resolve(file)).href)).default
  } catch (cause) {
    throw refused(file, (cause as Error).message, cause)
  }
}

const refused = (file: string, why: string, cause?: unknown): SeeklingError =>
  new SeeklingError('invalid_options', `The configuration ${file}: ${why}.`, { path: file }, cause)
