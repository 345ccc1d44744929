/**
 * Exit code 0 if node_modules holds what package-lock.json asks for, 1 if `npm ci` is needed. npm
 * leaves a lockfile of what it installed in node_modules; only packages meant for another platform
 * may be missing from it.
 */
import { readFileSync } from 'node:fs'

/**
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, peer?:
 *   boolean }>}
 */
const packagesOf = (/** @type {string} */ path) =>
  JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).packages

try {
  const installed = packagesOf('node_modules/.package-lock.json')
  const stale = Object.entries(packagesOf('package-lock.json')).some(([path, wanted]) => {
    const found = installed[path]
    if (path === '' || (found === undefined && wanted.optional)) return false
    return found?.version !== wanted.version || found?.integrity !== wanted.integrity
  })
  process.exitCode = stale ? 1 : 0
} catch {
  process.exitCode = 1
}
