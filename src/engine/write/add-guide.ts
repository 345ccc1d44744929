/**
 * Adds to segments that an older version wrote what new segments have: a guide, lengths field by
 * field, counts of fields. The segment stays as it is; one is done at a time, each as a changeset
 * that changes no result, so a database of an older version is searchable at once and open faster
 * later.
 */
import { countFields } from '../../core/segment/document-table.ts'
import { packParts, sectionAt } from '../read/sections.ts'
import type { Manifest, SegmentRef } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest } from './manifest-change.ts'

const lacksGuide = ({ guide, fieldSizes, fieldCounts }: SegmentRef): boolean =>
  guide === undefined || fieldSizes === undefined || fieldCounts === undefined

export const hasOlderSegments = ({ segments }: Manifest): boolean => segments.some(lacksGuide)

/**
 * A changeset that completes one segment of the index, or null when none is left. Throws
 * `corrupt_segment`.
 */
export async function addGuide(preparation: Preparation, manifest: Manifest): Promise<Changeset | null> {
  const place = manifest.segments.findIndex(lacksGuide)
  if (place < 0) return null
  const snapshot = await preparation.snapshot(manifest)
  const { guide, sizes } = await snapshot.makeGuide(place)
  const [table] = await snapshot.readTables([place])
  const { pages, starts } = packParts([guide, sizes])
  const file = preparation.newFile(pages)
  const segment: SegmentRef = {
    ...manifest.segments[place],
    guide: sectionAt(file, starts[0], guide.length),
    fieldSizes: sectionAt(file, starts[1], sizes.length),
    fieldCounts: countFields(table, snapshot.deletionsOf(place)),
  }
  const segments = manifest.segments.with(place, segment)
  return changeManifest(manifest, { ...manifest, segments }, { files: [{ ref: file, pages }] })
}
