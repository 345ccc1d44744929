/**
 * Takes a dump over, Seekling's own or Meilisearch's from V1 to V6. The dump is read twice: once to
 * check it, once to make indexes of its documents, ahead of the one transaction that replaces
 * everything. Until then nothing has changed, and the files written are garbage that is swept if
 * the import fails.
 */

import { checkPrimaryKeyName } from '../../core/document/primary-key.ts'
import { kindOf } from '../../core/dump/archive-layout.ts'
import type { DumpedPending } from '../../core/dump/dumped-update.ts'
import { importSettings } from '../../core/dump/import-settings.ts'
import { invalidDump } from '../../core/dump/invalid-dump.ts'
import type { DumpImport, IgnoredPart } from '../../shared/dump.ts'
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import { mergeSettings } from '../../shared/settings-merge.ts'
import type { UpdateId } from '../../shared/update.ts'
import { checkUpdateRequest } from '../queue/request-check.ts'
import { readCounters } from '../store/ahead.ts'
import { dateText } from '../store/clock.ts'
import type { DocumentFile, UpdateContent } from '../store/schema.ts'
import type { RunningWork } from '../work/running-work.ts'
import type { DumpParts } from './dump-parts.ts'
import { type DocumentsTaker, ImportedFiles } from './import-documents.ts'
import type { InspectedArchive } from './inspect-archive.ts'
import { readArchive } from './read-archive.ts'
import { type Replaced, replaceInstance } from './replace-instance.ts'
import { type NewUpdate, newQueue } from './replace-queue.ts'
import { Staging } from './staging.ts'

/** How many ignored things are reported at most. */
const mostIgnored = 1000

/**
 * The caller must hold the writer lock. `before`: the last updateId given out when the import
 * began. Rejects with `invalid_dump`, `payload_too_large` or the storage's errors.
 */
export async function importDump(
  parts: DumpParts,
  blob: Blob,
  archive: InspectedArchive,
  before: UpdateId,
  work: RunningWork,
): Promise<{ readonly report: DumpImport; readonly replaced: Replaced }> {
  const { store, clock, durability } = parts
  const staging = new Staging(store, durability)
  try {
    const now = dateText(clock.now())
    const counters = await store.read(['meta'], readCounters)
    const files = new ImportedFiles(store, staging, work, counters)
    const ignored = new Ignored()
    const indexOf = await addIndexes(archive, files, ignored, now)
    const payloads = await takeDocuments(blob, archive, files, indexOf, work)
    const updates = newUpdates(archive, payloads, ignored)
    await work.checkpoint({ step: 'replacing', done: 0, total: 1 })
    const replaced = await replaceInstance(store, durability, staging, {
      manifests: files.manifests,
      queue: newQueue(before, updates),
      replaces: 'all',
    })
    const report: DumpImport = {
      dumpVersion: archive.version,
      indexes: replaced.manifests.length,
      documents: files.documents,
      enqueuedUpdates: replaced.enqueued.length,
      finishedUpdates: updates.length - replaced.enqueued.length,
      ignored: ignored.parts,
    }
    return { report, replaced }
  } catch (thrown) {
    await staging.discard().catch(() => {})
    throw thrown
  }
}

class Ignored {
  readonly parts: IgnoredPart[] = []

  add(indexUid: string | null, name: string, reason: string): void {
    if (this.parts.length < mostIgnored) this.parts.push({ indexUid, name, reason })
  }
}

/** Returns the index whose documents lie under a path. */
async function addIndexes(
  { indexes }: InspectedArchive,
  files: ImportedFiles,
  ignored: Ignored,
  now: string,
): Promise<Map<string, string>> {
  const indexOf = new Map<string, string>()
  for (const { uid, primaryKey, createdAt, updatedAt, settings, documentsPath } of indexes) {
    const { patch, ignored: left } = importSettings(settings)
    for (const { name, reason } of left) ignored.add(uid, `settings.${name}`, reason)
    if (primaryKey !== null) await inFile(documentsPath, () => checkPrimaryKeyName(primaryKey))
    files.addIndex({
      uid,
      primaryKey,
      createdAt: createdAt ?? now,
      updatedAt: updatedAt ?? createdAt ?? now,
      settings: mergeSettings({}, patch),
    })
    indexOf.set(documentsPath, uid)
  }
  return indexOf
}

