/** Marks documents of existing segments as gone, as values: new deletion bitmaps in a new file, segments left without a document dropped. */
import { Bitset } from '../../core/docset/bitset.ts'
import { encodeDeletions } from '../../core/segment/deletions.ts'
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
export function deleteDocuments(
  preparation: Preparation,
  snapshot: Snapshot,
  places: readonly DocumentPlace[],
): Deletion {
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
  const parts = partial.map(([, bitmap]) => encodeDeletions(bitmap))
  const { pages, starts } = packParts(parts)
  const files = parts.length === 0 ? [] : [{ ref: preparation.newFile(pages), pages }]
  const file = files[0]?.ref
  const segments = snapshot.manifest.segments.flatMap((segment, place) => {
    const bitmap = bitmaps.get(place)
    if (bitmap === undefined) return [segment]
    const nth = partial.findIndex(([partialPlace]) => partialPlace === place)
    if (nth < 0 || file === undefined) return []
    const deletions = sectionAt(file, starts[nth] as number, (parts[nth] as Uint8Array).length)
    return [{ ...segment, deleted: bitmap.count(), deletions }]
  })
  return { segments, files }
}
