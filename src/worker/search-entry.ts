/**
 * The worker script of the search role alone: what every visitor loads first carries nothing that
 * only writing needs.
 */
import type { Endpoint } from '../shared/wire.ts'
import { idbStore } from './roles.ts'
import { searchEngine } from './search-role.ts'
import { serveRoles } from './serve.ts'

serveRoles(globalThis as unknown as Endpoint, { search: searchEngine, openStore: idbStore })
