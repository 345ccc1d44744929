/**
 * The worker script of the search role alone: what every visitor loads first carries nothing that
 * only writing needs. In the package what only some searches need lies in scripts of their own,
 * which it loads then (later-code.ts).
 */
import type { Endpoint } from '../shared/wire.ts'
import { partedSearch } from './parted-search.ts'
import { idbStore } from './roles.ts'
import { serveRoles } from './serve.ts'

serveRoles(globalThis as unknown as Endpoint, { search: partedSearch, openStore: idbStore })
