/**
 * Lets a caller stop waiting: rejects with the signal's own reason as soon as it is aborted. The
 * work itself goes on, and its result is dropped.
 */
export function untilAborted<T>(signal: AbortSignal | null | undefined, work: Promise<T>): Promise<T> {
  if (!signal?.addEventListener) return work
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const done = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    work.then(resolve, reject).then(done)
    if (signal.aborted) abort()
  })
}
