/**
 * The sessions that write to an instance, each as a Web Lock: the browser gives it back when its
 * holder dies, so the locks held name the sessions that have not ended.
 */
import type { WriteSession } from '../engine/store/log-guard.ts'
import { sessionPrefix } from '../shared/lock-names.ts'
import { webLocks } from './web-locks.ts'

/**
 * The lock manager, in browsers whose log may be torn: those with `userAgentData`, which only
 * Chromium's have. Both are there in secure contexts only.
 */
function locksWhereLogsTear(): LockManager | undefined {
  return 'userAgentData' in (globalThis.navigator ?? {}) ? webLocks() : undefined
}

/** The ids of all sessions of `scope` that have not ended; undefined where no log is torn. */
export function liveSessions(scope: string): (() => Promise<ReadonlySet<string>>) | undefined {
  const locks = locksWhereLogsTear()
  if (!locks) return undefined
  const prefix = sessionPrefix(scope)
  return async () => {
    const { held = [] } = await locks.query()
    const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(prefix))
    return new Set(names.map((name) => name.slice(prefix.length)))
  }
}

/** Begins a session of this thread; undefined where no log is torn. */
export function writeSessions(scope: string): (() => WriteSession) | undefined {
  const locks = locksWhereLogsTear()
  const live = liveSessions(scope)
  return locks && live && (() => beginSession(scope, locks, live))
}

function beginSession(scope: string, locks: LockManager, live: WriteSession['live']): WriteSession {
  const id = `${Math.random()}`
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const begun = new Promise<void>((resolve) => {
    const hold = async () => {
      await locks.request(sessionPrefix(scope) + id, () => {
        resolve()
        return ended
      })
    }
    // A browser may refuse the lock; a session that others do not see only costs a new log.
    hold().catch(() => resolve())
  })
  return { id, begun, live, end }
}
