/**
 * An update engine whose time, waiting and storage the test holds: the clock stands still unless it
 * is moved, short waits take no time, long ones last until the engine closes.
 */

import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { LocalWriterLock, type LockedBody, type WriterLock } from '../../src/engine/loop/writer-lock.ts'
import { listUpdates } from '../../src/engine/queue/queue-list.ts'
import { readDocuments } from '../../src/engine/read/document-reader.ts'
import { IndexReader } from '../../src/engine/read/index-reader.ts'
import { PageCache } from '../../src/engine/read/page-cache.ts'
import type { Manifest } from '../../src/engine/store/schema.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { type EngineWork, UpdateEngine } from '../../src/engine/update-engine.ts'
import type { Pause } from '../../src/engine/work/running-work.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { Announcement, DocumentsRequest, UpdateRequest } from '../../src/shared/engine-api.ts'
import type { Update, UpdateId } from '../../src/shared/update.ts'

export class TestClock {
  time = Date.parse('2030-01-01T00:00:00.000Z')
  /** Milliseconds that pass with every look at the clock. */
  ticks = 0

  now(): number {
    this.time += this.ticks
    return this.time
  }
}

export const noTime = (ms: number): Promise<void> => (ms < 1000 ? Promise.resolve() : new Promise(() => {}))

/** A lock the test can keep for itself, so that updates wait. */
export class GatedLock implements WriterLock {
  readonly #lock = new LocalWriterLock()
  #open: (() => void) | null = null

  /** Resolves when no engine runs updates; none will until `release`. */
  hold(): Promise<void> {
    return new Promise((held) => {
      void this.#lock.run(
        () =>
          new Promise((open) => {
            this.#open = open
            held()
          }),
      )
    })
  }

  release(): void {
    this.#open?.()
    this.#open = null
  }

  run(body: LockedBody, signal?: AbortSignal, frozen?: boolean): Promise<void> {
    return this.#lock.run(body, signal, frozen)
  }

  isHeld(): Promise<boolean> {
    return this.#lock.isHeld()
  }
}

export interface TestEngineOptions {
  readonly clock?: TestClock
  readonly lock?: WriterLock
  readonly announcer?: LocalAnnouncer
  readonly pause?: Pause
  readonly work?: EngineWork
  readonly partBytes?: number
}

export class TestEngine {
  readonly store: Store
  readonly engine: UpdateEngine
  readonly announcer: LocalAnnouncer
  readonly heard: Announcement[]

  private constructor(store: Store, engine: UpdateEngine, announcer: LocalAnnouncer, heard: Announcement[]) {
    this.store = store
    this.engine = engine
    this.announcer = announcer
    this.heard = heard
  }

  static async open(store: Store, options: TestEngineOptions = {}): Promise<TestEngine> {
    const announcer = options.announcer ?? new LocalAnnouncer()
    const heard: Announcement[] = []
    announcer.subscribe((announcement) => heard.push(announcement))
    const engine = await UpdateEngine.open({
      store,
      announcer,
      lock: options.lock ?? new LocalWriterLock(),
      clock: options.clock ?? new TestClock(),
      yield: options.pause,
      sleep: noTime,
      work: options.work,
      partBytes: options.partBytes,
    })
    return new TestEngine(store, engine, announcer, heard)
  }

  async send(request: UpdateRequest): Promise<UpdateId> {
    return (await this.engine.enqueue(request)).updateId
  }

  async add(
    indexUid: string,
    documents: readonly unknown[] | string,
    request: Partial<DocumentsRequest> = {},
  ): Promise<UpdateId> {
    const payload = await this.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid,
      primaryKey: null,
      format: 'json',
      ...request,
    })
    await this.engine.pushPayload(payload, typeof documents === 'string' ? documents : JSON.stringify(documents))
    return (await this.engine.finishPayload(payload)).updateId
  }

  /** Resolves when nothing is left to do here. */
  async idle(): Promise<void> {
    while (!(await this.engine.isIdle())) await new Promise((resolve) => setTimeout(resolve, 0))
  }

  updates(): Promise<Update[]> {
    return listUpdates(this.store, {}, null)
  }

  /** `1 DocumentsAddition processed`, `2 Settings failed index_not_found` and so on. */
  async outcomes(): Promise<string[]> {
    return (await this.updates()).map((update) =>
      [
        update.updateId,
        update.type.name,
        update.status,
        ...(update.status === 'failed' ? [update.errorCode] : []),
      ].join(' '),
    )
  }

  manifests(): Promise<Manifest[]> {
    return new IndexReader(this.store, new PageCache()).manifests()
  }

  /** All documents of an index in insertion order, read from storage. */
  async documents(indexUid: string): Promise<readonly JsonObject[]> {
    const reader = new IndexReader(this.store, new PageCache())
    return reader.read(
      indexUid,
      async (snapshot) => (await readDocuments(snapshot, { limit: Number.MAX_SAFE_INTEGER })).results,
    )
  }
}

/** The statuses of an update, in the order they were announced. */
export const statusesOf = (heard: readonly Announcement[], updateId: number): string[] =>
  heard.flatMap((announcement) =>
    announcement.type === 'update' && announcement.update.updateId === updateId ? [announcement.update.status] : [],
  )

/** A promise to be settled by hand. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
