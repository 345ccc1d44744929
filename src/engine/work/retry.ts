/**
 * Trouble with the storage that may pass: a lost connection, a failed request. What runs in the
 * queue waits a little and tries again a few times; after that it is the loop's turn to say so and
 * to wait longer.
 */
import { SeeklingError } from '../../shared/errors.ts'

/** Resolves after so many milliseconds. */
export type Sleep = (ms: number) => Promise<void>

export const hostSleep: Sleep = (ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms) as { unref?: () => void } | number
    // No Node process needs to be kept alive by the long rests between attempts.
    if (ms >= 1000 && typeof timer === 'object') timer.unref?.()
  })

const delaysMs = [20, 100, 400]

/** A page that lies on a site which cannot be reached comes later, as one in the storage may. */
const troubles: ReadonlySet<string> = new Set([
  'io_error',
  'storage_unavailable',
  'storage_blocked',
  'snapshot_unavailable',
])

export const isStorageTrouble = (thrown: unknown): boolean =>
  thrown instanceof SeeklingError && troubles.has(thrown.code)

/**
 * The database is gone, and this engine with it: there is nothing to wait for, and the engine that
 * replaces the engine says so.
 */
export const isReplaced = (thrown: unknown): boolean =>
  thrown instanceof SeeklingError && thrown.code === 'database_replaced'

/**
 * Runs `operation` up to four times while it rejects with storage trouble. It must be harmless to
 * run again.
 */
export async function retrying<T>(operation: () => Promise<T>, sleep: Sleep): Promise<T> {
  for (const delay of delaysMs) {
    try {
      return await operation()
    } catch (thrown) {
      if (!isStorageTrouble(thrown)) throw thrown
      await sleep(delay)
    }
  }
  return operation()
}
