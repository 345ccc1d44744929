/**
 * The one connection to a database: opened when first needed, opened again after it was lost,
 * closed at once when another tab wants to upgrade or delete the database. Opening never hangs:
 * some browsers leave `open` unanswered, so it has a time limit.
 *
 * It is bound to one database. A database can only go while no connection to it is open, so every
 * new connection reads the id that is stored with the database, and only then is used: with another
 * id than before, this and every later call rejects with `database_replaced`.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { readIdentity } from './idb-identity.ts'
import { answersElsewhere, type Patience, watchOpening } from './idb-standstill.ts'
import {
  closedError,
  isLost,
  lostError,
  mayPass,
  openingError,
  replacedError,
  transactionError,
} from './storage-errors.ts'
import { bucketNames } from './store.ts'

/**
 * The version IndexedDB gives a new database. It says nothing of the format, which takes another
 * database name (`seekling:v2:...`); it only rises when stores have to be made in a database that
 * was there without them.
 */
const firstVersion = 1

/** A browser that clears a site's data closes its connections first. */
const deletedWithinMs = 500

/** How long to wait before each further attempt to open. */
const openingPausesMs = [50, 200, 1000]

export interface ConnectionOptions {
  /** `limitMs` also limits how long opening or deleting may take. */
  readonly patience: Patience
  /** Called once, with the id of the database that is gone. */
  readonly onReplaced?: ((gone: string) => void) | undefined
}

export class IdbConnection {
  readonly #factory: IDBFactory
  readonly #name: string
  readonly #patience: Patience
  #database: Promise<IDBDatabase> | null = null
  readonly #onReplaced: ((gone: string) => void) | undefined
  #identity: string | undefined
  #connected = false
  #opens: 'not yet' | 'yes' | 'no more' = 'not yet'
  #replaced = false
  #closed = false

  constructor(factory: IDBFactory, name: string, { patience, onReplaced }: ConnectionOptions) {
    this.#factory = factory
    this.#name = name
    this.#patience = patience
    this.#onReplaced = onReplaced
  }

  /** Whether a connection is open, to the same database as before. */
  get connected(): boolean {
    return this.#connected
  }

