/**
 * All roles in the thread that imports this. In the package this shares its code with the worker
 * scripts and none with the page, so that neither is there twice: what it throws is of a class of
 * its own there, and crosses as a record, as from a worker.
 */
import { IdbStore, type IdbStoreOptions } from '../engine/store/idb-store.ts'
import { MemoryStore } from '../engine/store/memory-store.ts'
import type { Announcement } from '../shared/engine-api.ts'
import { type ErrorRecord, SeeklingError } from '../shared/errors.ts'
import type { StartOptions } from '../shared/worker-control.ts'
import { dumpEngine } from './dump-role.ts'
import { type RoleParts, type Roles, startRoles } from './roles.ts'
import { searchEngine } from './search-role.ts'
import { updateEngine } from './update-role.ts'

export interface InThreadStart {
  readonly options: StartOptions
  /** In the place of the platform's. */
  readonly indexedDB: IdbStoreOptions['indexedDB']
  /** No other was passed in. */
  readonly isPlatforms: boolean
}

/** Rejects with what `errorRecordOf` knows. */
export function startInThread(
  { options, indexedDB, isPlatforms }: InThreadStart,
  hear: (announcement: Announcement) => void,
): Promise<Roles> {
  const parts: RoleParts = {
    search: (parts) => searchEngine(parts, parts.options.storage !== 'memory' && isPlatforms),
    update: updateEngine,
    dump: dumpEngine,
    openStore: ({ name, storage }, surroundings) =>
      storage === 'memory' ? new MemoryStore() : new IdbStore({ name, indexedDB, ...surroundings }),
  }
  return startRoles(options, parts, (...announcements) => announcements.forEach(hear))
}

/** Undefined for what no engine threw. */
export function errorRecordOf(thrown: unknown): ErrorRecord | undefined {
  return thrown instanceof SeeklingError ? thrown.toRecord() : undefined
}
