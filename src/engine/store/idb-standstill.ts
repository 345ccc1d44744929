/**
 * Decides when a transaction that gets no answer is given up. A tab cannot end another tab's
 * transaction, so all transactions wait behind one of a tab that stands still. That is told from a
 * slow disk by two signs. First, short reads beside the transaction are answered, but not those of
 * the stores it waits for. Second, no other tab announces a transaction that goes on, as every tab
 * does again and again while it has one for longer than a moment. With both signs the transaction
 * is given up soon, else after the time limit.
 */
import { type Bucket, bucketNames } from './store.ts'

/** Other threads that use the database, as far as their announcements are heard. */
export interface Neighbours {
  /** Announces that a transaction of this thread goes on. */
  say(): void
  /** How long ago one of them last announced that; Infinity: never. */
  silentForMs(): number
}

export interface Patience {
  /** How long a transaction may stay without an answer, whatever the reason. */
  readonly limitMs: number
  /** How long a transaction may wait behind a tab that stands still. */
  readonly blockedMs: number
  /** Absent: other threads cannot be heard, and only the limit counts. */
  readonly neighbours?: Neighbours | undefined
}

/**
 * Time is counted in ticks of this thread, not by the clock: after a device slept, or a thread was
 * busy, an answer that has come is still taken.
 */
const longestTickMs = 250
const ticksInLimit = 4

export class AnswerWatch {
  readonly #transaction: IDBTransaction
  readonly #patience: Patience
  readonly #giveUp: (silentMs: number, isBlocked: boolean) => void
  readonly #tickMs: number
  readonly #timer: ReturnType<typeof setInterval>
  #silentTicks = 0
  #isUnderWay = false
  #answeredStores: ReadonlySet<Bucket> = new Set()

  /** `giveUp` is called at most once, unless `stop` was. */
  constructor(transaction: IDBTransaction, patience: Patience, giveUp: (silentMs: number, isBlocked: boolean) => void) {
    this.#transaction = transaction
    this.#patience = patience
    this.#giveUp = giveUp
    this.#tickMs = Math.min(longestTickMs, patience.limitMs / ticksInLimit)
    this.#timer = setInterval(() => this.#tick(), this.#tickMs)
  }

  /** One of the transaction's requests was answered. */
  answered(): void {
    // Tells the tabs that wait behind the same transactions that the queue moves.
    if (!this.#isUnderWay && this.#silentTicks > 0) this.#patience.neighbours?.say()
    this.#silentTicks = 0
    this.#isUnderWay = true
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const { limitMs, blockedMs, neighbours } = this.#patience
    if (this.#isUnderWay) {
      neighbours?.say()
      // Of a write that was answered once it would not be known what became of it.
      if (this.#transaction.mode === 'readwrite') return
    }
    const silentMs = ++this.#silentTicks * this.#tickMs
    const isLookDue = this.#silentTicks % Math.ceil(blockedMs / this.#tickMs / 2) === 0
    const isBlocked = isLookDue && silentMs >= blockedMs && !this.#isUnderWay && this.#standsStill()
    if (isBlocked || silentMs >= limitMs) {
      this.stop()
      this.#giveUp(silentMs, isBlocked)
    } else if (isLookDue && neighbours) this.#answeredStores = readBeside(this.#transaction)
  }

  #standsStill(): boolean {
    const { blockedMs, neighbours } = this.#patience
    if (!neighbours || neighbours.silentForMs() < blockedMs) return false
    const scope = Array.from(this.#transaction.objectStoreNames) as Bucket[]
    return this.#answeredStores.size > 0 && scope.some((bucket) => !this.#answeredStores.has(bucket))
  }
}

/**
 * Returns the stores from which a short read was answered, a set that grows. Stores that the
 * transaction waits to write to are left out: their reads would wait for itself.
 */
function readBeside({ db, mode, objectStoreNames }: IDBTransaction): ReadonlySet<Bucket> {
  const answered = new Set<Bucket>()
  for (const bucket of bucketNames) {
    if (mode === 'readwrite' && objectStoreNames.contains(bucket)) continue
    try {
      db.transaction(bucket).objectStore(bucket).get('').onsuccess = () => answered.add(bucket)
    } catch {
      // The connection is closed, which ends the transaction as well.
    }
  }
  return answered
}
