/**
 * Errors of the storage that may pass: a lost connection, a failed request. An update that runs
 * waits a little and tries again a few times; after that the loop announces the error and waits
 * longer.
 */
import { SeeklingError } from '../../shared/errors.ts'

/** Resolves after so many milliseconds. */
export type Sleep = (ms: number) => Promise<void>

export const hostSleep: Sleep = (ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms) as { unref?: () => void } | number
    // The long waits between attempts must not keep a Node process alive.
    if (ms >= 1000 && typeof timer === 'object') timer.unref?.()
  })

const delaysMs = [20, 100, 400]

/** A page of a site that cannot be reached may come later, as one in the storage may. */
const troubles: ReadonlySet<string> = new Set([
  'io_error',
  'storage_unavailable',
  'storage_blocked',
  'snapshot_unavailable',
])

export const isStorageTrouble = (thrown: unknown): boolean =>
  thrown instanceof SeeklingError && troubles.has(thrown.code)

/**
 * The database is gone, and this engine with it: trying again is useless, and the engine that
 * replaces this one announces it.
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
