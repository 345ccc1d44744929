/**
 * Ordinals and slots of a segment's documents: from its guide where they are runs, else from its
 * table, which is then read whole and kept in the cache.
 */
import type { LocalDocument, Ordinal } from '../../core/docset/numbers.ts'
import { type DocumentTable, decodeDocumentTable } from '../../core/segment/document-table.ts'
import type { OpenSegment } from './open-segment.ts'
import type { PageCache } from './page-cache.ts'
import { type Reading, wholeSection } from './sections.ts'

export interface DocumentPlaces {
  ordinal(document: LocalDocument): Ordinal
  slot(document: LocalDocument): number
}

/** The table of a segment, if it is in memory. */
export const keptTable = ({ ref }: OpenSegment, cache: PageCache): DocumentTable | undefined =>
  cache.made<DocumentTable>(keptName(ref.table))

/** Throws `corrupt_segment` when it is read. */
export const tableReading = (
  { ref, blocks }: OpenSegment,
  cache: PageCache,
  accept: (table: DocumentTable) => void,
): Reading =>
  wholeSection(ref.table, (bytes) => {
    const table = decodeDocumentTable(bytes, ref.documents, blocks.slots)
    accept(cache.keep(keptName(ref.table), table, ref.documents * 12))
  })

/** The places, if they are in memory; undefined if they must be read. */
export function placesAtHand(segment: OpenSegment, cache: PageCache): DocumentPlaces | undefined {
  const { ordinals, slots } = segment.guide
  if (ordinals !== null && slots !== null) {
    return { ordinal: (document) => ordinals.at(document), slot: (document) => slots.at(document) }
  }
  const table = keptTable(segment, cache)
  return table && placesIn(table)
}

export const placesIn = ({ ordinals, slots }: DocumentTable): DocumentPlaces => ({
  ordinal: (document) => ordinals[document],
  slot: (document) => slots[document],
})

const keptName = ({ file, start }: OpenSegment['ref']['table']): string => `table ${file.file}:${start}`
