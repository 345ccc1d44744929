/**
 * Writes a dump: the instance as it was at one moment, as files of a tar archive, gzipped as it is
 * written. A file of unknown size, such as the list of updates, is made twice: once to measure it,
 * once to write it.
 */

import { assert } from '../../core/bytes/assert.ts'
import {
  dumpMetadata,
  indexFolders,
  indexMetadata,
  settingsForDump,
  tasksPath,
  updateFilePath,
} from '../../core/dump/dump-files.ts'
import { encodeTarHeader, tarBlockBytes, tarPadding } from '../../core/dump/tar-header.ts'
import { isListed, printFinishedTask, printPendingTask } from '../../core/dump/task-line.ts'
import type { FinishedUpdate, UpdateProgress } from '../../shared/update.ts'
import { dateText } from '../store/clock.ts'
import { payloadOf } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { enqueuedView } from '../work/update-views.ts'
import { indexLines, payloadLines } from './document-lines.ts'
import type { InstanceState } from './instance-state.ts'

export interface DumpTarget {
  /** Takes the archive's bytes; they are not changed afterwards. */
  push(bytes: Uint8Array): Promise<void>
  /** Reports progress, and throws if the dump is not to be finished. */
  checkpoint(progress: UpdateProgress): Promise<void>
}

const encoder = new TextEncoder()

/**
 * Throws what reading can throw: damage, missing pages, the storage's errors. `time` in
 * milliseconds since 1970.
 */
export async function writeDump(store: Store, state: InstanceState, time: number, target: DumpTarget): Promise<void> {
  const { manifests, pending } = state
  const archive = new ArchiveWriter(target, time)
  const total = manifests.reduce((sum, { documents }) => sum + documents, 0)
  let done = 0
  const writing = () => target.checkpoint({ step: 'writing documents', done, total })

  await archive.text('metadata.json', dumpMetadata(dateText(time)))
  await archive.folder('indexes/')
  const folders = indexFolders(manifests.map(({ uid }) => uid))
  for (const [i, manifest] of manifests.entries()) {
    await writing()
    const folder = `indexes/${folders[i]}`
    await archive.text(`${folder}/metadata.json`, indexMetadata(manifest))
    const { shared, own } = settingsForDump(manifest.settings)
    await archive.text(`${folder}/settings.json`, JSON.stringify(shared))
    if (own !== null) await archive.text(`${folder}/seekling.json`, JSON.stringify({ settings: own }))
    const lines = await indexLines(store, manifest)
    await archive.begin(`${folder}/documents.jsonl`, lines.bytes)
    for await (const piece of lines.pieces()) {
      await archive.content(piece)
      done = Math.min(total, done + Math.ceil((piece.length / lines.bytes) * lines.documents))
      await writing()
    }
    await archive.end()
  }

  const updates = state.counters.lastUpdateId
  let bytes = 0
  // Finished updates may be deleted meanwhile. A list that is kept in memory is not read a second
  // time; if it is too long for that, the dump fails.
  let kept: Uint8Array[] | null = []
  for await (const lines of taskLines(store, state)) {
    bytes += lines.length
    if (bytes > keptTaskBytes) kept = null
    kept?.push(lines)
    await target.checkpoint({ step: 'measuring updates', done: 0, total: updates })
  }
  await archive.begin(tasksPath, bytes)
  for await (const lines of kept ?? taskLines(store, state)) {
    await archive.content(lines)
    await target.checkpoint({ step: 'writing updates', done: updates, total: updates })
  }
  await archive.end()
  for (const update of pending) {
    const file = payloadOf(update)
    if (!file) continue
    const lines = await payloadLines(store, file)
    await archive.begin(updateFilePath(update.updateId), lines.bytes)
    for await (const piece of lines.pieces()) {
      await archive.content(piece)
      await target.checkpoint({ step: 'writing waiting documents', done: 0, total: 1 })
    }
    await archive.end()
  }
  await archive.text('keys.jsonl', '')
  await archive.finish()
}

/** Bytes of lines of updates kept in memory between measuring and writing them. */
const keptTaskBytes = 16 * 1024 * 1024

/** Updates read at once. */
const stride = 500

/**
 * A line per update, finished ones first. An update that was finished after the state was read
 * still stands among the pending ones.
 */
async function* taskLines(store: Store, { counters, pending }: InstanceState): AsyncGenerator<Uint8Array, void> {
  const waiting = new Set(pending.map(({ updateId }) => updateId))
  for (let next = 0, read = stride; read === stride; ) {
    const finished = (await store.read(['finished'], (transaction) =>
      transaction.getAll('finished', { from: next, to: counters.lastUpdateId }, stride),
    )) as FinishedUpdate[]
    read = finished.length
    next = (finished[read - 1]?.updateId ?? 0) + 1
    const lines = finished.filter((update) => !waiting.has(update.updateId) && isListed(update)).map(printFinishedTask)
    if (lines.length > 0) yield encoder.encode(`${lines.join('\n')}\n`)
  }
  for (const update of pending) yield encoder.encode(`${printPendingTask(enqueuedView(update), update.content)}\n`)
}

/**
 * Bytes passed on at once: few enough to keep little in memory, enough to make few calls of the
 * compression.
 */
const pushBytes = 128 * 1024

/** Tar entries one after the other. */
class ArchiveWriter {
  readonly #target: DumpTarget
  readonly #mtime: number
  #buffer = new Uint8Array(pushBytes)
  #used = 0
  #size = 0
  #left = 0

  constructor(target: DumpTarget, time: number) {
    this.#target = target
    this.#mtime = Math.floor(time / 1000)
  }

  async text(path: string, text: string): Promise<void> {
    const bytes = encoder.encode(text)
    await this.begin(path, bytes.length)
    await this.content(bytes)
    await this.end()
  }

  folder(path: string): Promise<void> {
    return this.#add(encodeTarHeader({ path, size: 0, type: '5' }, this.#mtime))
  }

  begin(path: string, size: number): Promise<void> {
    this.#size = this.#left = size
    return this.#add(encodeTarHeader({ path, size, type: '0' }, this.#mtime))
  }

  /** `bytes` are copied. */
  content(bytes: Uint8Array): Promise<void> {
    this.#left -= bytes.length
    assert(this.#left >= 0, 'a file of a dump is as long as its header says')
    return this.#add(bytes)
  }

  end(): Promise<void> {
    assert(this.#left === 0, 'a file of a dump is as long as its header says')
    return this.#add(new Uint8Array(tarPadding(this.#size)))
  }

  async finish(): Promise<void> {
    await this.#add(new Uint8Array(2 * tarBlockBytes))
    if (this.#used > 0) await this.#target.push(this.#buffer.subarray(0, this.#used))
  }

  async #add(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + pushBytes - this.#used)
      this.#buffer.set(part, this.#used)
      this.#used += part.length
      at += part.length
      if (this.#used < pushBytes) continue
      const full = this.#buffer
      this.#buffer = new Uint8Array(pushBytes)
      this.#used = 0
      await this.#target.push(full)
    }
  }
}
