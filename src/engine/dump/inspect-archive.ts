/**
 * The first reading of a dump: everything small is kept, the updates are read line by line, and of
 * the documents only their names and sizes. Nothing is stored. It is a separate reading because an
 * archive may have the documents before the settings and keys they need; and every fault of the
 * archive itself is found before anything is written.
 */
import {
  type ArchivedIndex,
  type DumpVersion,
  kindOf,
  readIndexes,
  readUuids,
  readVersion,
} from '../../core/dump/archive-layout.ts'
import type { DumpedUpdate } from '../../core/dump/dumped-update.ts'
import { dumpTooLarge, invalidDump } from '../../core/dump/invalid-dump.ts'
import { archiveLimits } from '../../core/dump/limits.ts'
import { readTask } from '../../core/dump/read-task.ts'
import { joinBytes } from '../../shared/join-bytes.ts'
import { readArchive } from './read-archive.ts'

export interface InspectedArchive {
  readonly version: DumpVersion
  readonly indexes: readonly ArchivedIndex[]
  /** In the order of their ids where the dump has such, else of their lines. */
  readonly updates: readonly DumpedUpdate[]
  /** Finished updates that were too many to be taken over. */
  readonly droppedHistory: number
  readonly payloadPaths: ReadonlySet<string>
  /** Bytes of the whole archive, unpacked. */
  readonly unpackedBytes: number
}

/**
 * `now` is RFC 3339; `read` is called with the number of bytes of the Blob read so far. Rejects
 * with `invalid_dump` and `payload_too_large`.
 */
export async function inspectArchive(
  blob: Blob,
  now: string,
  read: (packed: number) => Promise<void>,
): Promise<InspectedArchive> {
  const whole = new Map<string, string>()
  const documents = new Set<string>()
  const payloads = new Set<string>()
  const updates = new UpdateLines(now)
  const seen = new Set<string>()
  let wholeBytes = 0
  let unpackedBytes = 0
  let open: { readonly path: string; readonly parts: Uint8Array[] } | null = null
  let path = ''
  await readArchive(
    blob,
    (unpacked, packed) => {
      unpackedBytes = unpacked
      return read(packed)
    },
    (event) => {
      if (event.type === 'file') {
        path = event.path
        const kind = kindOf(path)
        if (kind !== 'other' && seen.has(path)) throw invalidDump('the file is there twice', path)
        seen.add(path)
        if (kind === 'documents') documents.add(path)
        if (kind === 'payload') payloads.add(path)
        if (kind === 'updates') updates.begin(path)
        if (kind === 'whole') {
          wholeBytes += event.size
          if (event.size > archiveLimits.maxSmallFileBytes || wholeBytes > archiveLimits.maxSmallFilesBytes) {
            throw dumpTooLarge(`the file has ${event.size} bytes`, path)
          }
          open = { path, parts: [] }
        } else open = null
      } else if (event.type === 'data') {
        if (open) open.parts.push(event.bytes.slice())
        else updates.push(event.bytes)
      } else {
        if (open) whole.set(open.path, decode(joinBytes(open.parts), open.path))
        updates.end()
      }
    },
  )
  return {
    version: readVersion(whole),
    indexes: readIndexes(whole, documents),
    ...updates.finish(readUuids(whole)),
    payloadPaths: payloads,
    unpackedBytes,
  }
}

/**
 * The lines of a list of updates. Pending ones are kept; of finished ones the newest, up to the
 * limit.
 */
class UpdateLines {
  readonly #now: string
  #path: string | null = null
  #carry: Uint8Array[] = []
  #carried = 0
  #pendingBytes = 0
  readonly #updates: { readonly order: number; readonly update: DumpedUpdate; readonly uuid: string | null }[] = []
  #finished = 0
  #dropped = 0
  #lines = 0

  constructor(now: string) {
    this.#now = now
  }

  begin(path: string): void {
    this.#path = path
  }

  push(bytes: Uint8Array): void {
    if (this.#path === null) return
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      this.#keep(bytes.subarray(start, end))
      this.#read()
      start = end + 1
    }
    this.#keep(bytes.subarray(start).slice())
  }

  end(): void {
    if (this.#path === null) return
    this.#read()
    this.#path = null
  }

  finish(uuids: ReadonlyMap<string, string>): Pick<InspectedArchive, 'updates' | 'droppedHistory'> {
    this.#forgetOldest(0)
    const updates = this.#updates
      .sort((a, b) => a.order - b.order)
      .map(({ update, uuid }) => {
        const uid = uuid === null ? undefined : uuids.get(uuid)
        if (uuid === null || update.state !== 'pending') return update
        // The file that names the indexes may come after the one that names their updates.
        return uid === undefined
          ? ({ state: 'unknown', name: `${update.content.type} of an index that is not there`, pending: true } as const)
          : { ...update, content: { ...update.content, indexUid: uid } as typeof update.content }
      })
    return { updates, droppedHistory: this.#dropped }
  }

  #keep(bytes: Uint8Array): void {
    this.#carried += bytes.length
    if (this.#carried > archiveLimits.maxTaskLineBytes) throw dumpTooLarge('a line is too long', this.#path ?? '')
    if (bytes.length > 0) this.#carry.push(bytes)
  }

  #read(): void {
    const path = this.#path ?? ''
    const text = decode(joinBytes(this.#carry), path).trim()
    const bytes = this.#carried
    this.#carry = []
    this.#carried = 0
    if (text === '') return
    this.#lines++
    let line: { readonly uid?: unknown; readonly id?: unknown; readonly uuid?: unknown } | null
    try {
      line = JSON.parse(text)
    } catch (cause) {
      throw invalidDump(`line ${this.#lines} is no JSON`, path, cause)
    }
    let uuid: string | null = null
    const update = readTask(
      line,
      (id) => {
        uuid = id
        return ''
      },
      this.#now,
    )
    if (update.state !== 'finished') {
      if (update.state === 'unknown' && !update.pending) return
      this.#pendingBytes += bytes
      if (this.#pendingBytes > archiveLimits.maxPendingBytes) throw dumpTooLarge('too much waits', path)
    } else this.#finished++
    const id = line?.uid ?? line?.id
    this.#updates.push({ order: typeof id === 'number' ? id : this.#lines, update, uuid })
    this.#forgetOldest(10_000)
  }

  /**
   * Keeps only the newest finished updates. It waits until there are `slack` too many, because it
   * walks over all of them.
   */
  #forgetOldest(slack: number): void {
    let surplus = this.#finished - archiveLimits.maxHistory
    if (surplus <= slack) return
    this.#dropped += surplus
    this.#finished -= surplus
    this.#updates.sort((a, b) => a.order - b.order)
    const kept = this.#updates.filter(({ update }) => update.state !== 'finished' || surplus-- <= 0)
    this.#updates.splice(0, this.#updates.length, ...kept)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array, path: string): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw invalidDump('the text is not UTF-8', path, cause)
  }
}
