/**
 * The page's part in dumps: passes the calls on to the dump role. Loaded with the queue's code,
 * since a page that only searches needs none of it.
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

/** A file, the response of a `fetch`, or the URL to fetch it from. */
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
   * The pending updates of the dump wait in the queue now: they are run at once, here or in the tab
   * that already runs updates.
   */
  async importDump(dump: Blob): Promise<DumpImport> {
    const report = await this.#replacing((dumps) => dumps.importDump(dump))
    // If they are not run now they are taken over later: the import itself is done.
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

  /** Every later call of this page searches the new build. */
  async attachSnapshot(url: string | URL, options: AttachWith = {}): Promise<Attached> {
    const { signal, ...given } = options ?? {}
    const folder = folderOf(url)
    const id = Math.random()
    return this.#attach((sites) => {
      if (signal?.aborted) throw signal.reason
      const give = () => void sites.dropAttach(id).catch(() => {})
      signal?.addEventListener?.('abort', give)
      return untilAborted(signal, sites.attachSnapshot(folder, given, id))
    })
  }

  /**
   * Attaches a newer build of the indexes attached from this folder; resolves with whether there
   * was one.
   */
  async renewSnapshot(folder: string): Promise<boolean> {
    const renewed = this.#attach((sites) => sites.renewSnapshot(folder))
    // The error of the old build says more.
    return renewed.then(
      ({ changed }) => changed,
      () => false,
    )
  }

  async detachSnapshot(url: string | URL): Promise<void> {
    await (await this.#engines.search()).detachSnapshot(folderOf(url))
  }

  /** The dump role is started only if an index has local edits. */
  async #attach(ask: (sites: SiteApi) => Promise<Attached | null>): Promise<Attached> {
    const attached = await ask(await this.#engines.search())
    return attached ?? this.#replacing((dumps) => ask(dumps) as Promise<Attached>)
  }

  /**
   * Calls after this one are served from the new indexes, although the announcements of them may
   * come later than this result.
   */
  async #replacing<T>(take: (dumps: DumpApi) => Promise<T>): Promise<T> {
    const report = await take(await this.#engines.dump())
    const noted = this.#engines.search().then((search) => search.noteReplacement())
    // The import is done all the same, and a search worker that is lost shows no old results.
    await noted.catch(() => {})
    return report
  }

  /** The page only passes the pieces on. */
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
        // The buffer is transferred, and may be larger than the piece.
        await dump.pushSnapshot(id, value.byteLength === value.buffer.byteLength ? value : value.slice())
      }
    } catch (thrown) {
      reader.cancel().catch(() => {})
      if (id !== undefined) dump.dropSnapshot(id).catch(() => {})
      throw thrown
    }
  }
}

/** Relative to the page, as every URL. The engine refuses what is no URL. */
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
