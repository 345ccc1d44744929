/**
 * The whole state of an instance at one moment, read in one transaction, so that everything made
 * from it is of one version.
 */
import { type Counters, type Manifest, noCounters, type PendingUpdate } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

export interface InstanceState {
  readonly counters: Counters
  readonly manifests: readonly Manifest[]
  readonly pending: readonly PendingUpdate[]
}

export function readInstance(store: Store): Promise<InstanceState> {
  return store.read(['meta', 'indexes', 'pending'], async (transaction) => {
    const [counters = noCounters, manifests, pending] = await Promise.all([
      transaction.get('meta', 'counters'),
      transaction.getAll('indexes'),
      transaction.getAll('pending'),
    ])
    return { counters, manifests, pending } as InstanceState
  })
}
