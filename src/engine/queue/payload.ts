/**
 * Reads a pending update's documents back from its payload file: after a restart, or when too much
 * was waiting to keep them in memory.
 */
import { documentAt, readBlock } from '../../core/document/block.ts'
import type { JsonObject, JsonValue } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { UpdateId, UpdateProgress } from '../../shared/update.ts'
import { isObject } from '../../shared/value-shapes.ts'
import { readPages } from '../store/files.ts'
import type { PendingUpdate } from '../store/schema.ts'
import { payloadOf } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** Blocks read in one transaction; about a megabyte. */
const stride = 64

const decoder = new TextDecoder('utf-8', { fatal: true })

/** In the order they were sent. Throws `corrupt_payload` if a page is missing or damaged. */
export async function readPayload(
  store: Store,
  update: PendingUpdate,
  checkpoint: (progress: UpdateProgress) => Promise<void>,
): Promise<readonly JsonObject[]> {
  const file = payloadOf(update)
  if (!file) return []
  const documents: JsonObject[] = []
  for (let page = 0; page < file.pages; page += stride) {
    await checkpoint({ step: 'reading documents', done: page, total: file.pages })
    const pages = Array.from({ length: Math.min(stride, file.pages - page) }, (_, i) => page + i)
    const contents = await readPages(store, file, pages, 'corrupt_payload')
    contents.forEach((content, i) => readDocuments(content, file.counts[page + i], documents))
  }
  return documents
}

/** The documents of an update that has not run yet. Rejects with `task_file_not_found`. */
export async function pendingDocuments(store: Store, updateId: UpdateId): Promise<readonly JsonObject[]> {
  const pending = await store.read(['pending'], (transaction) => transaction.get('pending', updateId))
  if (pending && payloadOf(pending as PendingUpdate))
    return readPayload(store, pending as PendingUpdate, async () => {})
  const message = `Update ${updateId} has no documents any more: they are kept apart only until it has run.`
  throw new SeeklingError('task_file_not_found', message, { updateId })
}

function readDocuments(content: Uint8Array, count: number, documents: JsonObject[]): void {
  try {
    const block = readBlock(content)
    for (let i = 0; i < count; i++) {
      const document = JSON.parse(decoder.decode(documentAt(block, i))) as JsonValue
      if (!isObject(document)) throw new Error(`document ${i} of a block is no object`)
      documents.push(document as JsonObject)
    }
  } catch (cause) {
    throw new SeeklingError(
      'corrupt_payload',
      'The stored documents of this update are damaged. Send them again.',
      undefined,
      cause,
    )
  }
}
