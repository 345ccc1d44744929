/**
 * Merges segments when the policy says so: one changeset, committed by a transaction of its own,
 * that changes no result. Postings are merged without tokenizing; small document files are packed
 * together, large ones stay where they are.
 */
import type { LocalDocument, NumbersOf, Ordinal } from '../../core/docset/numbers.ts'
import type { FieldState } from '../../core/document/field-state.ts'
import { ColumnBuilder } from '../../core/segment/column-builder.ts'
import type { DocumentTable } from '../../core/segment/document-table.ts'
import { encodeIds } from '../../core/segment/id-table.ts'
import { segmentsToMerge } from '../../core/segment/merge-policy.ts'
import { droppedDocument, mergeText } from '../../core/segment/text-merge.ts'
import { columnInSteps } from '../analysis/document-analysis.ts'
import { FieldMap } from '../analysis/field-map.ts'
import { ShapeTable } from '../analysis/shape-table.ts'
import type { SegmentColumns } from '../read/segment-columns.ts'
import type { Snapshot } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import { isOnSite } from '../store/origin.ts'
import { type DocumentFile, largeFileBytes, type Manifest, type SegmentRef } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import { documentsPerQuickStep, type Preparation } from '../work/preparation.ts'
import { writeDocuments } from './document-files.ts'
import { changeManifest } from './manifest-change.ts'
import { finishText, layOutSegment } from './segment-writer.ts'

/**
 * A changeset that merges some segments of the index, or null when none need it. Segments of a site
 * stay as they are: merged, all of them would have to be fetched, and fetched again with its next
 * build.
 */
export async function mergeIfNeeded(preparation: Preparation, manifest: Manifest): Promise<Changeset | null> {
  const own = [...manifest.segments.keys()].filter((place) => !isOnSite(manifest.segments[place]))
  const stats = own.map((place) => {
    const segment = manifest.segments[place]
    const { documents, deleted } = segment
    return { documents, deleted, bytes: mergedBytes(segment) }
  })
  const places = segmentsToMerge(stats).map((nth) => own[nth])
  return places.length === 0 ? null : mergeSegments(preparation, manifest, places)
}

/** What a merge reads of a segment: all of its index, and its documents if they are copied. */
function mergedBytes(segment: SegmentRef): number {
  const { table, ids, dictionary, lengths, postings, columns, documentFiles } = segment
  const sections = [table, ids, dictionary, lengths, postings, ...Object.values(columns)]
  const documents = keepsDocuments(segment) ? [] : documentFiles.map(({ bytes }) => bytes)
  return [...sections.map(({ length }) => length), ...documents].reduce((sum, bytes) => sum + bytes, 0)
}

const slotsOf = ({ counts }: DocumentFile): number => counts.reduce((slots, count) => slots + count, 0)

/** Whether a merge keeps the document files of a segment: they are large, and mostly living. */
function keepsDocuments({ documentFiles, documents, deleted }: SegmentRef): boolean {
  const bytes = documentFiles.reduce((sum, file) => sum + file.bytes, 0)
  const slots = documentFiles.reduce((sum, file) => sum + slotsOf(file), 0)
  return bytes >= largeFileBytes && (documents - deleted) * 2 >= slots
}

/**
 * Merges the segments at these places of the manifest into one, which takes the first one's place.
 */
export async function mergeSegments(
  preparation: Preparation,
  manifest: Manifest,
  places: readonly number[],
): Promise<Changeset> {
  const snapshot = await preparation.snapshot(manifest)
  const tables = await snapshot.readTables(places)
  const order = orderLiving(snapshot, places, tables)
  const segments = [...manifest.segments]
  const files: NewFile[] = []
  if (order.length > 0) {
    const merged = await buildMerged(preparation, { snapshot, places, tables, order })
    files.push(...merged.files)
    segments[places[0]] = merged.ref
  }
  const gone = new Set(order.length > 0 ? places.slice(1) : places)
  const kept = segments.filter((_, place) => !gone.has(place))
  return changeManifest(manifest, { ...manifest, segments: kept }, { files })
}

/** The living documents of some segments by ascending ordinal. */
interface MergeOrder {
  readonly length: number
  /** Per new document: which of `places`, and its local document there. */
  readonly sources: Uint16Array
  readonly documents: NumbersOf<LocalDocument>
}

function orderLiving(snapshot: Snapshot, places: readonly number[], tables: readonly DocumentTable[]): MergeOrder {
  const sources: number[] = []
  const documents: LocalDocument[] = []
  const ordinals: Ordinal[] = []
  places.forEach((place, source) => {
    const { ref } = snapshot.segments[place]
    const deletions = snapshot.deletionsOf(place)
    for (let document = 0; document < ref.documents; document++) {
      if (deletions?.has(document)) continue
      sources.push(source)
      documents.push(document)
      ordinals.push(tables[source].ordinals[document])
    }
  })
  const order = Uint32Array.from(ordinals, (_, i) => i).sort((a, b) => ordinals[a] - ordinals[b])
  return {
    length: order.length,
    sources: Uint16Array.from(order, (i) => sources[i]),
    documents: Uint32Array.from(order, (i) => documents[i]),
  }
}

