/**
 * Decides when a transaction that gets no answer is given up. A tab cannot end another tab's
 * transaction, so all transactions wait behind one of a tab that stands still. That is told from a
 * slow disk by two signs. First, the storage answers: short reads beside the transaction, but not
 * those of the stores it waits for; or, where all stores are taken, another database. Second, no
 * other tab announces a transaction that goes on, as every tab does again and again while it has
 * one for longer than a moment. With both signs the transaction is given up soon, else after the
 * time limit. So is a deletion, for which every tab has to close its connection, and an opening
 * behind one.
 */
import { isServerLost } from './storage-errors.ts'
import { type Bucket, bucketNames } from './store.ts'

/** Other threads that use the database, as far as their announcements are heard. */
export interface Neighbours {
  /** Announces that a transaction of this thread goes on. */
  say(): void
  /** How long ago one of them last announced that; Infinity: never. */
  silentForMs(): number
  /** The name of a database that is not there, and that no other thread asks for. */
  readonly nowhere: string
}

export interface Patience {
  /** How long a transaction may stay without an answer, whatever the reason. */
  readonly limitMs: number
  /** How long a transaction may wait behind a tab that stands still. */
  readonly blockedMs: number
  /** Absent: other threads cannot be heard, and only the limit counts. */
  readonly neighbours?: Neighbours | undefined
  readonly factory: IDBFactory
}

/**
 * Time is counted in ticks of this thread, not by the clock: after a device slept, or a thread was
 * busy, an answer that has come is still taken.
 */
const longestTickMs = 250
const ticksInLimit = 4

/**
 * `isBlocked`: the connection is sound, as another store has answered through it. `isLost`: nothing
 * will be answered here any more, since the process of the databases has ended.
 */
type GiveUp = (silentMs: number, isBlocked: boolean, isLost: boolean) => void

export class AnswerWatch {
  readonly #transaction: IDBTransaction
  readonly #patience: Patience
  readonly #giveUp: GiveUp
  readonly #tickMs: number
  readonly #timer: ReturnType<typeof setInterval>
  #silentTicks = 0
  #isUnderWay = false
  #answeredStores: ReadonlySet<Bucket> = new Set()
  #elsewhere: Elsewhere | undefined

  /** `giveUp` is called at most once, and not after `stop`. */
  constructor(transaction: IDBTransaction, patience: Patience, giveUp: GiveUp) {
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
    if (this.#isUnderWay) neighbours?.say()
    // Of a write that was answered once it would not be known what became of it.
    const mayEnd = !this.#isUnderWay || this.#transaction.mode !== 'readwrite'
    const silentMs = ++this.#silentTicks * this.#tickMs
    const isLost = this.#elsewhere?.isLost === true
    const isBeside = !this.#isUnderWay && this.#isStoreTaken()
    const isEnough = silentMs >= limitMs || (isStill(silentMs, this.#patience) && (isBeside || this.#isAllTaken()))
    if (isLost || (mayEnd && isEnough)) {
      this.stop()
      this.#giveUp(silentMs, isBeside, isLost)
    } else if (neighbours && this.#silentTicks % Math.ceil(blockedMs / this.#tickMs / 2) === 0) {
      if (mayEnd) this.#answeredStores = readBeside(this.#transaction)
      this.#elsewhere = askElsewhere(this.#patience)
    }
  }

  #isStoreTaken(): boolean {
    const answered = this.#answeredStores
    if (answered.size === 0) return false
    return Array.from(this.#transaction.objectStoreNames as Iterable<string>).some(
      (name) => !answered.has(name as Bucket),
    )
  }

  /** Perhaps it is only the connection that is dead. */
  #isAllTaken(): boolean {
    return !this.#isUnderWay && this.#answeredStores.size === 0 && this.#elsewhere?.hasAnswered === true
  }
}

/** Whether nobody was heard for so long that another tab may stand still. */
const isStill = (silentMs: number, { blockedMs, neighbours }: Patience): boolean =>
  neighbours !== undefined && silentMs >= blockedMs && neighbours.silentForMs() >= blockedMs

/**
 * Watches the opening or the deletion of a database, and calls `giveUp` once it has taken too long,
 * seems to wait for a tab that stands still (`isBlocked`), or the process of the databases has
 * ended (`isLost`). Returns what ends the watch.
 */
export function watchOpening(patience: Patience, giveUp: (isBlocked: boolean, isLost: boolean) => void): () => void {
  const { limitMs, blockedMs, neighbours } = patience
  let elsewhere: Elsewhere | undefined
  let ticks = 0
  const tickMs = Math.min(longestTickMs, limitMs / ticksInLimit)
  const timer = setInterval(() => {
    const silentMs = ++ticks * tickMs
    if (neighbours && silentMs >= blockedMs / 2) elsewhere ??= askElsewhere(patience)
    const isBlocked = isStill(silentMs, patience) && elsewhere?.hasAnswered === true
    const isLost = elsewhere?.isLost === true
    if (silentMs < limitMs && !isBlocked && !isLost) return
    clearInterval(timer)
    giveUp(isBlocked, isLost)
  }, tickMs)
  return () => clearInterval(timer)
}

interface Elsewhere {
  hasAnswered: boolean
  isLost: boolean
}

/**
 * Whether the storage answers, by a database that is not there: WebKit lists no databases, without
 * an error, once their process has ended.
 */
export function answersElsewhere(patience: Patience): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = askElsewhere(patience, () => resolve(asked.hasAnswered))
    setTimeout(() => resolve(false), patience.blockedMs)
  })
}

/**
 * Asks the storage for a database that is not there, and lets it not be made. `answered` is called
 * with the end.
 */
function askElsewhere({ factory, neighbours }: Patience, answered?: () => void): Elsewhere {
  const asked = { hasAnswered: false, isLost: false }
  const name = neighbours?.nowhere ?? 'seekling:probe'
  try {
    const request = factory.open(name)
    request.onupgradeneeded = () => {
      asked.hasAnswered = true
      request.transaction?.abort()
    }
    request.onerror = (event) => {
      event.preventDefault()
      asked.isLost = isServerLost(request.error)
      // WebKit makes it all the same.
      factory.deleteDatabase(name)
      answered?.()
    }
  } catch {
    // The browser refuses it, which says nothing of the storage.
  }
  return asked
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
