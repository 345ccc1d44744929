/**
 * Predicts the settings and fields that an index will have when a payload's turn comes, so that its
 * documents can be analyzed while they are received.
 */
import type { DocumentsRequest } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { mergeSettings } from '../../shared/settings-merge.ts'
import { type AnalysisBasis, basisOf } from '../analysis/payload-analysis.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** If more updates wait, reading all of them costs more than the prediction saves. */
const mostPending = 32

/**
 * The index as it is, with the settings updates that wait before this payload. null when it cannot
 * be predicted: then the payload is analyzed in its turn.
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
      // The settings update will fail in its turn and change nothing.
      if (!(error instanceof SeeklingError)) throw error
    }
  }
  return { ...basis, settings }
}
