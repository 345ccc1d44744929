/** The worker script of the dump role alone, loaded when a dump or snapshot is first asked for. */
import type { Endpoint } from '../shared/wire.ts'
import { dumpEngine } from './dump-role.ts'
import { idbStore } from './roles.ts'
import { serveRoles } from './serve.ts'

serveRoles(globalThis as unknown as Endpoint, { dump: dumpEngine, openStore: idbStore })
