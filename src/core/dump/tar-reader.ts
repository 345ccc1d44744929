/**
 * Reads a tar archive that comes in pieces cut anywhere, as the events it consists of. Ordinary
 * files are all a dump has: links, devices and the like are refused. Long names are read in both
 * ways programs write them (GNU's `L` entries, POSIX's `x` records).
 */
import { checkEntryPath } from './entry-path.ts'
import { dumpTooLarge, invalidDump } from './invalid-dump.ts'
import { archiveLimits } from './limits.ts'
import { decodeTarHeader, type TarHeader, tarBlockBytes, tarPadding } from './tar-header.ts'

/**
 * Of one file: its beginning, its content in pieces (views, good until the next event), its end.
 */
export type TarEvent =
  | { readonly type: 'file'; readonly path: string; readonly size: number }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }

/** A name or record that describes the next entry. */
const maxNoteBytes = 64 * 1024

type Part = 'header' | 'content' | 'note' | 'skip'

interface Note {
  readonly type: string
  readonly bytes: Uint8Array
}

const decoder = new TextDecoder()

export class TarReader {
  #part: Part = 'header'
  /** Bytes the part still waits for. */
  #left = tarBlockBytes
  readonly #header = new Uint8Array(tarBlockBytes)
  #note: Note | null = null
  #entry: TarHeader | null = null
  #longPath: string | null = null
  #longSize: number | null = null
  #entries = 0
  #ended = false

  /** Call after the last piece. Throws `invalid_dump` if the archive is cut short. */
  finish(): void {
    if (!this.#ended) throw invalidDump('it ends before its end')
  }

  /**
   * Throws `invalid_dump` or `payload_too_large`. The events must be taken before the next piece is
   * pushed.
   */
  *push(piece: Uint8Array): Generator<TarEvent, void> {
    for (let at = 0; at < piece.length && !this.#ended; ) {
      const taken = piece.subarray(at, at + this.#left)
      at += taken.length
      const left = this.#left - taken.length
      if (this.#part === 'header') this.#header.set(taken, tarBlockBytes - this.#left)
      else if (this.#part === 'content') yield { type: 'data', bytes: taken }
      else if (this.#part === 'note' && this.#note) this.#note.bytes.set(taken, this.#note.bytes.length - this.#left)
      this.#left = left
      if (left === 0) yield* this.#finishPart()
    }
  }

  *#finishPart(): Generator<TarEvent, void> {
    if (this.#part === 'header') {
      yield* this.#readHeader()
      return
    }
    if (this.#part === 'content') yield { type: 'end' }
    if (this.#part === 'note') this.#readNote()
    const padding = this.#part === 'skip' ? 0 : tarPadding(this.#entry?.size ?? 0)
    if (padding > 0) this.#expect('skip', padding)
    else this.#expect('header', tarBlockBytes)
  }

  *#readHeader(): Generator<TarEvent, void> {
    if (this.#header.every((byte) => byte === 0)) {
      this.#ended = true
      return
    }
    const read = decodeTarHeader(this.#header)
    if (read === null) throw invalidDump('a header is damaged')
    if (++this.#entries > archiveLimits.maxEntries) {
      throw dumpTooLarge(`it has more than ${archiveLimits.maxEntries} files`)
    }
    if ('LxgK'.includes(read.type)) {
      if (read.size > maxNoteBytes) throw invalidDump('the name of a file is too long')
      this.#entry = read
      this.#note = { type: read.type, bytes: new Uint8Array(read.size) }
      if (read.size === 0) this.#expect('header', tarBlockBytes)
      else this.#expect('note', read.size)
      return
    }
    const entry = { ...read, path: this.#longPath ?? read.path, size: this.#longSize ?? read.size }
    this.#longPath = this.#longSize = null
    this.#entry = entry
    const path = checkEntryPath(entry.path)
    // A directory; older programs tell one only by the slash.
    if (entry.type === '5' || ('0\0'.includes(entry.type) && entry.path.endsWith('/'))) {
      if (entry.size > 0) throw invalidDump('a directory has content', entry.path)
      this.#expect('header', tarBlockBytes)
      return
    }
    if (!'0\0'.includes(entry.type)) throw invalidDump('there is something that is no ordinary file', entry.path)
    if (path === '') throw invalidDump('a file has no name')
    yield { type: 'file', path, size: entry.size }
    if (entry.size > 0) this.#expect('content', entry.size)
    else {
      yield { type: 'end' }
      this.#expect('header', tarBlockBytes)
    }
  }

  #readNote(): void {
    const { type, bytes } = this.#note as Note
    this.#note = null
    if (type === 'L') {
      const end = bytes.indexOf(0)
      this.#longPath = decoder.decode(end < 0 ? bytes : bytes.subarray(0, end))
    } else if (type === 'x') {
      for (const [key, value] of records(decoder.decode(bytes))) {
        if (key === 'path') this.#longPath = value
        if (key === 'size') {
          if (!/^\d{1,15}$/.test(value)) throw invalidDump('a header is damaged')
          this.#longSize = Number(value)
        }
      }
    }
  }

  #expect(part: Part, bytes: number): void {
    this.#part = part
    this.#left = bytes
  }
}

/** Lines of the form `<length> <key>=<value>`. */
function* records(text: string): Generator<readonly [string, string]> {
  for (const line of text.split('\n')) {
    const found = /^\d+ ([^=]+)=(.*)$/.exec(line)
    if (found) yield [found[1], found[2]]
  }
}
