/**
 * Adds documents, each replacing whatever the index held under its id. The payload file becomes the
 * segment's document file as it is.
 */
import { assert } from '../../core/bytes/assert.ts'
import { basisOf } from '../analysis/payload-analysis.ts'
import type { PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { analyzeDocuments } from '../write/analyze.ts'
import { identifyDocuments } from '../write/identify.ts'
import { storeDocuments, storeEmptyPayload, storeNothing } from './store-documents.ts'

export async function prepareAddition(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'DocumentsAddition', 'an addition is prepared as one')
  const before = await preparation.manifest(update.indexUid)
  const basis = basisOf(before, update.indexUid, content.primaryKey)
  const analysis =
    preparation.analysis(basis) ?? (await analyzeDocuments(preparation, basis, await preparation.payload()))
  if (analysis.primaryKey === null) return storeEmptyPayload(preparation, before, basis)
  const identified = await identifyDocuments(preparation, before, {
    indexUid: update.indexUid,
    primaryKey: analysis.primaryKey,
    idOf: analysis.ids,
    skipCreation: content.skipCreation,
  })
  if (identified.order.length === 0) return storeNothing(preparation, before, identified)
  // Of documents with the same id the last one counts.
  const places = Uint32Array.from(identified.order, (id) => identified.lastPlaces[id])
  const documents = { order: places, ordinals: identified.ordinals, slots: places, files: [content.payload] }
  return storeDocuments(preparation, before, identified, { analysis, documents, files: [] })
}
