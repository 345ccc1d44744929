/**
 * The page's part in dumps: hands the calls to the dump role. Loaded with the queue's code, since a
 * page that only searches needs none of it.
 */
import type {
  Attached,
  AttachOptions,
  DumpApi,
  DumpImport,
  DumpStatus,
  IncomingId,
  PackedFiles,
  SiteApi,
  SnapshotFile,
  SnapshotFilesOptions,
  SnapshotImport,
  SnapshotImportOptions,
  SnapshotSelection,
} from '../shared/dump.ts'
import { SeeklingError, textOf } from '../shared/errors.ts'
import { untilAborted } from './abort.ts'
import type { Engines } from './engines.ts'
import { unreadable } from './plain-copy.ts'

/** A file, what a `fetch` answered, or where to fetch it. */
export type SnapshotSource = Blob | Response | string | URL

export interface AttachWith extends AttachOptions {
  /** Aborted: the call rejects with its reason, and nothing more is fetched ahead. */
  readonly signal?: AbortSignal | undefined
}

export class DumpClient {
  readonly #engines: Engines

  constructor(engines: Engines) {
    this.#engines = engines
  }

  async createDump(asUpdate?: boolean): Promise<DumpStatus> {
    return (await this.#engines.dump()).createDump(asUpdate)
  }

  async getDumpStatus(uid: string): Promise<DumpStatus> {
    return (await this.#engines.dump()).getDumpStatus(uid)
  }

  async getDumps(): Promise<readonly DumpStatus[]> {
    return (await this.#engines.dump()).getDumps()
  }

  async getDump(uid: string): Promise<Blob> {
    return (await this.#engines.dump()).getDump(uid)
  }

  async deleteDump(uid: string): Promise<void> {
    return (await this.#engines.dump()).deleteDump(uid)
  }

  /**
   * The updates that came with it wait in the queue now: they are run at once, here or wherever
   * updates already run.
   */
  async importDump(dump: Blob): Promise<DumpImport> {
    const report = await this.#replacing((dumps) => dumps.importDump(dump))
    // What is not run now is taken over later: the import itself is done.
    if (report.enqueuedUpdates > 0)
      this.#engines
        .update()
        .then((update) => update.resume())
        .catch(() => {})
    return report
  }

  async exportSnapshot(options?: SnapshotSelection): Promise<Blob> {
    return (await this.#engines.dump()).exportSnapshot(options)
  }

  /** The bytes of files are read when their turn comes. */
  async exportSnapshotFiles(options?: SnapshotFilesOptions): Promise<AsyncIterable<SnapshotFile>> {
    return unpacked(await (await this.#engines.dump()).exportSnapshotFiles(options))
  }

  async importSnapshot(source: SnapshotSource, options?: SnapshotImportOptions): Promise<SnapshotImport> {
    const kind = kindOf(source)
    // A download begins before the worker is there.
    const response = kind === 'place' ? fetch(source as string | URL) : null
    response?.catch(() => {})
    return this.#replacing(async (dumps) => {
      if (response) return this.#stream(dumps, await response.catch(failed), options)
      return kind === 'response'
        ? this.#stream(dumps, source as Response, options)
        : dumps.importSnapshot(source as Blob, options)
    })
  }

  /** What is new of it is searched by every later call of this page. */
  async attachSnapshot(url: string | URL, options: AttachWith = {}): Promise<Attached> {
    const { signal, ...given } = options ?? {}
    const folder = folderOf(url)
    const id = Math.random()
    return this.#attach((sites) => {
      if (signal?.aborted) throw signal.reason
      const give = () => void sites.dropAttach(id).catch(() => {})
      signal?.addEventListener('abort', give)
      return untilAborted(signal, sites.attachSnapshot(folder, given, id))
    })
  }

  /** Whether there is a newer build of what is attached from this folder; it is attached then. */
  async renewSnapshot(folder: string): Promise<boolean> {
    const renewed = this.#attach((sites) => sites.renewSnapshot(folder))
    // What is wrong with the old one is the better answer.
    return renewed.then(
      ({ changed }) => changed,
      () => false,
    )
  }

  async detachSnapshot(url: string | URL): Promise<void> {
    await (await this.#engines.search()).detachSnapshot(folderOf(url))
  }

  /** Only where something was written to it, the dump role is started for it. */
  async #attach(ask: (sites: SiteApi) => Promise<Attached | null>): Promise<Attached> {
    const attached = await ask(await this.#engines.search())
    return attached ?? this.#replacing((dumps) => ask(dumps) as Promise<Attached>)
  }

  /**
   * What comes after is answered from what has been taken in: the announcements of it may be later
   * than this answer.
   */
  async #replacing<T>(take: (dumps: DumpApi) => Promise<T>): Promise<T> {
    const report = await take(await this.#engines.dump())
    const noted = this.#engines.search().then((search) => search.noteReplacement())
    // It is done all the same; and a search worker that is lost shows nothing old.
    await noted.catch(() => {})
    return report
  }

  /** The page only hands the pieces on. */
  async #stream(
    dump: DumpApi,
    { ok, status, body }: Response,
    options?: SnapshotImportOptions,
  ): Promise<SnapshotImport> {
    if (!ok || !body) throw loadError(`the server answered ${status}${body ? '' : ' and nothing else'}`)
    if (typeof body.getReader !== 'function') throw loadError('it has no stream to read')
    const reader = body.getReader()
    let id: IncomingId | undefined
    try {
      id = await dump.beginSnapshot(options)
      for (;;) {
        const { done, value } = await soon(reader.read())
        if (done) return await dump.finishSnapshot(id)
        // Its buffer is handed over, and may be larger than the piece.
        await dump.pushSnapshot(id, value.byteLength === value.buffer.byteLength ? value : value.slice())
      }
    } catch (thrown) {
      reader.cancel().catch(() => {})
      if (id !== undefined) dump.dropSnapshot(id).catch(() => {})
      throw thrown
    }
  }
}

/** From where the page is, as every URL. What is none is refused by the engine. */
function folderOf(url: unknown): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href
  try {
    return new URL(String(url), base).href
  } catch {
    return textOf(url)
  }
}

/** Read together: each read of a Blob takes a turn of the host, and files are small. */
const bytesPerRead = 1024 * 1024

async function* unpacked({ blob, files }: PackedFiles): AsyncGenerator<SnapshotFile, void> {
  let from = 0
  let read = new Uint8Array(0)
  let at = 0
  for (const { path, bytes } of files) {
    if (at + bytes > from + read.length) {
      from = at
      read = new Uint8Array(await blob.slice(at, at + Math.max(bytes, bytesPerRead)).arrayBuffer())
    }
    yield { path, bytes: read.slice(at - from, at - from + bytes) }
    at += bytes
  }
}

function kindOf(source: unknown): 'place' | 'response' | 'file' {
  try {
    if (typeof source === 'string' || source instanceof URL) return 'place'
    // By what it can do: a Response of another frame is no instance of ours.
    return 'body' in Object(source) ? 'response' : 'file'
  } catch (thrown) {
    throw unreadable(thrown)
  }
}

/** The queue is frozen while a snapshot comes in, so a download that stands still is given up. */
const silenceMs = 60_000

function soon<T>(read: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(loadError('nothing came for a minute')), silenceMs)
  })
  return Promise.race([
    read.catch((thrown) => {
      throw loadError(thrown)
    }),
    tooLate,
  ]).finally(() => clearTimeout(timer))
}

const loadError = (why: unknown): SeeklingError =>
  new SeeklingError(
    'io_error',
    `The snapshot could not be loaded: ${textOf(why)}. Nothing was changed; try again.`,
    undefined,
    why,
  )

function failed(why: unknown): never {
  throw loadError(why)
}
