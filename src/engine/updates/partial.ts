/**
 * Updates documents in part: the keys sent replace the stored ones, other keys stay, unknown ids
 * are inserted. Merging is top-level only; the same id twice in a payload is merged in order. The
 * merged documents go into a new document file.
 */
import { assert } from '../../core/bytes/assert.ts'
import { readDocumentId } from '../../core/document/primary-key.ts'
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { basisOf, choosePrimaryKey } from '../analysis/payload-analysis.ts'
import type { Manifest, PendingUpdate, UpdateContent } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { analyzeDocuments } from '../write/analyze.ts'
import { writeDocuments } from '../write/document-files.ts'
import { type IdentifiedDocuments, identifyDocuments } from '../write/identify.ts'
import { PartsOfUpdate } from './in-parts.ts'
import { storeDocuments, storeEmptyPayload, storeNothing } from './store-documents.ts'

type DocumentsContent = Extract<UpdateContent, { readonly payloadCount: number }>

const encoder = new TextEncoder()
const documentsPerStep = 256

export async function preparePartial(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'DocumentsPartial', 'a partial update is prepared as one')
  const parts = new PartsOfUpdate(preparation, update.indexUid, await preparation.manifest(update.indexUid))
  let values: JsonObject[] = []
  let bytes = 0
  for await (const piece of preparation.payload()) {
    if (bytes >= preparation.partBytes) {
      await parts.add(await change(preparation, parts.manifest, content, values))
      values = []
      bytes = 0
    }
    for (const value of piece.documents) values.push(value)
    bytes += piece.bytes
  }
  return parts.finish(await change(preparation, parts.manifest, content, values))
}

async function change(
  preparation: Preparation,
  before: Manifest | null,
  content: Pick<DocumentsContent, 'indexUid' | 'primaryKey' | 'skipCreation'>,
  values: readonly JsonObject[],
): Promise<Changeset> {
  const basis = basisOf(before, content.indexUid, content.primaryKey)
  if (values.length === 0) return storeEmptyPayload(preparation, before, basis)
  const primaryKey = choosePrimaryKey(basis, values[0])
  const idOf = values.map((value, place) => readDocumentId(value, primaryKey, place))
  const identified = await identifyDocuments(preparation, before, {
    indexUid: content.indexUid,
    primaryKey,
    idOf,
    skipCreation: content.skipCreation,
  })
  if (identified.order.length === 0) return storeNothing(preparation, before, identified)
  const { ids, order, ordinals } = identified

  const merged = await mergeWithStored(preparation, identified, values)
  const json: Uint8Array[] = []
  for (let document = 0; document < order.length; document++) {
    if (document % documentsPerStep === 0)
      await preparation.checkpoint({ step: 'merging documents', done: document, total: ids.length })
    const bytes = encoder.encode(JSON.stringify(merged[order[document]]))
    if (bytes.length > documentLimits.maxDocumentBytes) throw mergedTooLarge(ids[order[document]])
    json.push(bytes)
  }
  const { file, documentFile } = writeDocuments(preparation, json)
  const inOrder = Array.from(order, (document) => merged[document])
  const analysis = await analyzeDocuments(preparation, basis, inOrder)
  const places = Uint32Array.from(order, (_, document) => document)
  const documents = { order: places, ordinals, slots: places, files: [documentFile] }
  return storeDocuments(preparation, before, identified, { analysis, documents, files: [file] })
}

/** The merged document of each id. */
async function mergeWithStored(
  preparation: Preparation,
  { snapshot, ids, idOfPlace, stored }: IdentifiedDocuments,
  values: readonly JsonObject[],
): Promise<JsonObject[]> {
  const merged: (JsonObject | undefined)[] = new Array(ids.length)
  if (snapshot !== null) {
    const known = ids.map((_, i) => i).filter((i) => (stored[i] ?? null) !== null)
    for (let from = 0; from < known.length; from += documentsPerStep) {
      await preparation.checkpoint({ step: 'reading documents', done: from, total: known.length })
      const some = known.slice(from, from + documentsPerStep)
      const numbers = some.map((i) => {
        const place = stored[i] ?? null
        assert(place !== null, 'known documents have a place')
        return snapshot.globalNumber(place)
      })
      const documents = await snapshot.readDocuments(numbers)
      some.forEach((i, n) => {
        merged[i] = documents[n]
      })
    }
  }
  values.forEach((value, place) => {
    const i = idOfPlace[place]
    const base = merged[i]
    merged[i] = base === undefined ? value : { ...base, ...value }
  })
  return merged as JsonObject[]
}

const mergedTooLarge = (id: string): SeeklingError =>
  new SeeklingError(
    'payload_too_large',
    `Document "${id}" would be larger than ${documentLimits.maxDocumentBytes} bytes with this update. Split it into several documents.`,
    { id },
  )
