/** What an engine that writes needs from its caller; clock and pauses are parameters for tests. */
import type { Announcer } from '../../shared/engine-api.ts'
import type { Clock } from '../store/clock.ts'
import type { Durability, Store } from '../store/store.ts'
import type { Sleep } from '../work/retry.ts'
import type { Pause } from '../work/running-work.ts'
import type { WriterLock } from './writer-lock.ts'

export interface WriterOptions {
  readonly store: Store
  readonly announcer: Announcer
  readonly lock: WriterLock
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
  /** Lets other tasks of the thread run. */
  readonly yield?: Pause | undefined
  readonly sleep?: Sleep | undefined
  /** Default 'relaxed'. */
  readonly durability?: Durability | undefined
}
