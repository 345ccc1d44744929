/**
 * For which settings and fields documents should be analyzed while they are received: those their
 * index will have when their turn comes.
 */
import type { DocumentsRequest } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { mergeSettings } from '../../shared/settings-merge.ts'
import { type AnalysisBasis, basisOf } from '../analysis/payload-analysis.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** With more updates waiting, a guess is not worth reading them all. */
const mostPending = 32

/**
 * The index as it is, with the settings updates that wait before this payload. null when it cannot
 * be told: then it is analyzed in its turn.
 */
export async function predictBasis(
  store: Store,
  { indexUid, primaryKey }: DocumentsRequest,
): Promise<AnalysisBasis | null> {
  const [manifest, pending] = (await store.read(['indexes', 'pending'], (transaction) =>
    Promise.all([transaction.get('indexes', indexUid), transaction.getAll('pending', {}, mostPending)]),
  )) as [Manifest | undefined, PendingUpdate[]]
  if (pending.length === mostPending) return null
  const basis = basisOf(manifest ?? null, indexUid, primaryKey)
  let { settings } = basis
  for (const { content } of pending) {
    if (content.type !== 'Settings' || content.indexUid !== indexUid) continue
    try {
      settings = mergeSettings(settings, content.settings)
    } catch (error) {
      // It will fail in its turn and change nothing.
      if (!(error instanceof SeeklingError)) throw error
    }
  }
  return { ...basis, settings }
}