/** The second reading. Returns the stored documents of waiting updates, by path. */
async function takeDocuments(
  blob: Blob,
  { payloadPaths, updates, unpackedBytes }: InspectedArchive,
  files: ImportedFiles,
  indexOf: ReadonlyMap<string, string>,
  work: RunningWork,
): Promise<ReadonlyMap<string, { readonly file: DocumentFile; readonly count: number }>> {
  const wanted = new Set<string>()
  for (const update of updates)
    if (update.state === 'pending' && 'file' in update.content) wanted.add(update.content.file)
  for (const path of wanted)
    if (!payloadPaths.has(path)) throw invalidDump('the documents of a waiting update are missing', path)
  const payloads = new Map<string, { file: DocumentFile; count: number }>()
  let path = ''
  let taker: DocumentsTaker | null = null
  await readArchive(
    blob,
    (unpacked) => work.checkpoint({ step: 'importing documents', done: unpacked, total: unpackedBytes }),
    async (event) => {
      if (event.type === 'file') {
        path = event.path
        const uid = kindOf(path) === 'documents' ? indexOf.get(path) : undefined
        if (uid !== undefined) taker = files.documentsOf(uid)
        else if (wanted.has(path)) {
          const of = path
          taker = files.payload((file, count) => payloads.set(of, { file, count }))
        } else taker = null
      } else if (taker !== null) {
        const taking = taker
        await inFile(path, () => (event.type === 'data' ? taking.push(event.bytes) : taking.finish()))
      }
    },
  )
  return payloads
}

function newUpdates(
  { updates, droppedHistory }: InspectedArchive,
  payloads: ReadonlyMap<string, { readonly file: DocumentFile; readonly count: number }>,
  ignored: Ignored,
): NewUpdate[] {
  const taken: NewUpdate[] = []
  if (droppedHistory > 0) ignored.add(null, 'finished updates', `The oldest ${droppedHistory} were left out.`)
  for (const update of updates) {
    if (update.state === 'finished') taken.push(update)
    else if (update.state === 'unknown') {
      ignored.add(null, `update ${update.name}`, 'There is no such update here, or it has nothing to do.')
    } else {
      const content = contentOf(update, payloads, ignored)
      if (content) taken.push({ state: 'pending', enqueuedAt: update.enqueuedAt, content })
    }
  }
  return taken
}

/** null for something that cannot be an update here; it is then reported as ignored. */
function contentOf(
  { content }: DumpedPending,
  payloads: ReadonlyMap<string, { readonly file: DocumentFile; readonly count: number }>,
  ignored: Ignored,
): UpdateContent | null {
  const indexUid = 'indexUid' in content ? content.indexUid : null
  try {
    if ('file' in content) {
      const { type, primaryKey, file } = content
      const payload = payloads.get(file)
      if (!payload) {
        ignored.add(indexUid, `update ${type}`, 'It has no documents.')
        return null
      }
      if (primaryKey !== null) checkPrimaryKeyName(primaryKey)
      return { type, indexUid: checkIndexUid(indexUid), primaryKey, payload: payload.file, payloadCount: payload.count }
    }
    if (content.type !== 'Settings') return checkUpdateRequest(content)
    const { patch, ignored: left } = importSettings(content.settings)
    for (const { name, reason } of left) ignored.add(indexUid, `update settings.${name}`, reason)
    return checkUpdateRequest({ ...content, settings: patch })
  } catch (error) {
    if (!(error instanceof SeeklingError)) throw error
    ignored.add(indexUid, `update ${content.type}`, error.message)
    return null
  }
}

/**
 * An error in the content of a file becomes an `invalid_dump` that names the file; other errors
 * stay as they are.
 */
function inFile<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  const failed = (thrown: unknown): never => {
    const isContent = thrown instanceof SeeklingError && thrown.type === 'invalid_request'
    if (!isContent || otherTrouble.includes(thrown.code)) throw thrown
    throw invalidDump(`the content cannot be taken over (${thrown.message} [${thrown.code}])`, path, thrown)
  }
  return Promise.resolve().then(read).catch(failed)
}

const otherTrouble: readonly ErrorCode[] = ['invalid_dump', 'payload_too_large', 'client_closed']
