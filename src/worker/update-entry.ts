/** The worker script of the update role alone, loaded by the first write. */
import type { Endpoint } from '../shared/wire.ts'
import { idbStore } from './roles.ts'
import { serveRoles } from './serve.ts'
import { updateEngine } from './update-role.ts'

serveRoles(globalThis as unknown as Endpoint, { update: updateEngine, openStore: idbStore })
