/**
 * Marks documents of existing segments as gone, as values: new deletion bitmaps in a new file,
 * segments left without a document dropped. For segments of a site the ids are kept as well.
 */
import { pageContentBytes } from '../../core/bytes/page.ts'
import { Bitset } from '../../core/docset/bitset.ts'
import { decodeDeletedIds, encodeDeletedIds, encodeDeletions } from '../../core/segment/deletions.ts'
import { countFields } from '../../core/segment/document-table.ts'
import { packParts, type Reading, sectionAt, wholeSection } from '../read/sections.ts'
import type { DocumentPlace, Snapshot } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import { isOnSite } from '../store/origin.ts'
import type { Section, SegmentRef } from '../store/schema.ts'
import { documentsPerQuickStep, type Preparation } from '../work/preparation.ts'

export interface Deletion {
  readonly segments: readonly SegmentRef[]
  /** The files of the new bitmaps and ids; none if nothing was deleted. */
  readonly files: readonly NewFile[]
}

/** `places` are living documents, each once. */
export async function deleteDocuments(
  preparation: Preparation,
  snapshot: Snapshot,
  places: readonly DocumentPlace[],
): Promise<Deletion> {
  const bitmaps = new Map<number, Bitset>()
  for (const [i, { segment, document }] of places.entries()) {
    if (i % documentsPerQuickStep === 0)
      await preparation.checkpoint({ step: 'deleting documents', done: i, total: places.length })
    let bitmap = bitmaps.get(segment)
    if (bitmap === undefined) {
      const size = snapshot.manifest.segments[segment]?.documents ?? 0
      bitmap = snapshot.deletionsOf(segment)?.clone() ?? new Bitset(size)
      bitmaps.set(segment, bitmap)
    }
    bitmap.add(document)
  }
  if (bitmaps.size === 0) return { segments: snapshot.manifest.segments, files: [] }

  // A site's segment stays even without a document: it has the ids that must not come back.
  const partial = [...bitmaps].filter(([place, bitmap]) => {
    const segment = snapshot.manifest.segments[place]
    return bitmap.count() < segment.documents || isOnSite(segment)
  })
  const tables = await snapshot.readTables(partial.map(([place]) => place))
  await preparation.checkpoint({ step: 'deleting documents', done: places.length, total: places.length })
  const parts = partial.map(([, bitmap]) => encodeDeletions(bitmap))
  const written = parts.length === 0 ? null : writeDeletions(preparation, parts)
  const ids = await writeDeletedIds(preparation, snapshot, places)
  const segments = snapshot.manifest.segments.flatMap((segment, place) => {
    const bitmap = bitmaps.get(place)
    if (bitmap === undefined) return [segment]
    const nth = partial.findIndex(([partialPlace]) => partialPlace === place)
    const sections = written?.sections[nth]
    if (sections === undefined) return []
    const deletedIds = ids?.sections.get(place)
    const fieldCounts = countFields(tables[nth], bitmap)
    return [{ ...segment, deleted: bitmap.count(), fieldCounts, ...sections, ...(deletedIds && { deletedIds }) }]
  })
  return { segments, files: [written?.file, ids?.file].filter((file) => file !== undefined) }
}

/**
 * Of segments that lie on a site, the ids of all documents deleted here, these among them; null
 * where none does.
 */
async function writeDeletedIds(
  preparation: Preparation,
  snapshot: Snapshot,
  places: readonly DocumentPlace[],
): Promise<{ file: NewFile; sections: ReadonlyMap<number, Section> } | null> {
  const touched = [...new Set(places.map(({ segment }) => segment))]
  const onSite = touched.filter((place) => isOnSite(snapshot.manifest.segments[place]))
  if (onSite.length === 0) return null
  const lists: string[][] = []
  for (const place of onSite) {
    const ids = await snapshot.idsOf(place)
    const before = await readDeletedIds(snapshot.segments[place].ref, (readings) => snapshot.read(readings))
    const added = places.filter(({ segment }) => segment === place).map(({ document }) => ids[document])
    lists.push([...before, ...added])
  }
  const { file, sections } = packDeletedIds(preparation, lists)
  return { file, sections: new Map(onSite.map((place, i) => [place, sections[i]])) }
}

/** Puts lists of ids into a new file. */
export function packDeletedIds(
  preparation: Preparation,
  lists: readonly (readonly string[])[],
): { file: NewFile; sections: readonly Section[] } {
  const parts = lists.map(encodeDeletedIds)
  const { pages, starts } = packParts(parts)
  const ref = preparation.newFile(pages)
  return { file: { ref, pages }, sections: parts.map(({ length }, i) => sectionAt(ref, starts[i], length)) }
}

/** Ids of the documents of a site's segment that were deleted here. Throws `corrupt_segment`. */
export async function readDeletedIds(
  { deletedIds }: SegmentRef,
  read: (readings: readonly Reading[]) => Promise<void>,
): Promise<readonly string[]> {
  let ids: readonly string[] = []
  if (deletedIds === undefined) return ids
  const reading = wholeSection(deletedIds, (bytes) => {
    ids = decodeDeletedIds(bytes)
  })
  await read([reading])
  return ids
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
