/**
 * The update role as the plain object that a port may offer: the page can reach no other property
 * of the engine.
 */
import { UpdateEngine } from '../engine/update-engine.ts'
import { messagePause } from '../engine/work/message-pause.ts'
import type { UpdateApi } from '../shared/engine-api.ts'
import { ClientFirstAnnouncer } from './client-first-announcer.ts'
import type { EngineParts, RunningRole } from './roles.ts'

/** Starts the update engine. */
export async function updateEngine(parts: EngineParts): Promise<RunningRole<UpdateApi>> {
  const { store, lock, tell } = parts
  const { durability, cacheBytes, client } = parts.options
  const announcer =
    client === undefined ? parts.announcer : new ClientFirstAnnouncer(parts.announcer, tell, client, messagePause())
  const engine = await UpdateEngine.open({ store, announcer, lock, durability, cacheBytes })
  const close = async () => {
    await engine.close()
    if (client !== undefined) announcer.close()
  }
  return { api: updateRole(engine), close }
}

const updateRole = (engine: UpdateEngine): UpdateApi => ({
  enqueue: (request) => engine.enqueue(request),
  beginPayload: (request) => engine.beginPayload(request),
  pushPayload: (payload, chunk) => engine.pushPayload(payload, chunk),
  finishPayload: (payload) => engine.finishPayload(payload),
  addPayloads: (payloads) => engine.addPayloads(payloads),
  dropPayload: (payload) => engine.dropPayload(payload),
  cancelUpdates: (filter) => engine.cancelUpdates(filter),
  cancelAsUpdate: (filter, options) => engine.cancelAsUpdate(filter, options),
  deleteUpdates: (filter, options) => engine.deleteUpdates(filter, options),
  resume: () => engine.resume(),
  repair: (indexUid, version) => engine.repair(indexUid, version),
  checkIndex: (indexUid, repair) => engine.checkIndex(indexUid, repair),
  isIdle: () => engine.isIdle(),
})
