/**
 * Builds parts of an existing segment anew from its documents: its text when the searchable
 * attributes change or its bytes are damaged, only new columns when an attribute becomes sortable
 * or filterable. Document numbers, ids, ordinals and the documents themselves stay as they are.
 */
import type { GlobalDocument } from '../../core/docset/numbers.ts'
import { countFields } from '../../core/segment/document-table.ts'
import { encodeIds } from '../../core/segment/id-table.ts'
import { defaultSettings } from '../../shared/settings.ts'
import { type AttributeSelection, type SearchableAttributes, searchableAttributes } from '../analysis/attributes.ts'
import { DocumentAnalysis } from '../analysis/document-analysis.ts'
import type { FieldMap } from '../analysis/field-map.ts'
import { packParts, sectionAt } from '../read/sections.ts'
import type { Snapshot } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import type { Section, SegmentRef } from '../store/schema.ts'
import type { Preparation } from '../work/preparation.ts'
import { finishColumns, finishText, layOutSegment, rowsOf } from './segment-writer.ts'

export interface ReindexedSegment {
  readonly ref: SegmentRef
  readonly files: readonly NewFile[]
}

/** Which segment of a snapshot. */
interface SegmentPlace {
  readonly snapshot: Snapshot
  readonly place: number
}

const documentsPerRead = 256
const nothing = searchableAttributes({ ...defaultSettings, searchableAttributes: [] })

/** Makes everything but the documents anew, from the documents. */
export async function reindexSegment(
  preparation: Preparation,
  { snapshot, place }: SegmentPlace,
  fields: FieldMap,
  searchable: SearchableAttributes,
  columns: AttributeSelection,
): Promise<ReindexedSegment> {
  const segment = snapshot.segments[place]
  const [table] = await snapshot.readTables([place])
  const analysis = new DocumentAnalysis(fields, searchable, columns)
  await analyze(preparation, snapshot, place, analysis)
  const text = await finishText(preparation, analysis.text.finish())
  const written = await layOutSegment(
    preparation,
    {
      ...text,
      table,
      ids: encodeIds(await snapshot.idsOf(place)),
      columns: await finishColumns(preparation, analysis),
    },
    segment.ref.documents,
    segment.ref.documentFiles,
  )
  const { deleted, deletions, spareDeletions, deletedIds } = segment.ref
  const fieldCounts = countFields(table, snapshot.deletionsOf(place))
  const spares = { ...(spareDeletions && { spareDeletions }), ...(deletedIds && { deletedIds }) }
  const ref = { ...written.ref, deleted, fieldCounts, deletions, ...spares }
  return { ref, files: [written.file] }
}

/** Only columns: those `kept` selects stay, those `added` selects are made. */
export async function recolumnSegment(
  preparation: Preparation,
  { snapshot, place }: SegmentPlace,
  fields: FieldMap,
  kept: AttributeSelection,
  added: AttributeSelection,
): Promise<ReindexedSegment> {
  const { ref } = snapshot.segments[place]
  const columns: Record<string, Section> = Object.fromEntries(
    Object.entries(ref.columns).filter(([path]) => kept.has(path)),
  )
  const keptRows = Object.fromEntries(Object.entries(ref.columnRows ?? {}).filter(([path]) => kept.has(path)))
  const unchanged = { ref: { ...ref, columns, columnRows: keptRows }, files: [] }
  if (added.patterns.length === 0) return unchanged
  const analysis = new DocumentAnalysis(fields, nothing, added)
  await analyze(preparation, snapshot, place, analysis)
  const made = [...(await finishColumns(preparation, analysis))]
  if (made.length === 0) return unchanged
  const { pages, starts } = packParts(made.map(([, bytes]) => bytes))
  const file = preparation.newFile(pages)
  made.forEach(([path, bytes], i) => {
    columns[path] = sectionAt(file, starts[i], bytes.length)
  })
  const columnRows = { ...keptRows, ...rowsOf(made, columns) }
  return { ref: { ...ref, columns, columnRows }, files: [{ ref: file, pages }] }
}

/**
 * Passes the segment's documents to the analysis in order; a deleted one counts as an empty
 * document.
 */
async function analyze(
  preparation: Preparation,
  snapshot: Snapshot,
  place: number,
  analysis: DocumentAnalysis,
): Promise<void> {
  const { ref } = snapshot.segments[place]
  const deletions = snapshot.deletionsOf(place)
  const base = snapshot.bases[place]
  for (let from = 0; from < ref.documents; from += documentsPerRead) {
    await preparation.checkpoint({ step: 'indexing documents', done: base + from, total: snapshot.documentLimit })
    const living: GlobalDocument[] = []
    const to = Math.min(ref.documents, from + documentsPerRead)
    for (let document = from; document < to; document++) if (!deletions?.has(document)) living.push(base + document)
    const values = await snapshot.readDocuments(living)
    let next = 0
    for (let document = from; document < to; document++) {
      analysis.add(deletions?.has(document) ? {} : (values[next++] as (typeof values)[number]))
    }
  }
}
