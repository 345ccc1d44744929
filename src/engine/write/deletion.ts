/**
 * Marks documents of existing segments as gone, as values: new deletion bitmaps in a new file,
 * segments left without a document dropped.
 */
import { pageContentBytes } from '../../core/bytes/page.ts'
import { Bitset } from '../../core/docset/bitset.ts'
import { encodeDeletions } from '../../core/segment/deletions.ts'
import { countFields } from '../../core/segment/document-table.ts'
import { packParts, sectionAt } from '../read/sections.ts'
import type { DocumentPlace, Snapshot } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import type { SegmentRef } from '../store/schema.ts'
import type { Preparation } from '../work/preparation.ts'

export interface Deletion {
  readonly segments: readonly SegmentRef[]
  /** The file of the new bitmaps; none if nothing was deleted. */
  readonly files: readonly NewFile[]
}

/** `places` are living documents, each once. */
export async function deleteDocuments(
  preparation: Preparation,
  snapshot: Snapshot,
  places: readonly DocumentPlace[],
): Promise<Deletion> {
  const bitmaps = new Map<number, Bitset>()
  for (const { segment, document } of places) {
    let bitmap = bitmaps.get(segment)
    if (bitmap === undefined) {
      const size = snapshot.manifest.segments[segment]?.documents ?? 0
      bitmap = snapshot.deletionsOf(segment)?.clone() ?? new Bitset(size)
      bitmaps.set(segment, bitmap)
    }
    bitmap.add(document)
  }
  if (bitmaps.size === 0) return { segments: snapshot.manifest.segments, files: [] }

  const partial = [...bitmaps].filter(
    ([segment, bitmap]) => bitmap.count() < (snapshot.manifest.segments[segment]?.documents ?? 0),
  )
  const tables = await snapshot.readTables(partial.map(([place]) => place))
  const parts = partial.map(([, bitmap]) => encodeDeletions(bitmap))
  const written = parts.length === 0 ? null : writeDeletions(preparation, parts)
  const segments = snapshot.manifest.segments.flatMap((segment, place) => {
    const bitmap = bitmaps.get(place)
    if (bitmap === undefined) return [segment]
    const nth = partial.findIndex(([partialPlace]) => partialPlace === place)
    const sections = written?.sections[nth]
    if (sections === undefined) return []
    return [{ ...segment, deleted: bitmap.count(), fieldCounts: countFields(tables[nth], bitmap), ...sections }]
  })
  return { segments, files: written === null ? [] : [written.file] }
}

/**
 * Puts encoded bitmaps into a file twice, in different pages: if they were lost, deleted documents
 * would come back.
 */
export function writeDeletions(
  preparation: Preparation,
  bitmaps: readonly Uint8Array[],
): { file: NewFile; sections: readonly Required<Pick<SegmentRef, 'deletions' | 'spareDeletions'>>[] } {
  const { pages: once, starts } = packParts(bitmaps)
  const pages = [...once, ...packParts(bitmaps).pages]
  const ref = preparation.newFile(pages)
  const sections = bitmaps.map(({ length }, i) => ({
    deletions: sectionAt(ref, starts[i], length),
    spareDeletions: sectionAt(ref, once.length * pageContentBytes + starts[i], length),
  }))
  return { file: { ref, pages }, sections }
}