  /**
   * The open database. Concurrent callers share one attempt; a failed one is forgotten, so that the
   * next call tries again.
   */
  open(): Promise<IDBDatabase> {
    if (this.#closed) return Promise.reject(closedError())
    if (this.#replaced) return Promise.reject(replacedError())
    if (this.#database) return this.#database
    const opening: Promise<IDBDatabase> = this.#openWhole().then(async (database) => {
      const forget = () => {
        if (this.#database !== opening) return
        this.#database = null
        this.#connected = false
      }
      database.onversionchange = ({ newVersion }) => {
        forget()
        database.close()
        if (newVersion === null) this.#noteReplaced()
      }
      database.onclose = () => {
        forget()
        setTimeout(() => this.#lookWhetherGone(), deletedWithinMs)
      }
      try {
        await this.#verify(database)
        if (this.#closed) throw closedError()
      } catch (thrown) {
        database.close()
        throw thrown
      }
      this.#connected = this.#database === opening
      return database
    })
    this.#database = opening
    opening.then(
      () => {
        this.#opens = 'yes'
      },
      () => {
        if (this.#database === opening) this.#database = null
      },
    )
    return opening
  }

  /**
   * From now on the connection takes only this database; the one that is open may already be
   * another.
   */
  async bind(identity: string): Promise<void> {
    this.#identity = identity
    await this.#verify(await this.open())
  }

  /** Checks, before a new connection is used, that it is to the database that was open before. */
  async #verify(database: IDBDatabase): Promise<void> {
    if (this.#identity !== undefined) {
      const found = await readIdentity(database, this.#patience).catch((thrown) => {
        // The connection may have been closed at this very moment, because the database is deleted.
        throw this.#replaced ? replacedError() : transactionError(thrown)
      })
      if (found !== this.#identity) this.#noteReplaced()
    }
    if (this.#replaced) throw replacedError()
  }

  /**
   * After the browser has closed the connection, perhaps because the site's data is cleared: who
   * makes no call hears of it too. Nothing is opened for it, which would make the database again.
   */
  async #lookWhetherGone(): Promise<void> {
    try {
      const there = await this.#factory.databases()
      if (there.some(({ name }) => name === this.#name)) return
      if ((await answersElsewhere(this.#patience)) && !this.#connected) this.#noteReplaced()
    } catch {
      // Not every browser tells. The next call looks.
    }
  }

  #noteReplaced(): void {
    if (this.#replaced || this.#closed || this.#identity === undefined) return
    this.#replaced = true
    this.#onReplaced?.(this.#identity)
  }

  /** A database that other code made, or that lost its stores, gets them: it holds nothing. */
  async #openWhole(): Promise<IDBDatabase> {
    const database = await this.#openPatiently()
    const { version, objectStoreNames } = database
    if (bucketNames.every((bucket) => objectStoreNames.contains(bucket))) return database
    database.close()
    if (version > firstVersion && objectStoreNames.length > 0) throw tooNewError(version)
    return this.#request(() => this.#factory.open(this.#name, version + 1))
  }

  /**
   * After a crash the browser may need a moment until the database can be opened again, so some
   * errors are tried again; others reject at once.
   */
  async #openPatiently(): Promise<IDBDatabase> {
    // After a failure to open it again, later calls make one attempt each until one succeeds.
    const pausesMs = this.#opens === 'no more' ? [] : openingPausesMs
    for (const pauseMs of pausesMs) {
      try {
        return await this.#request(() => this.#factory.open(this.#name))
      } catch (error) {
        if (this.#closed || !mayPass((error as SeeklingError).cause)) throw this.#failed(error)
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
    try {
      return await this.#request(() => this.#factory.open(this.#name))
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** After a first connection, an error of the browser no longer means that there is no storage. */
  #failed(error: unknown): unknown {
    if (this.#opens === 'not yet') return error
    this.#opens = 'no more'
    if (isLost(error)) return error
    return (error as SeeklingError).code === 'storage_unavailable' ? lostError((error as SeeklingError).cause) : error
  }

  /**
   * Forgets a connection that turned out to be dead. A newer one that was opened meanwhile
   * stays.
   */
  async drop(dead: IDBDatabase): Promise<void> {
    const current = this.#database
    if (current && (await current.catch(() => null)) === dead && this.#database === current) {
      this.#database = null
      this.#connected = false
    }
    dead.close()
  }

  /** Running transactions finish; new calls reject with `client_closed`. */
  async close(): Promise<void> {
    this.#closed = true
    this.#connected = false
    const current = this.#database
    this.#database = null
    if (current) (await current.catch(() => null))?.close()
  }

  /**
   * Closes and deletes. Other tabs close their connections by themselves; rejects with
   * `storage_blocked` when one does not in time. The browser then deletes when that tab has ended,
   * and opens nothing before.
   */
  async destroy(): Promise<void> {
    await this.close()
    await this.#request(() => this.#factory.deleteDatabase(this.#name))
  }

  #request(start: () => IDBOpenDBRequest): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      let blocked = false
      let late = false
      const stop = watchOpening(this.#patience, (isBlocked, isLost) => {
        late = true
        if (isLost) reject(lostError(serverLost))
        else reject(blocked || isBlocked ? blockedError() : unansweredError(this.#patience.limitMs))
      })
      const settle = (act: () => void) => {
        stop()
        act()
      }
      try {
        const request = start()
        request.onupgradeneeded = () => createBuckets(request.result)
        request.onblocked = () => {
          blocked = true
        }
        // No one uses a database that opens after the time limit: kept open, it would block the
        // next upgrade.
        request.onsuccess = () => (late ? request.result?.close() : settle(() => resolve(request.result)))
        request.onerror = (event) => {
          event.preventDefault()
          settle(() => reject(openingError(request.error)))
        }
      } catch (error) {
        settle(() => reject(openingError(error)))
      }
    })
  }
}

const createBuckets = (database: IDBDatabase): void => {
  for (const bucket of bucketNames) if (!database.objectStoreNames.contains(bucket)) database.createObjectStore(bucket)
}

/** As WebKit says it of an opening that it answers. */
const serverLost = { name: 'UnknownError', message: 'the process of the databases has ended' }

const tooNewError = (version: number): SeeklingError =>
  new SeeklingError(
    'storage_too_new',
    `The database has IndexedDB version ${version} and other stores than this version knows: a newer Seekling wrote it. Reload the page to get that version, or use another \`name\`.`,
    { version },
  )

const blockedError = (): SeeklingError =>
  new SeeklingError(
    'storage_blocked',
    'Another tab of this site has the database open and stands still, or holds it in an older or closing state. Close or reload the other tabs.',
  )

const unansweredError = (timeoutMs: number): SeeklingError =>
  new SeeklingError(
    'storage_unavailable',
    `The browser did not open the database within ${timeoutMs} ms. Reload the page, or restart the browser.`,
    { lost: true },
  )
