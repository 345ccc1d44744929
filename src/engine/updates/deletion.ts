/**
 * Deletes documents by id or by a filter. Unknown ids are not an error: a deleted document stays
 * deleted, so running twice is harmless.
 */

import { assert } from '../../core/bytes/assert.ts'
import { parseFilter } from '../../core/filter/parse.ts'
import { filterColumns } from '../../core/query/plan/needed-columns.ts'
import { readFilter } from '../../core/query/plan/read-filter.ts'
import type { FilterInput } from '../../shared/search.ts'
import type { DocumentPlace, Snapshot } from '../read/snapshot.ts'
import type { PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import { documentsPerQuickStep, type Preparation } from '../work/preparation.ts'
import { deleteDocuments } from '../write/deletion.ts'
import { findInSteps } from '../write/identify.ts'
import { changeManifest, requireManifest } from '../write/manifest-change.ts'

export async function prepareDeletion(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'DocumentsDeletion', 'a deletion is prepared as one')
  const manifest = await requireManifest(preparation, update.indexUid)
  const snapshot = await preparation.snapshot(manifest)
  const byFilter = 'filter' in content
  const ids = byFilter ? [] : [...new Set(content.ids.map(String))]
  await preparation.checkpoint({ step: 'finding documents', done: 0, total: ids.length })
  const places = byFilter
    ? await placesOf(preparation, snapshot, content.filter)
    : (await findInSteps(preparation, snapshot, ids)).filter((place) => place !== null)
  const { segments, files } = await deleteDocuments(preparation, snapshot, places)
  const after = {
    ...manifest,
    updatedAt: preparation.startedAt,
    segments,
    documents: manifest.documents - places.length,
  }
  return changeManifest(manifest, after, {
    files,
    deleted: places.length,
    ...(byFilter ? { number: places.length } : {}),
  })
}

/** The living documents that meet the filter. Throws `invalid_document_filter`. */
async function placesOf(preparation: Preparation, snapshot: Snapshot, input: FilterInput): Promise<DocumentPlace[]> {
  const filter = parseFilter(input, 'invalid_document_filter')
  const columns = await snapshot.readColumns(new Set(filterColumns(filter)))
  const index = {
    settings: snapshot.settings,
    segments: snapshot.segments.map(({ ref }, i) => ({
      base: snapshot.bases[i],
      view: { documentCount: ref.documents, column: (attribute: string) => columns[i].get(attribute) },
    })),
    documentCount: snapshot.documentLimit,
  }
  const found = readFilter(filter, index, 'invalid_document_filter')
  assert(found !== null, 'an empty filter is not queued')
  const numbers = found.toArray()
  const places: DocumentPlace[] = []
  for (let i = 0; i < numbers.length; i++) {
    if (i % documentsPerQuickStep === 0)
      await preparation.checkpoint({ step: 'finding documents', done: i, total: numbers.length })
    const place = snapshot.placeOf(numbers[i])
    if (!snapshot.deletionsOf(place.segment)?.has(place.document)) places.push(place)
  }
  return places
}
