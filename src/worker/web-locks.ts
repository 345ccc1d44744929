/**
 * The browser's locks, where it has them and lets this thread see them: some throw even at the
 * look, as with cookies blocked.
 */

/** Undefined where there are none. Its requests may still be refused. */
export function webLocks(): LockManager | undefined {
  try {
    return (globalThis.navigator as Navigator | undefined)?.locks
  } catch {
    return undefined
  }
}
