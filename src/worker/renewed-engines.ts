/**
 * The engines of a thread, for one database: everything they remember is of that database. When it
 * is replaced, all of them are dropped and new ones are started, so that nothing they remember
 * outlives it, and no cache has to be told. Before every call the store must be sure that its
 * database is the one it was opened with; without that no result comes from a cache.
 */
import { closedError, replacedError } from '../engine/store/storage-errors.ts'
import type { BoundStore } from '../engine/store/store.ts'
import type { DumpApi } from '../shared/dump.ts'
import type { SearchApi, UpdateApi } from '../shared/engine-api.ts'

export interface Engines {
  readonly store: BoundStore
  readonly search?: SearchApi | undefined
  readonly update?: UpdateApi | undefined
  readonly dump?: DumpApi | undefined
  /** Interrupts what runs; the store stays open. */
  stop(): Promise<void>
}

type Role = 'search' | 'update' | 'dump'
type Methods = Record<string, (...args: readonly unknown[]) => unknown>

/** Calls about something that an earlier call began: they cannot be run again by other engines. */
const beginnings: readonly string[] = ['beginPayload', 'beginSnapshot']
const continuations: readonly string[] = ['pushPayload', 'finishPayload', 'pushSnapshot', 'finishSnapshot']
/**
 * Calls that need no engines where there are none, so that a database that was deleted is not made
 * again for them.
 */
const idle: Readonly<Record<string, unknown>> = {
  isIdle: true,
  noteVersion: undefined,
  noteReplacement: undefined,
  dropPayload: undefined,
  dropSnapshot: undefined,
  dropAttach: undefined,
}

/** How often a database may be replaced while the next one is opened, before a call gives up. */
const attempts = 5

export class RenewedEngines {
  readonly #make: (onReplaced: (gone: string) => void) => Promise<Engines>
  readonly #tell: (gone: string) => void
  #starting: Promise<Engines> | undefined
  #engines: Engines | undefined
  #closed = false
  /** Payloads and images under way, by id, with the engines that receive them. */
  readonly #begun = new Map<unknown, Engines>()

  /** `tell` is called once for each database that is gone. */
  constructor(make: (onReplaced: (gone: string) => void) => Promise<Engines>, tell: (gone: string) => void) {
    this.#make = make
    this.#tell = tell
  }

  start(): Promise<Engines> {
    if (this.#starting) return this.#starting
    const starting: Promise<Engines> = this.#make((gone) => this.#replaced(starting, gone)).then(
      (engines) => {
        if (this.#starting === starting) this.#engines = engines
        return engines
      },
      (thrown) => {
        if (this.#starting === starting) this.#starting = undefined
        throw thrown
      },
    )
    this.#starting = starting
    return starting
  }

  /** Starts engines, and others if the database goes while they start. */
  begin(): Promise<Engines> {
    return this.#overAndOver(() => this.start())
  }

  /** The methods of the role, each run by the engines there are at the time. */
  role<Api extends object>(role: Role, first: Api): Api {
    const methods = Object.keys(first).map((method) => [
      method,
      (...args: readonly unknown[]) => this.#call(role, method, args),
    ])
    return Object.fromEntries(methods) as Api
  }

  /**
   * Interrupts what runs and returns the engines, if there are any. Afterwards none are started.
   */
  async stop(): Promise<Engines | undefined> {
    this.#closed = true
    const engines = await this.#starting?.catch(() => undefined)
    await engines?.stop()
    return engines
  }

  async close(): Promise<void> {
    await (await this.stop())?.store.close()
  }

  async #call(role: Role, method: string, args: readonly unknown[]): Promise<unknown> {
    if (!this.#starting && !this.#closed && method in idle) return idle[method]
    const owner = continuations.includes(method) ? this.#begun.get(args[0]) : undefined
    const run = async () => {
      // After closing, the last engines reject the call themselves, if there are any.
      if (this.#closed && !this.#starting) throw closedError()
      const engines = this.#engines ?? (await this.start())
      if (owner && owner !== engines) throw replacedError()
      // Awaited only if necessary, because arguments of a call are read at once.
      if (!engines.store.connected && !this.#closed) await engines.store.connect()
      const answer = await this.#ask(engines, role, method, args)
      if (beginnings.includes(method)) this.#begun.set(answer, engines)
      else if (method.startsWith('finish') || method.startsWith('drop')) this.#begun.delete(args[0])
      return answer
    }
    return owner ? run() : this.#overAndOver(run)
  }

  /** Engines that are dropped meanwhile say that they are closed; the client is not. */
  async #ask(engines: Engines, role: Role, method: string, args: readonly unknown[]): Promise<unknown> {
    try {
      return await (engines[role] as unknown as Methods)[method]?.(...args)
    } catch (thrown) {
      const isDropped = !this.#closed && (thrown as { code?: unknown }).code === 'client_closed'
      throw isDropped ? replacedError() : thrown
    }
  }

  /** Joins a start that began before a deletion, too, and then fails for that. */
  async #overAndOver<T>(run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run()
      } catch (thrown) {
        const { code } = thrown as { code?: unknown }
        if (code !== 'database_replaced' || this.#closed || attempt === attempts) throw thrown
      }
    }
  }

  #replaced(starting: Promise<Engines>, gone: string): void {
    if (this.#starting === starting) this.#starting = this.#engines = undefined
    this.#tell(gone)
    const leave = async () => {
      const engines = await starting
      await engines.stop()
      await engines.store.close()
    }
    // Work under way fails, and its callers get that error.
    leave().catch(() => {})
  }
}
