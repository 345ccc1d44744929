/** The newest updates of the queue, as they are at any moment, of all tabs. */
import type { SeeklingError, Update, UpdateQuery } from '../index.ts'
import { follow } from './follow.ts'
import { type Live, live } from './live.ts'
import type { SharedClient } from './shared-client.ts'

export interface UpdatesView {
  /** The newest first. */
  readonly updates: readonly Update[]
  readonly error: SeeklingError | undefined
}

/** `query` says which: by default the newest twenty. */
export function updatesState(shared: SharedClient, query: UpdateQuery = {}): Live<UpdatesView> {
  const state = live<UpdatesView>({ updates: [], error: undefined }, (set) => {
    const [, stop] = follow<'update', readonly Update[]>(
      shared,
      'update',
      () => true,
      (client) => client.getAllUpdateStatus({ reverse: true, limit: 20, ...query }),
      (_, error, updates = state.get().updates) => set({ updates, error }),
    )
    return stop
  })
  return state
}
