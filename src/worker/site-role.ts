/**
 * The part of the search role that attaches sites. It is started by the first call that is about
 * one: most pages have none.
 */
import { SiteEngine } from '../engine/site-engine.ts'
import type { SiteApi } from '../shared/dump.ts'
import { fillTurnOf } from './fill-turn.ts'
import type { EngineParts, RunningRole } from './roles.ts'

export type SiteRole = RunningRole<SiteApi>

/** `noteReplacement` is called before the answer to every call that may have replaced an index. */
export function startSiteRole(
  { store, announcer, lock, options, site }: EngineParts,
  noteReplacement: () => Promise<void>,
): SiteRole {
  const { durability } = options
  const sites = new SiteEngine({ store, announcer, lock, durability, site, fillTurn: fillTurnOf(options) })
  const noted = async <T>(taken: Promise<T>): Promise<T> => {
    const answer = await taken
    await noteReplacement()
    return answer
  }
  return {
    api: {
      attachSnapshot: (folder, options, id) => noted(sites.attachSnapshot(folder, options, id)),
      renewSnapshot: (folder) => noted(sites.renewSnapshot(folder)),
      dropAttach: (id) => sites.dropAttach(id),
      detachSnapshot: (folder) => noted(sites.detachSnapshot(folder)),
    },
    close: () => sites.close(),
  }
}
