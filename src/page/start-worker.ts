/**
 * Starts the package's own worker scripts: one for each role, so that a page loads no code its
 * worker will not run. Bundlers recognise nothing but this very spelling, `new URL` inside the call
 * and literal options.
 */
import type { LaterUrls, WorkerRole } from '../shared/worker-control.ts'

type OneRole = Exclude<WorkerRole, 'all'>

const starts: Readonly<Record<OneRole, () => Worker>> = {
  search: () => new Worker(new URL('../worker/search-entry.ts', import.meta.url), { type: 'module' }),
  update: () => new Worker(new URL('../worker/update-entry.ts', import.meta.url), { type: 'module' }),
  dump: () => new Worker(new URL('../worker/dump-entry.ts', import.meta.url), { type: 'module' }),
}

export const startWorker = (role: OneRole): Worker => starts[role]()

/**
 * Where the search worker finds the code that is not in its own script. In source all of it is; in
 * the package the build puts the URLs here, in the spelling that bundlers follow for files.
 */
export const laterUrls = (): LaterUrls | undefined => undefined

/** Where the script is that `startWorker` names, unless a bundler gave it another name. */
export const scriptOf = (role: WorkerRole): string => import.meta.url.replace(/[^/]*$/, `${role}-worker.js`)
