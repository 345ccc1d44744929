/**
 * Adds documents that were analyzed to an index, each replacing whatever it held under its id: the
 * step that additions share with imports, whose documents are analyzed as they come.
 */
import { basisOf, type PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { NewFile } from '../store/files.ts'
import type { DocumentFile, Manifest } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { identifyDocuments } from '../write/identify.ts'
import { storeDocuments, storeEmptyPayload, storeNothing } from './store-documents.ts'

/** Analyzed documents, and the file they lie in; it is among `files` if it is new. */
export interface AnalyzedPayload {
  readonly analysis: PayloadAnalysis
  readonly documentFile: DocumentFile
  readonly files: readonly NewFile[]
}

export interface AdditionOptions {
  readonly indexUid: string
  readonly primaryKey: string | null
  readonly skipCreation?: boolean | undefined
}

/** `before`: the manifest to add to, or null for a new index. */
export async function addAnalyzed(
  preparation: Preparation,
  before: Manifest | null,
  { indexUid, primaryKey, skipCreation }: AdditionOptions,
  { analysis, documentFile, files }: AnalyzedPayload,
): Promise<Changeset> {
  if (analysis.primaryKey === null) return storeEmptyPayload(preparation, before, basisOf(before, indexUid, primaryKey))
  const identified = await identifyDocuments(preparation, before, {
    indexUid,
    primaryKey: analysis.primaryKey,
    idOf: analysis.ids,
    skipCreation,
  })
  if (identified.order.length === 0) return storeNothing(preparation, before, identified)
  // Of documents with the same id the last one counts.
  const places = Uint32Array.from(identified.order, (id) => identified.lastPlaces[id])
  const documents = { order: places, ordinals: identified.ordinals, slots: places, files: [documentFile] }
  return storeDocuments(preparation, before, identified, { analysis, documents, files })
}
