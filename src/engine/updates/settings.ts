/**
 * Changes settings, and rebuilds only what the change touches: another set of searchable
 * attributes, or another way to cut the texts of one the index has, means new dictionaries and
 * postings; a new sortable or filterable attribute or custom rule means its column; all else (order
 * of attributes, ranking rules, stop words, typos, display) rebuilds nothing.
 */
import { assert } from '../../core/bytes/assert.ts'
import { completeSettings } from '../../shared/settings-complete.ts'
import { mergeSettings } from '../../shared/settings-merge.ts'
import { addedAttributes, columnAttributes, searchableAttributes } from '../analysis/attributes.ts'
import { FieldMap } from '../analysis/field-map.ts'
import { notingSettings } from '../store/origin.ts'
import type { Manifest, PendingUpdate, SegmentRef } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest, newManifest, requireManifest } from '../write/manifest-change.ts'
import { recolumnSegment, reindexSegment } from '../write/reindex.ts'

export async function prepareSettings(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'Settings', 'a settings update is prepared as one')
  const before = content.isReset
    ? await requireManifest(preparation, update.indexUid)
    : await preparation.manifest(update.indexUid)
  const manifest = before ?? newManifest(update.indexUid, null, preparation.startedAt)
  const settings = mergeSettings(manifest.settings, content.settings)
  const old = completeSettings(manifest.settings)
  const now = completeSettings(settings)
  const fields = new FieldMap(manifest.fields)

  const searchable = searchableAttributes(now)
  const columns = columnAttributes(now)
  const oldColumns = columnAttributes(old)
  const added = addedAttributes(columns, oldColumns)
  const oldSearchable = searchableAttributes(old)
  const textChanges =
    !sameMembers(oldSearchable.patterns, searchable.patterns) ||
    manifest.fields.some(
      (path) => searchable.has(path) && oldSearchable.rulesOf(path).key !== searchable.rulesOf(path).key,
    )
  const columnsChange = !sameMembers(oldColumns.patterns, columns.patterns)

  const rebuilt: SegmentRef[] = []
  if (manifest.segments.length > 0 && (textChanges || columnsChange)) {
    const snapshot = await preparation.snapshot(manifest)
    for (let place = 0; place < manifest.segments.length; place++) {
      const { ref, files } = textChanges
        ? await reindexSegment(preparation, { snapshot, place }, fields, searchable, columns)
        : await recolumnSegment(preparation, { snapshot, place }, fields, columns, added)
      rebuilt.push(ref)
      await preparation.keep(files)
    }
  }
  const after: Manifest = {
    ...notingSettings(manifest, settings),
    settings,
    updatedAt: preparation.startedAt,
    fields: fields.paths,
    segments: rebuilt.length > 0 ? rebuilt : manifest.segments,
  }
  return changeManifest(before, after)
}

const sameMembers = (a: readonly string[], b: readonly string[]): boolean => {
  const members = new Set(a)
  return members.size === new Set(b).size && b.every((member) => members.has(member))
}
