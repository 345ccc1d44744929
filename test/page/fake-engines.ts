/**
 * Engines that answer what a test tells them to, alone or behind a port as a worker would serve
 * them.
 */
import type { Engines } from '../../src/page/engines.ts'
import type { DumpApi } from '../../src/shared/dump.ts'
import type { Announcement, SearchApi, UpdateApi } from '../../src/shared/engine-api.ts'
import { type Endpoint, serve } from '../../src/shared/wire.ts'
import type { StartOptions } from '../../src/shared/worker-control.ts'

export type Answers<Api> = { [Name in keyof Api]?: (...args: never[]) => unknown }

export interface FakeCall {
  readonly method: string
  readonly args: readonly unknown[]
}

/** An api whose methods answer `answers`, or undefined, and note every call in `calls`. */
function fakeApi<Api extends object>(answers: Answers<Api>, calls: FakeCall[] = []): Api {
  return new Proxy({} as Api, {
    get: (_, method) => {
      if (typeof method !== 'string' || method === 'then') return undefined
      return async (...args: unknown[]) => {
        calls.push({ method, args })
        return (answers as Record<string, ((...args: unknown[]) => unknown) | undefined>)[method]?.(...args)
      }
    },
  })
}

export class FakeEngines implements Engines {
  readonly scope: string | null = null
  readonly calls: FakeCall[] = []
  readonly searchAnswers: Answers<SearchApi>
  readonly updateAnswers: Answers<UpdateApi>
  readonly dumpAnswers: Answers<DumpApi>
  readonly #listeners = new Set<(announcement: Announcement) => void>()

  constructor(
    searchAnswers: Answers<SearchApi> = {},
    updateAnswers: Answers<UpdateApi> = {},
    dumpAnswers: Answers<DumpApi> = {},
  ) {
    this.searchAnswers = { pendingWork: () => ({ pending: 0, running: false }), ...searchAnswers }
    this.updateAnswers = updateAnswers
    this.dumpAnswers = dumpAnswers
  }

  async open(): Promise<void> {}

  async search(): Promise<SearchApi> {
    return fakeApi<SearchApi>(this.searchAnswers, this.calls)
  }

  async update(): Promise<UpdateApi> {
    return fakeApi<UpdateApi>(this.updateAnswers, this.calls)
  }

  async dump(): Promise<DumpApi> {
    return fakeApi<DumpApi>(this.dumpAnswers, this.calls)
  }

  subscribe(listener: (announcement: Announcement) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  announce(announcement: Announcement): void {
    for (const listener of this.#listeners) listener(announcement)
  }

  /** How often a method was called. */
  count(method: string): number {
    return this.calls.filter((call) => call.method === method).length
  }

  async close(): Promise<void> {}
  async destroy(): Promise<void> {}
}

const searchMethods: readonly (keyof SearchApi)[] = [
  'search',
  'getDocument',
  'getDocuments',
  'getIndexes',
  'getSettings',
  'getIndexStats',
  'getStats',
  'getUpdate',
  'getUpdates',
  'noteVersion',
  'noteReplacement',
  'pendingWork',
]
const updateMethods: readonly (keyof UpdateApi)[] = [
  'enqueue',
  'beginPayload',
  'pushPayload',
  'finishPayload',
  'addPayloads',
  'dropPayload',
  'cancelUpdates',
  'resume',
  'repair',
  'checkIndex',
  'isIdle',
]

const dumpMethods: readonly (keyof DumpApi)[] = [
  'createDump',
  'getDumpStatus',
  'getDumps',
  'getDump',
  'deleteDump',
  'importDump',
  'exportSnapshot',
  'exportSnapshotFiles',
  'importSnapshot',
  'beginSnapshot',
  'pushSnapshot',
  'finishSnapshot',
  'dropSnapshot',
  'attachSnapshot',
  'renewSnapshot',
  'dropAttach',
  'detachSnapshot',
  'isIdle',
]

export interface FakeWorker {
  /** What a page holds: it has `terminate`, as a Worker has. */
  readonly worker: MessagePort & { terminate: () => void }
  readonly calls: FakeCall[]
  /** What it was told to be, in order. */
  readonly starts: StartOptions[]
  terminated: boolean
  /** Posts a message to the page. */
  say(message: unknown): void
}

/** A worker whose other end is in this realm. `start` may refuse. */
export function fakeWorker(
  answers: Answers<SearchApi> & Answers<UpdateApi> & Answers<DumpApi> = {},
  start: (options: StartOptions) => unknown = () => {},
): FakeWorker {
  const { port1, port2 } = new MessageChannel()
  const calls: FakeCall[] = []
  const starts: StartOptions[] = []
  const offer = serve(port2 as unknown as Endpoint)
  const api = fakeApi<Record<string, () => unknown>>(
    { pendingWork: () => ({ pending: 0, running: false }), ...answers },
    calls,
  )
  const offered = (methods: readonly string[]) => Object.fromEntries(methods.map((method) => [method, api[method]]))
  offer('control', {
    start: async (options: StartOptions) => {
      starts.push(options)
      await start(options)
      offer('search', offered(searchMethods))
      offer('update', offered(updateMethods))
      offer('dump', offered(dumpMethods))
    },
    ping: async () => {},
    close: async () => calls.push({ method: 'close', args: [] }),
    destroy: async () => calls.push({ method: 'destroy', args: [] }),
  })
  const fake: FakeWorker = {
    worker: Object.assign(port1, {
      terminate: () => {
        fake.terminated = true
        port2.close()
      },
    }),
    calls,
    starts,
    terminated: false,
    say: (message) => port2.postMessage(message),
  }
  return fake
}
