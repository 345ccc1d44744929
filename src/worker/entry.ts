/**
 * The worker script that can take any role, or all: the package's `./worker`, for pages that start
 * workers of their own, and for memory, which several workers could not share. In the package it
 * imports the code of the roles, which lies beside it; as text, for memory, it is one file.
 */
import { MemoryStore } from '../engine/store/memory-store.ts'
import type { Endpoint } from '../shared/wire.ts'
import { dumpEngine } from './dump-role.ts'
import { idbStore } from './roles.ts'
import { searchEngine } from './search-role.ts'
import { serveRoles } from './serve.ts'
import { updateEngine } from './update-role.ts'

serveRoles(globalThis as unknown as Endpoint, {
  search: searchEngine,
  update: updateEngine,
  dump: dumpEngine,
  openStore: (options, surroundings) =>
    options.storage === 'memory' ? new MemoryStore() : idbStore(options, surroundings),
})
