/**
 * Starts the package's own worker scripts: one for each role, so that a page loads no code its
 * worker will not run, and one for all. Bundlers recognise nothing but this very spelling,
 * `new URL` inside the call and literal options.
 */
import type { WorkerRole } from '../shared/worker-control.ts'

const starts: Readonly<Record<WorkerRole, () => Worker>> = {
  search: () => new Worker(new URL('../worker/search-entry.ts', import.meta.url), { type: 'module' }),
  update: () => new Worker(new URL('../worker/update-entry.ts', import.meta.url), { type: 'module' }),
  dump: () => new Worker(new URL('../worker/dump-entry.ts', import.meta.url), { type: 'module' }),
  all: () => new Worker(new URL('../worker/entry.ts', import.meta.url), { type: 'module' }),
}

export const startWorker = (role: WorkerRole): Worker => starts[role]()
