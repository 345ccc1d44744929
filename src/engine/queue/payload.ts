/**
 * Reads a pending update's documents back from its payload file: after a restart, or when too much
 * was waiting to keep them in memory.
 */
import { wholePage } from '../../core/bytes/page.ts'
import { blockJsonBytes, documentAt, readBlock } from '../../core/document/block.ts'
import type { JsonObject, JsonValue } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { UpdateId, UpdateProgress } from '../../shared/update.ts'
import { isObject } from '../../shared/value-shapes.ts'
import { readPages, totalBytes } from '../store/files.ts'
import type { PendingUpdate } from '../store/schema.ts'
import { payloadOf } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { PayloadPiece } from '../work/preparation.ts'

/** Blocks read in one transaction: about two megabytes. */
const longestStride = 64

const decoder = new TextDecoder('utf-8', { fatal: true })

/** In the order they were sent. Throws `corrupt_payload` if a page is missing or damaged. */
export async function* readPayload(
  store: Store,
  update: PendingUpdate,
  checkpoint: (progress: UpdateProgress) => Promise<void> = async () => {},
  partBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<PayloadPiece, void> {
  const file = payloadOf(update)
  const total = file?.pages ?? 0
  // So that a part may end in the middle also where parts are small.
  const stride = Math.max(1, Math.min(longestStride, Math.floor(partBytes / blockJsonBytes / 2)))
  let page = 0
  do {
    await checkpoint({ step: 'reading documents', done: page, total: Math.max(1, total) })
    const wanted = Array.from({ length: Math.min(stride, total - page) }, (_, i) => page + i)
    const contents = file && total > 0 ? await readPages(store, file, wanted, 'corrupt_payload') : []
    const counts = file?.counts.slice(page, page + stride) ?? new Uint8Array(0)
    const documents: JsonObject[] = []
    contents.forEach((content, i) => readDocuments(content, counts[i], documents))
    yield { documents, bytes: totalBytes(contents), pages: contents.map(wholePage), counts }
    page += stride
  } while (page < total)
}

/** The documents of an update that has not run yet. Rejects with `task_file_not_found`. */
export async function pendingDocuments(store: Store, updateId: UpdateId): Promise<readonly JsonObject[]> {
  const pending = await store.read(['pending'], (transaction) => transaction.get('pending', updateId))
  if (pending && payloadOf(pending as PendingUpdate)) {
    const documents: JsonObject[] = []
    for await (const piece of readPayload(store, pending as PendingUpdate))
      for (const one of piece.documents) documents.push(one)
    return documents
  }
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
