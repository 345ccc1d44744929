/**
 * Serves one page through one endpoint: waits for its role, then serves it until it is
 * closed.
 */
import type { Announcement } from '../shared/engine-api.ts'
import { type Endpoint, serve } from '../shared/wire.ts'
import type { WorkerControl } from '../shared/worker-control.ts'
import { type RoleParts, type Roles, startRoles } from './roles.ts'
import { checkStartOptions } from './start-options.ts'

/** `start` makes the engines; tests put their own in. */
export function serveRoles(endpoint: Endpoint, parts: RoleParts, start: typeof startRoles = startRoles): void {
  const offer = serve(endpoint)
  let roles: Roles | undefined
  let starting: Promise<unknown> | undefined
  const control: WorkerControl = {
    start: async (options) => {
      await roles?.close()
      const tell = (...announcements: readonly Announcement[]) => endpoint.postMessage({ announcements })
      const started = start(checkStartOptions(options), parts, tell)
      starting = started.catch(() => {})
      roles = await started
      // Announcements about memory concern this page only: they come by its own channel.
      if (options.storage === 'memory') roles.announcer.subscribe(tell)
      if (roles.search) offer('search', roles.search)
      if (roles.update) offer('update', roles.update)
      if (roles.dump) offer('dump', roles.dump)
    },
    ping: async () => {},
    close: async () => {
      await starting
      await roles?.close()
    },
    destroy: async () => roles?.destroy(),
  }
  offer('control', control)
}
