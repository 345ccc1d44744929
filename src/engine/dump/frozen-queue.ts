/**
 * Freezes the update queue: the tab that runs updates finishes the one under way and starts none
 * until the body is done.
 */
import type { WriterLock } from '../loop/writer-lock.ts'

export interface Frozen<T> {
  /** What `ask` returned. */
  readonly asked: T | null
  /** Resolves when the body has ended, or when the wait for its turn was given up. */
  readonly done: Promise<void>
}

/**
 * Takes a place in the line for the writer lock, and only then calls `ask`, which stores the
 * request to step aside (`askToStepAside`): so this is next in line. Resolves as soon as `ask` has;
 * null from `ask` means that there is nothing to do. Rejects with what `ask` threw; then `body` is
 * not run.
 */
export async function withFrozenQueue<T>(
  lock: WriterLock,
  closing: AbortSignal,
  ask: () => Promise<T | null>,
  body: (asked: T) => Promise<void>,
): Promise<Frozen<T>> {
  const wait = new AbortController()
  const giveUp = () => wait.abort()
  closing.addEventListener('abort', giveUp)
  let answer = (_: T | null): void => {}
  const answered = new Promise<T | null>((resolve) => {
    answer = resolve
  })
  const done = lock
    .run(
      async () => {
        const asked = await answered
        if (asked !== null && !closing.aborted) await body(asked)
      },
      wait.signal,
      true,
    )
    .finally(() => closing.removeEventListener('abort', giveUp))
  done.catch(() => {})
  let asked: T | null = null
  try {
    // Once this has resolved, the place in the line is taken.
    await lock.isHeld()
    asked = await ask()
    return { asked, done }
  } finally {
    if (asked === null) giveUp()
    answer(asked)
  }
}
