/**
 * The storage an engine stands on, as laws rather than as IndexedDB. Two implementations keep them:
 * `idb-store` and its in-memory twin; test/engine/store/store-laws.ts is the conformance kit both
 * run.
 *
 * Laws: a write commits wholly or not at all; a read sees one state, never half a write; writes
 * over a common bucket run one after another; values are copies (what a caller does to its object
 * later changes nothing stored); keys are non-negative safe integers or strings, integers first,
 * each ascending; `complete` is awaited before a write resolves.
 */

import type { FileRef } from './file-ref.ts'

/** The object stores. Frozen in format v1. */
export const bucketNames = ['meta', 'pending', 'finished', 'indexes', 'pages0', 'pages1', 'pages2', 'pages3'] as const

export type Bucket = (typeof bucketNames)[number]
export type Key = number | string

/** Inclusive at both ends; a missing end is open. */
export interface KeyRange {
  readonly from?: Key
  readonly to?: Key
}

export interface ReadTransaction {
  /** undefined when there is none. Several gets issued together run in parallel. */
  get(bucket: Bucket, key: Key): Promise<unknown>
  /** Ascending by key. */
  getAll(bucket: Bucket, range?: KeyRange, limit?: number): Promise<unknown[]>
  getAllKeys(bucket: Bucket, range?: KeyRange, limit?: number): Promise<Key[]>
  count(bucket: Bucket, range?: KeyRange): Promise<number>
}

export interface WriteTransaction extends ReadTransaction {
  /**
   * Issued at once; the promise settles when the request has, and may be awaited to pace a large
   * commit.
   */
  put(bucket: Bucket, key: Key, value: unknown): Promise<void>
  /**
   * Puts values[i] under keys[i]; at least one. Settles with the last of its requests. That makes
   * many puts cheap: no listener waits for the others, and if one fails the transaction fails.
   */
  putAll(bucket: Bucket, keys: readonly Key[], values: readonly unknown[]): Promise<void>
  /** An absent key is not an error. */
  delete(bucket: Bucket, keys: Key | KeyRange): Promise<void>
}

export type Durability = 'relaxed' | 'strict'

/**
 * `body` may await only its own transaction's requests: anything else lets IndexedDB commit early.
 * If `body` throws, a write is rolled back and the error rises unchanged. Storage failures reject
 * as SeeklingError: `no_space_left_on_device`, `storage_unavailable`, `storage_blocked` or
 * `io_error`.
 */
export interface Store {
  /** Where pages that are not stored are fetched. Absent: nowhere. */
  readonly remote?: RemotePages | undefined
  read<T>(buckets: readonly Bucket[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T>
  /**
   * `bytes`: how many bytes of pages it will put. A store whose refused transactions leave their
   * bytes on the disk refuses it before it begins, if they do not fit.
   */
  write<T>(
    buckets: readonly Bucket[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
    bytes?: number,
  ): Promise<T>
  /**
   * Whether a transaction that deletes several records writes all of them to the disk once more, so
   * that it can be undone. Absent: no.
   */
  readonly logsDeletions?: boolean | undefined
  /** Calls after close reject with `client_closed`. */
  close(): Promise<void>
  /** Closes and deletes everything stored. */
  destroy(): Promise<void>
}

/** Pages among the files of a site. */
export interface RemotePages {
  /**
   * Sealed pages of files that have a `remote`, in the order asked for, each checked against its
   * name. They are stored later, without the caller waiting for it. Rejects with
   * `snapshot_unavailable`.
   */
  fetch(pages: readonly { readonly file: FileRef; readonly page: number }[]): Promise<Uint8Array[]>
  /**
   * Resolves when all is stored that was fetched since the last call. Rejects with the failure of
   * the storage if some of it could not be.
   */
  stored(): Promise<void>
}

/** A store over one database, for as long as that database is there. */
export interface BoundStore extends Store {
  /**
   * Whether this store is still known to be over the database it is bound to; once that is gone, it
   * rejects all calls with `database_replaced`, for ever. Values read before may be used only while
   * this is true, or after `connect`.
   */
  readonly connected: boolean
  /** Makes `connected` true. Rejects with `database_replaced` or a storage failure. */
  connect(): Promise<void>
  /** Names the database that is open. */
  bind(identity: string): Promise<void>
}