/** What is merged. */
interface Merge {
  readonly snapshot: Snapshot
  readonly places: readonly number[]
  /** Per place. */
  readonly tables: readonly DocumentTable[]
  readonly order: MergeOrder
}

async function buildMerged(preparation: Preparation, merge: Merge) {
  const { snapshot, places, tables, order } = merge
  const opened = places.map((place) => snapshot.segments[place])
  const newDocuments = opened.map(({ ref }) => new Uint32Array(ref.documents).fill(droppedDocument))
  for (let document = 0; document < order.length; document++) {
    const target = newDocuments[order.sources[document]]
    target[order.documents[document]] = document
  }
  const texts = await snapshot.readText(places)
  const sources = texts.map((source, i) => ({ ...source, newDocuments: newDocuments[i] }))
  const text = await finishText(preparation, mergeText(sources, order.length))

  const checkpoint = () => preparation.checkpoint({ step: 'merging columns', done: 0, total: 1 })
  await checkpoint()
  const idsOf = await Promise.all(places.map((place) => snapshot.idsOf(place)))
  const ids: string[] = []
  const ordinals = new Uint32Array(order.length)
  const shapes = new ShapeTable(new FieldMap(snapshot.manifest.fields))
  const shapeOf = new Uint32Array(order.length)
  const newShapes = tables.map((table) => table.shapes.map((fields) => shapes.add(fields)))
  for (let document = 0; document < order.length; document++) {
    if (document % documentsPerQuickStep === 0) await checkpoint()
    const source = order.sources[document]
    const old = order.documents[document]
    const table = tables[source]
    ids.push(idsOf[source]?.[old])
    ordinals[document] = table.ordinals[old]
    shapeOf[document] = newShapes[source]?.[table.shapeOf[old]]
  }
  const columns = await snapshot.readColumns(null, places)
  const documents = await placeDocuments(preparation, merge)
  const table = { ordinals, slots: documents.slots, shapes: shapes.shapes, shapeOf }
  const encoded = { ...text, table, ids: encodeIds(ids), columns: await mergeColumns(preparation, columns, order) }
  const written = await layOutSegment(preparation, encoded, order.length, documents.documentFiles)
  return { ref: written.ref, files: [...documents.files, written.file] }
}

async function mergeColumns(
  preparation: Preparation,
  columns: readonly SegmentColumns[],
  order: MergeOrder,
): Promise<Map<string, Uint8Array>> {
  const names = new Set(columns.flatMap((ofSegment) => ofSegment.names()))
  const merged = new Map<string, Uint8Array>()
  const all = Uint32Array.from({ length: order.length }, (_, document) => document)
  for (const name of names) {
    const builder = new ColumnBuilder()
    const blanks = columns.map((ofSegment) => new Set(ofSegment.get(name)?.blanks))
    const checkpoint = () => preparation.checkpoint({ step: 'merging columns', done: merged.size, total: names.size })
    for (let document = 0; document < order.length; document++) {
      if (document % documentsPerQuickStep === 0) await checkpoint()
      const column = columns[order.sources[document]].get(name)
      if (column === undefined) continue
      const old = order.documents[document]
      const { numbers, starts, places, states } = column
      builder.mark(document, states[old] as FieldState)
      if (blanks[order.sources[document]].has(old)) builder.add(document, '')
      for (let i = starts[old]; i < starts[old + 1]; i++) {
        const string = places[i] - numbers.length
        builder.add(document, string < 0 ? numbers[places[i]] : column.spelling(string, old))
      }
    }
    merged.set(name, await columnInSteps(builder, all, checkpoint))
  }
  return merged
}

interface PlacedDocuments {
  readonly documentFiles: readonly DocumentFile[]
  readonly slots: Uint32Array
  readonly files: readonly NewFile[]
}

/**
 * Keeps the document files of large, mostly living segments; copies the documents of the others
 * into one new file.
 */
async function placeDocuments(
  preparation: Preparation,
  { snapshot, places, tables, order }: Merge,
): Promise<PlacedDocuments> {
  const documentFiles: DocumentFile[] = []
  const keptBase = places.map((place) => {
    const { ref } = snapshot.segments[place]
    if (!keepsDocuments(ref)) return -1
    const base = documentFiles.reduce((sum, file) => sum + slotsOf(file), 0)
    documentFiles.push(...ref.documentFiles)
    return base
  })
  const keptSlots = documentFiles.reduce((sum, file) => sum + slotsOf(file), 0)
  const slots = new Uint32Array(order.length)
  const copied: number[] = []
  for (let document = 0; document < order.length; document++) {
    const source = order.sources[document]
    const old = order.documents[document]
    const base = keptBase[source]
    if (base >= 0) slots[document] = base + tables[source].slots[old]
    else {
      slots[document] = keptSlots + copied.length
      copied.push(snapshot.bases[places[source]] + old)
    }
  }
  if (copied.length === 0) return { documentFiles, slots, files: [] }
  const json: Uint8Array[] = []
  const perRead = 256
  for (let from = 0; from < copied.length; from += perRead) {
    await preparation.checkpoint({ step: 'copying documents', done: from, total: copied.length })
    json.push(...(await snapshot.readJson(copied.slice(from, from + perRead))))
  }
  const { file, documentFile } = writeDocuments(preparation, json)
  return { documentFiles: [...documentFiles, documentFile], slots, files: [file] }
}
