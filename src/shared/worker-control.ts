/**
 * What a worker script serves beside the engines' own interfaces: the first call tells it its role,
 * and further ones end it. The role is not in the worker's name because bundlers only see `new
 * Worker` when its options are literals.
 */
import type { DumpApi } from './dump.ts'
import type { SearchApi, UpdateApi } from './engine-api.ts'

/**
 * `all`: one worker serves every role over one store, for storage that several workers could not
 * share.
 */
export type WorkerRole = 'search' | 'update' | 'dump' | 'all'

/** Scripts of the search worker that are loaded when a call first needs them. */
export type LaterScript = 'search-site' | 'search-more'

export type LaterUrls = Readonly<Record<LaterScript, string>>

export interface StartOptions {
  readonly role: WorkerRole
  /** The instance's name, after which its database is called. */
  readonly name: string
  /**
   * The channel of announcements, after which the writer lock is called too: the same for all who
   * share the store. Storage that is not shared, such as memory, needs one of its own,
   * because its updates and versions are others.
   */
  readonly channel: string
  /**
   * What the client calls itself, if it is to hear the announcements of its update worker over its
   * port, before they come by the channel; those name it as `told`.
   */
  readonly client?: string | undefined
  readonly storage: 'indexeddb' | 'memory'
  readonly durability: 'relaxed' | 'strict'
  /** Bytes the role keeps of what it has read; absent = the engine's default. */
  readonly cacheBytes?: number | undefined
  /** Where the later scripts lie; absent = the worker has all code in its own script. */
  readonly later?: LaterUrls | undefined
}

export interface WorkerControl {
  /**
   * Opens the store and serves the role. Rejects with `storage_unavailable` when there is none;
   * then it may be called again for memory.
   */
  start(options: StartOptions): Promise<void>
  /** Returns as long as the worker lives. */
  ping(): Promise<void>
  /** Stops serving and closes the store. */
  close(): Promise<void>
  /** Closes and deletes everything stored. */
  destroy(): Promise<void>
}

/**
 * Everything that can be called through one endpoint. All but `control` are there once a role that
 * has them was started.
 */
export interface WorkerParts {
  readonly control: WorkerControl
  readonly search: SearchApi
  readonly update: UpdateApi
  readonly dump: DumpApi
}
