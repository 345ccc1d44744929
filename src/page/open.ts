/** Opens an instance: checks the options, starts the engines, returns the client. */

import { SeeklingError } from '../shared/errors.ts'
import type { WorkerRole } from '../shared/worker-control.ts'
import { Client } from './client.ts'
import type { WorkerLike } from './connection.ts'
import type { Engines } from './engines.ts'
import type { LoadQueueClient } from './session.ts'
import { laterUrls, scriptOf, startWorker } from './start-worker.ts'
import { WorkerEngines } from './worker-engines.ts'

/** Options of every way to open an instance. */
interface EngineOptions {
  /** Which instance; each has its own database. Default `default`. */
  readonly name?: string | undefined
  /**
   * How sure a stored update is: `relaxed` (default) survives everything but a crash of the
   * operating system or a power cut in the next moments, `strict` those too, at the price of a disk
   * flush for each.
   */
  readonly durability?: 'relaxed' | 'strict' | undefined
  /** `memory` stores nothing: everything is gone with the client. Default `indexeddb`. */
  readonly storage?: 'indexeddb' | 'memory' | undefined
  /**
   * Bytes each role keeps in memory of what it has read: pages, postings, columns and ids together;
   * default 64 MiB.
   */
  readonly cacheBytes?: number | undefined
}

export interface InThreadOptions extends EngineOptions {
  /** The IndexedDB to use where there is no global one, such as fake-indexeddb in Node. */
  readonly indexedDB?: IDBFactory | undefined
}

export interface OpenOptions extends InThreadOptions {
  /**
   * `true` (default) starts the package's own worker script. A function starts another, for
   * bundlers and policies that need it: `() => new Worker(new URL('./my-worker.js',
   * import.meta.url), { type: 'module' })`. `false` runs the engines in this thread.
   */
  readonly worker?: boolean | (() => Worker | MessagePort) | undefined
}

/** Code that a page loads only when it needs it. */
export interface LazyParts {
  /** The engines for `worker: false`. */
  readonly inThread: (options: InThreadOptions) => Promise<Engines>
  readonly queueClient: LoadQueueClient
  /** @internal Starts the script for all roles. Its type would need Comlink, and a browser. */
  readonly allRoles: () => Promise<WorkerLike>
}

export async function openWith(options: OpenOptions, lazy: LazyParts): Promise<Client> {
  const { worker = true, ...engineOptions } = options ?? {}
  if (worker === false) return Client.over(await lazy.inThread(engineOptions), lazy.queueClient)
  if (worker === true && !globalThis.Worker) {
    throw new SeeklingError(
      'invalid_options',
      'There is no browser here, so no workers. On a server or in a service worker, import { open } from `seekling/engine`.',
    )
  }
  // Options of a wrong name or type are refused by the worker.
  const { name = 'default', durability = 'relaxed', storage = 'indexeddb', ...rest } = engineOptions
  const started = { name, durability, storage, ...rest, later: laterUrls() }
  if (worker !== true) return Client.over(new WorkerEngines(worker as () => WorkerLike, started), lazy.queueClient)
  const spawn = (role: WorkerRole) => (role === 'all' ? lazy.allRoles() : startWorker(role))
  const spare = (role: WorkerRole) => ({ spawn: lazy.allRoles, instead: scriptOf(role) })
  const engines = new WorkerEngines(spawn, started, spare)
  try {
    return await Client.over(engines, lazy.queueClient)
  } catch (thrown) {
    // Nothing can be stored, and the page's policy allows no worker that can hold all in memory.
    if (engines.scope !== null || (thrown as SeeklingError).code !== 'worker_failed') throw thrown
    return Client.over(await lazy.inThread(engineOptions), lazy.queueClient)
  }
}
