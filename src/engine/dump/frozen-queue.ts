/**
 * Freezing the update queue: the tab that runs updates finishes the one under way and starts none
 * until the body is done.
 */
import type { WriterLock } from '../loop/writer-lock.ts'

export interface Frozen<T> {
  /** What `ask` answered. */
  readonly asked: T | null
  /** Ends with the body, or with the wait for its turn if that was given up. */
  readonly done: Promise<void>
}

/**
 * Waits for the writer lock, and only then has `ask` store what makes others let go of it
 * (`askToStepAside`): so this is next in turn. Returns as soon as `ask` has; null from it means
 * that there is nothing to do. Rejects with what `ask` threw; then `body` is not run.
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
    // Answered, it means that the wait has begun.
    await lock.isHeld()
    asked = await ask()
    return { asked, done }
  } finally {
    if (asked === null) giveUp()
    answer(asked)
  }
}
