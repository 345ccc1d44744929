/**
 * One transaction of the memory store: it reads the state of its buckets at its beginning, overlaid
 * with what it wrote itself; `commit` applies that overlay at once.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { compareKeys, exactBytes, isInside } from './keys.ts'
import type { Bucket, Key, KeyRange, WriteTransaction } from './store.ts'

/** Records by key. While `entries` is being read, a commit puts a changed copy in its place. */
export class MemoryBucket {
  entries = new Map<Key, unknown>()
  readers = 0

  apply(changes: ReadonlyMap<Key, unknown>): void {
    if (changes.size === 0) return
    if (this.readers > 0) {
      this.entries = new Map(this.entries)
      this.readers = 0
    }
    for (const [key, value] of changes) {
      if (value === absent) this.entries.delete(key)
      else this.entries.set(key, value)
    }
  }
}

const absent = Symbol('absent')

interface View {
  readonly bucket: MemoryBucket
  readonly entries: Map<Key, unknown>
  readonly changes: Map<Key, unknown>
}

export class MemoryTransaction implements WriteTransaction {
  readonly #views: ReadonlyMap<Bucket, View>
  readonly #writable: boolean
  #finished = false

  constructor(buckets: ReadonlyMap<Bucket, MemoryBucket>, mode: 'readonly' | 'readwrite') {
    this.#writable = mode === 'readwrite'
    this.#views = new Map(
      [...buckets].map(([name, bucket]) => {
        // A writer is alone and changes nothing before its commit, so only readers need the map
        // kept.
        if (!this.#writable) bucket.readers++
        return [name, { bucket, entries: bucket.entries, changes: new Map() }]
      }),
    )
  }

  async get(bucket: Bucket, key: Key): Promise<unknown> {
    return structuredClone(read(this.#view(bucket), key))
  }

  async getAll(bucket: Bucket, range?: KeyRange, limit?: number): Promise<unknown[]> {
    const view = this.#view(bucket)
    return keysIn(view, range, limit).map((key) => structuredClone(read(view, key)))
  }

  async getAllKeys(bucket: Bucket, range?: KeyRange, limit?: number): Promise<Key[]> {
    return keysIn(this.#view(bucket), range, limit)
  }

  async count(bucket: Bucket, range?: KeyRange): Promise<number> {
    return keysIn(this.#view(bucket), range).length
  }

  /** Not async: the value is copied before the caller can change it. */
  put(bucket: Bucket, key: Key, value: unknown): Promise<void> {
    this.#writableView(bucket).changes.set(key, structuredClone(exactBytes(value)))
    return Promise.resolve()
  }

  putAll(bucket: Bucket, keys: readonly Key[], values: readonly unknown[]): Promise<void> {
    const { changes } = this.#writableView(bucket)
    for (let i = 0; i < keys.length; i++) changes.set(keys[i], structuredClone(exactBytes(values[i])))
    return Promise.resolve()
  }

  delete(bucket: Bucket, keys: Key | KeyRange): Promise<void> {
    const view = this.#writableView(bucket)
    for (const key of typeof keys === 'object' ? keysIn(view, keys) : [keys]) view.changes.set(key, absent)
    return Promise.resolve()
  }

  commit(): void {
    for (const { bucket, changes } of this.#views.values()) bucket.apply(changes)
  }

  finish(): void {
    this.#finished = true
    for (const { bucket, entries } of this.#views.values()) {
      if (!this.#writable && bucket.entries === entries) bucket.readers--
    }
  }

  #view(name: Bucket): View {
    if (this.#finished) throw misuse('a transaction was used after its end')
    const view = this.#views.get(name)
    if (!view) throw misuse(`the bucket ${name} was not asked for`)
    return view
  }

  #writableView(name: Bucket): View {
    if (!this.#writable) throw misuse('a read tried to write')
    return this.#view(name)
  }
}

function read(view: View, key: Key): unknown {
  if (!view.changes.has(key)) return view.entries.get(key)
  const changed = view.changes.get(key)
  return changed === absent ? undefined : changed
}

function keysIn(view: View, range: KeyRange = {}, limit = Number.POSITIVE_INFINITY): Key[] {
  const keys: Key[] = []
  for (const key of view.entries.keys()) if (view.changes.get(key) !== absent && isInside(key, range)) keys.push(key)
  for (const [key, value] of view.changes) {
    if (value !== absent && !view.entries.has(key) && isInside(key, range)) keys.push(key)
  }
  return keys.sort(compareKeys).slice(0, limit)
}

const misuse = (what: string): SeeklingError =>
  new SeeklingError('internal', `Storage misuse: ${what}. This is a bug of Seekling: please report it.`)
