/**
 * The dump role as the plain object that a port may offer: the page can reach no other property of
 * the engine.
 */
import { DumpEngine } from '../engine/dump-engine.ts'
import type { DumpApi } from '../shared/dump.ts'
import { fillTurnOf } from './fill-turn.ts'
import type { EngineParts, RunningRole } from './roles.ts'

/** Starts the dump engine. */
export async function dumpEngine({ store, announcer, lock, options }: EngineParts): Promise<RunningRole<DumpApi>> {
  const { durability } = options
  const engine = await DumpEngine.open({ store, announcer, lock, durability, fillTurn: fillTurnOf(options) })
  return { api: dumpRole(engine), close: () => engine.close() }
}

const dumpRole = (engine: DumpEngine): DumpApi => ({
  createDump: (asUpdate) => engine.createDump(asUpdate),
  getDumpStatus: (uid) => engine.getDumpStatus(uid),
  getDumps: () => engine.getDumps(),
  getDump: (uid) => engine.getDump(uid),
  deleteDump: (uid) => engine.deleteDump(uid),
  importDump: (dump) => engine.importDump(dump),
  exportSnapshot: (options) => engine.exportSnapshot(options),
  exportSnapshotFiles: (options) => engine.exportSnapshotFiles(options),
  importSnapshot: (snapshot, options) => engine.importSnapshot(snapshot, options),
  beginSnapshot: (options) => engine.beginSnapshot(options),
  pushSnapshot: (id, bytes) => engine.pushSnapshot(id, bytes),
  finishSnapshot: (id) => engine.finishSnapshot(id),
  dropSnapshot: (id) => engine.dropSnapshot(id),
  attachSnapshot: (folder, options, id) => engine.attachSnapshot(folder, options, id),
  renewSnapshot: (folder) => engine.renewSnapshot(folder),
  dropAttach: (id) => engine.dropAttach(id),
  detachSnapshot: (folder) => engine.detachSnapshot(folder),
  isIdle: () => engine.isIdle(),
})
