/**
 * The durable queue. `enqueue` resolves only when the update and its payload are stored (law 1);
 * several that wait share one transaction. An update is in `pending` until the transaction that
 * finishes it, so all updates there are to be run, in ascending order.
 */
import type { UpdateRequest } from '../../shared/engine-api.ts'
import type { EnqueuedUpdate } from '../../shared/update.ts'
import { type Clock, dateText } from '../store/clock.ts'
import { chooseShelf, type NewFile, shelfLoads, totalBytes, writeFiles } from '../store/files.ts'
import { freesRoom, isFull, withReserve, withRoom } from '../store/room.ts'
import {
  type Counters,
  type DocumentFile,
  largeFileBytes,
  noCounters,
  type PendingUpdate,
  payloadFileNumber,
  shelfNames,
  type UpdateContent,
} from '../store/schema.ts'
import type { Durability, Store, WriteTransaction } from '../store/store.ts'
import { type Found, readNext } from '../work/commit.ts'
import { enqueuedView, indexUidOf, typeOf } from '../work/update-views.ts'

type DocumentsContent = Extract<UpdateContent, { payload: DocumentFile }>

/** Sealed pages of document blocks; `counts[p]` documents lie in page p. */
interface Payload {
  readonly pages: readonly Uint8Array[]
  readonly counts: Uint8Array
}

/**
 * What to enqueue: a small content as it is, or documents whose file gets its name when it is
 * stored.
 */
export type NewUpdate =
  | { readonly content: UpdateRequest }
  | { readonly content: Omit<DocumentsContent, 'payload'>; readonly payload: Payload }

interface Waiting {
  readonly update: NewUpdate
  readonly resolve: (update: EnqueuedUpdate) => void
  readonly reject: (error: unknown) => void
}

type Stored = (updates: readonly EnqueuedUpdate[], found: Found) => void

export class UpdateQueue {
  readonly #store: Store
  readonly #clock: Clock
  readonly #durability: Durability
  readonly #stored: Stored
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null

  /**
   * `stored` gets the updates of each transaction, and what it has found, before they resolve.
   */
  constructor(store: Store, clock: Clock, durability: Durability, stored: Stored = () => {}) {
    this.#store = store
    this.#clock = clock
    this.#durability = durability
    this.#stored = stored
  }

  /** Resolves when stored. Updates get their ids in the order of the calls. */
  enqueue(update: NewUpdate): Promise<EnqueuedUpdate> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ update, resolve, reject })
      this.#writing ??= this.#writeWaiting()
    })
  }

  /** The update to run next, or undefined when nothing is pending. */
  async head(): Promise<PendingUpdate | undefined> {
    const [head] = await this.#store.read(['pending'], (transaction) => transaction.getAll('pending', {}, 1))
    return head as PendingUpdate | undefined
  }

  /** Whether no update waits to be stored. */
  isIdle(): boolean {
    return this.#writing === null
  }

  /** Resolves when everything that waited is stored or refused. */
  async drained(): Promise<void> {
    await this.#writing
  }

  async #writeWaiting(): Promise<void> {
    // A microtask later, so that calls made together are stored together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      await this.#settle(batch)
    }
    this.#writing = null
  }

  async #settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const updates = batch.map((waiting) => waiting.update)
      const room = updates.every(({ content }) => freesRoom(content.type)) ? withReserve : withRoom
      const stored = await room(this.#store, () => this.#storeTogether(updates))
      batch.forEach((waiting, i) => waiting.resolve(stored[i]))
    } catch (error) {
      // One update may be too large for a nearly full disk: the others are then stored one by one.
      // After any other failure the batch may be stored all the same (the connection can be lost
      // after the commit), so storing it again could store it twice.
      if (isFull(error) && batch.length > 1) for (const waiting of batch) await this.#settle([waiting])
      else for (const waiting of batch) waiting.reject(error)
    }
  }

  async #storeTogether(wanted: readonly NewUpdate[]): Promise<EnqueuedUpdate[]> {
    const { pending, found } = await this.#write(wanted)
    const updates = pending.map(enqueuedView)
    this.#stored(updates, found)
    return updates
  }

  async #write(updates: readonly NewUpdate[]): Promise<{ pending: readonly PendingUpdate[]; found: Found }> {
    const shelves = await this.#shelvesFor(updates)
    const buckets = new Set(shelves.flatMap((shelf) => (shelf === null ? [] : [shelfNames[shelf]])))
    const write = async (transaction: WriteTransaction) => {
      const [stored, next] = await Promise.all([transaction.get('meta', 'counters'), readNext(transaction)])
      const counters = (stored as Counters | undefined) ?? noCounters
      const enqueuedAt = dateText(this.#clock.now())
      const files: NewFile[] = []
      const pending = updates.map((update, i): PendingUpdate => {
        const updateId = counters.lastUpdateId + 1 + i
        const content = named(update, updateId, shelves[i] ?? 0)
        if ('payload' in update && 'payload' in content)
          files.push({ ref: content.payload, pages: update.payload.pages })
        return { updateId, indexUid: indexUidOf(content), type: typeOf(content), enqueuedAt, content }
      })
      const after: Counters = { ...counters, lastUpdateId: counters.lastUpdateId + updates.length }
      void transaction.put('meta', 'counters', after)
      void transaction.putAll(
        'pending',
        pending.map(({ updateId }) => updateId),
        pending,
      )
      await writeFiles(transaction, files)
      return { pending, found: { ...next, head: next.head ?? pending[0], counters: after } }
    }
    const bytes = updates.reduce((sum, one) => sum + ('payload' in one ? totalBytes(one.payload.pages) : 0), 0)
    return this.#store.write(['meta', 'pending', ...buckets], this.#durability, write, bytes)
  }

  /**
   * The shelf of each payload, null where there is none. The loads of shelves matter only to large
   * payloads, so they are read only then.
   */
  async #shelvesFor(updates: readonly NewUpdate[]): Promise<(number | null)[]> {
    const sizes = updates.map((update) => ('payload' in update ? totalBytes(update.payload.pages) : null))
    const loads = sizes.some((bytes) => bytes !== null && bytes >= largeFileBytes)
      ? shelfLoads(
          await this.#store.read(['pending', 'indexes'], async (transaction) =>
            (await Promise.all([transaction.getAll('pending'), transaction.getAll('indexes')])).flat(),
          ),
        )
      : []
    return sizes.map((bytes) => (bytes === null ? null : chooseShelf(bytes, loads)))
  }
}

function named(update: NewUpdate, updateId: number, shelf: number): UpdateContent {
  if (!('payload' in update)) return update.content
  const { pages, counts } = update.payload
  const payload: DocumentFile = {
    shelf,
    file: payloadFileNumber(updateId),
    pages: pages.length,
    bytes: totalBytes(pages),
    counts,
  }
  return { ...update.content, payload }
}
