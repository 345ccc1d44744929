/**
 * Makes a new segment of documents: texts into dictionary and postings, values of sortable
 * attributes into columns, ids, ordinals and slots into tables. Its result is a value; the commit
 * writes it.
 */

import { pageContentBytes } from '../../core/bytes/page.ts'
import type { NumbersOf, Ordinal } from '../../core/docset/numbers.ts'
import { placeOfRows } from '../../core/segment/column-rows.ts'
import { countFields, type DocumentTable, encodeDocumentTable } from '../../core/segment/document-table.ts'
import { decodeFieldLengths } from '../../core/segment/field-lengths.ts'
import { encodeGuide } from '../../core/segment/guide.ts'
import { dictionaryBytes } from '../../core/segment/packed-dictionary.ts'
import type { BuildStep, TextParts } from '../../core/segment/text-builder.ts'
import type { DocumentAnalysis } from '../analysis/document-analysis.ts'
import type { EncodedDocuments, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import { runSteps } from '../analysis/text-steps.ts'
import { packParts, sectionAt } from '../read/sections.ts'
import type { NewFile } from '../store/files.ts'
import type { DocumentFile, RowsSection, Section, SegmentRef } from '../store/schema.ts'
import type { Preparation } from '../work/preparation.ts'

export interface WrittenSegment {
  readonly ref: SegmentRef
  readonly file: NewFile
}

/** What a segment is made of, encoded but not yet laid out in a file. */
export interface EncodedSegment extends EncodedDocuments {
  readonly table: DocumentTable
}

const sortingStep = 'sorting words'

/**
 * Which of the analyzed documents a new segment has, in ascending ordinal, and where their JSON
 * lies.
 */
export interface SegmentDocuments {
  /** Places in the analysis. */
  readonly order: Uint32Array
  readonly ordinals: NumbersOf<Ordinal>
  /** Where each lies in `files`. */
  readonly slots: Uint32Array
  readonly files: readonly DocumentFile[]
}

export async function writeSegment(
  preparation: Preparation,
  analysis: PayloadAnalysis,
  { order, ordinals, slots, files }: SegmentDocuments,
): Promise<WrittenSegment> {
  const documents = await analysis.encode(order, (step) => preparation.checkpoint({ step: sortingStep, ...step }))
  const { shapes } = analysis.shapes
  const shapeOf = Uint32Array.from(order, (place) => analysis.shapeOf[place])
  const encoded = { ...documents, table: { ordinals, slots, shapes, shapeOf } }
  return layOutSegment(preparation, encoded, order.length, files)
}

/** Drives a text build or merge to its end, as part of an update. */
export const finishText = (
  preparation: Preparation,
  steps: Generator<BuildStep, TextParts, void>,
): Promise<TextParts> => runSteps(steps, (step) => preparation.checkpoint({ step: sortingStep, ...step }))

/** Encodes the columns of an analysis, as part of an update. */
export const finishColumns = (preparation: Preparation, analysis: DocumentAnalysis): Promise<Map<string, Uint8Array>> =>
  analysis.finishColumns(() => preparation.checkpoint({ step: sortingStep, done: 1, total: 1 }))

/**
 * Puts the parts into one new file; no document is deleted. What a search reads first comes first,
 * so that opening touches few pages.
 */
export async function layOutSegment(
  preparation: Preparation,
  encoded: EncodedSegment,
  documents: number,
  documentFiles: readonly DocumentFile[],
): Promise<WrittenSegment> {
  const checkpoint = () => preparation.checkpoint({ step: sortingStep, done: 1, total: 1 })
  const names = [...encoded.columns.keys()]
  await checkpoint()
  const documentTable = encodeDocumentTable(encoded.table)
  await checkpoint()
  const { guide, sizes } = encodeGuide({
    dictionary: dictionaryBytes(encoded.dictionary),
    table: encoded.table,
    lengths: decodeFieldLengths(encoded.lengths, documents),
  })
  const parts = [
    guide,
    encoded.dictionary,
    documentTable,
    encoded.lengths,
    sizes,
    ...names.map((name) => encoded.columns.get(name) as Uint8Array),
    encoded.postings,
    encoded.ids,
  ]
  await checkpoint()
  const packed = packParts(parts)
  const pages = [...packed.pages, ...packParts([documentTable]).pages]
  const { starts } = packed
  await checkpoint()
  const file = preparation.newFile(pages)
  const sections = parts.map((part, i) => sectionAt(file, starts[i], part.length))
  const [guideSection, dictionary, table, lengths, fieldSizes] = sections
  const columns = Object.fromEntries(names.map((name, i) => [name, sections[5 + i]]))
  const columnRows = rowsOf(encoded.columns, columns)
  const [postings, ids] = sections.slice(5 + names.length)
  const ref: SegmentRef = {
    id: file.file,
    documents,
    deleted: 0,
    deletions: null,
    table,
    spareTable: sectionAt(file, packed.pages.length * pageContentBytes, documentTable.length),
    ids,
    dictionary,
    lengths,
    postings,
    guide: guideSection,
    fieldSizes,
    fieldCounts: countFields(encoded.table, null),
    columns,
    columnRows,
    documentFiles,
  }
  return { ref, file: { ref: file, pages } }
}

/** The rows of columns that lie in these sections. */
export function rowsOf(
  columns: Iterable<readonly [string, Uint8Array]>,
  sections: Readonly<Record<string, Section>>,
): Record<string, RowsSection> {
  const rows: Record<string, RowsSection> = {}
  for (const [name, bytes] of columns) {
    const place = placeOfRows(bytes)
    if (place === null) continue
    const { file, start, length } = sections[name]
    rows[name] = { file, start: start + place.start, length: length - place.start, values: place.values }
  }
  return rows
}
