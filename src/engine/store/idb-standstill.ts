/**
 * When a transaction that hears no answer is given up. Nobody can end another tab's transaction, so
 * behind one of a tab that stands still every other waits. It is told from a slow disk by two
 * signs. The disk is not slow: short reads beside the transaction are answered, but not those of
 * the stores it waits for. And nobody who moves is in the way: who has had a transaction for longer
 * than a moment says so again and again. With both it is given up soon, else after the time limit.
 */
import { type Bucket, bucketNames } from './store.ts'

/** Who else uses the database, as far as can be heard. */
export interface Neighbours {
  /** Says that a transaction of this thread goes on. */
  say(): void
  /** How long ago one of them was last heard to say so; Infinity: never. */
  silentForMs(): number
}

export interface Patience {
  /** How long a transaction may stay without an answer, whatever the reason. */
  readonly limitMs: number
  /** How long behind a tab that stands still. */
  readonly blockedMs: number
  /** Absent: nobody can be heard, and the limit is all there is. */
  readonly neighbours?: Neighbours | undefined
}

/** Ticks, not hours: a device that slept, or a busy thread, still hears the answer that is here. */
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
    // Who waits behind the same transactions hears that the queue moves.
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
      // What became of a write that was answered once could not be told.
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
 * Returns the stores from which a short read is answered, a set that grows. Stores that the
 * transaction waits to write to are left out: their reads would wait for itself.
 */
function readBeside({ db, mode, objectStoreNames }: IDBTransaction): ReadonlySet<Bucket> {
  const answered = new Set<Bucket>()
  for (const bucket of bucketNames) {
    if (mode === 'readwrite' && objectStoreNames.contains(bucket)) continue
    try {
      db.transaction(bucket).objectStore(bucket).get('').onsuccess = () => answered.add(bucket)
    } catch {
      // The connection is closed, and the transaction hears of that itself.
    }
  }
  return answered
}
