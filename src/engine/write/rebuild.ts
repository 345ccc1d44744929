/**
 * Rebuilds an index whose stored bytes are damaged, from its documents: never a wrong hit (law 6). Segments that check out stay. In a damaged
 * one, dictionary, postings, lengths, columns and ids are made anew; documents that cannot be read themselves are dropped. Where the table or
 * the deletions are damaged nobody can tell the living from the dead, and the rebuild refuses with `corrupt_segment`.
 */
import { Bitset } from '../../core/docset/bitset.ts'
import { documentAt, readBlock } from '../../core/document/block.ts'
import { readDocumentId } from '../../core/document/primary-key.ts'
import { decodeDeletions, encodeDeletions } from '../../core/segment/deletions.ts'
import { decodeDocumentTable, encodeDocumentTable } from '../../core/segment/document-table.ts'
import { encodeIds } from '../../core/segment/id-table.ts'
import type { JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { completeSettings } from '../../shared/settings-merge.ts'
import { columnAttributes, searchableAttributes } from '../analysis/attributes.ts'
import { DocumentAnalysis } from '../analysis/document-analysis.ts'
import { FieldMap } from '../analysis/field-map.ts'
import { BlockMap } from '../read/block-map.ts'
import { isDamage } from '../read/damage.ts'
import { OpenSegment } from '../read/open-segment.ts'
import { PageCache } from '../read/page-cache.ts'
import { packParts, readSections, sectionAt } from '../read/sections.ts'
import { loadColumns } from '../read/segment-columns.ts'
import { parseStored } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import type { Manifest, SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest } from './manifest-change.ts'
import { finishText, layOutSegment } from './segment-writer.ts'

/** Throws `corrupt_segment` when the index cannot be saved: then its documents have to be added again. */
export async function rebuildIndex(preparation: Preparation, manifest: Manifest, store: Store): Promise<Changeset> {
  const fields = new FieldMap(manifest.fields)
  const segments: SegmentRef[] = []
  const files: NewFile[] = []
  for (const ref of manifest.segments) {
    await preparation.checkpoint({ step: 'checking segments', done: segments.length, total: manifest.segments.length })
    if (await isSound(store, ref)) {
      segments.push(ref)
      continue
    }
    const rebuilt = await rebuildSegment(preparation, manifest, store, fields, ref)
    files.push(...rebuilt.files)
    if (rebuilt.ref.deleted < rebuilt.ref.documents) segments.push(rebuilt.ref)
  }
  const documents = segments.reduce((sum, { documents, deleted }) => sum + documents - deleted, 0)
  return changeManifest(manifest, { ...manifest, fields: fields.paths, documents, segments }, { files })
}

/** Reads all of the segment past every cache. Trouble with the storage itself is not damage and rises. */
async function isSound(store: Store, ref: SegmentRef): Promise<boolean> {
  const cache = new PageCache(0)
  try {
    const segment = await OpenSegment.open(store, cache, ref)
    await segment.ids(store, cache)
    await loadColumns(store, cache, [segment.parts.columns], null)
    await readSections(store, cache, [ref.postings])
    for (const file of ref.documentFiles) {
      for (let page = 0; page < file.counts.length; page++) {
        const [content] = await cache.load(store, [{ file, page, code: 'corrupt_document' }])
        readBlock(content as Uint8Array)
      }
    }
    return true
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}

async function rebuildSegment(
  preparation: Preparation,
  manifest: Manifest,
  store: Store,
  fields: FieldMap,
  ref: SegmentRef,
): Promise<{ ref: SegmentRef; files: NewFile[] }> {
  const cache = new PageCache(0)
  const blocks = new BlockMap(ref.documentFiles)
  const { table, deletions } = await readLiving(store, cache, manifest, ref, blocks.slots)
  const settings = completeSettings(manifest.settings)
  const analysis = new DocumentAnalysis(fields, searchableAttributes(settings), columnAttributes(settings))
  const ids: string[] = []
  for (let document = 0; document < ref.documents; document++) {
    if (document % 64 === 0)
      await preparation.checkpoint({ step: 'rebuilding a damaged segment', done: document, total: ref.documents })
    const value = deletions.has(document)
      ? null
      : await readOrNull(store, cache, blocks, table.slots[document] as number)
    if (value === null) deletions.add(document)
    analysis.add(value ?? {})
    // A dead document needs an id no living one can have: the empty one.
    ids.push(value === null || manifest.primaryKey === null ? '' : readDocumentId(value, manifest.primaryKey, document))
  }
  const text = await finishText(preparation, analysis.text.finish())
  const encoded = { ...text, table: encodeDocumentTable(table), ids: encodeIds(ids), columns: analysis.finishColumns() }
  const written = layOutSegment(preparation, encoded, ref.documents, ref.documentFiles)
  const { pages } = packParts([encodeDeletions(deletions)])
  const file = preparation.newFile(pages)
  const length = encodeDeletions(deletions).length
  return {
    ref: { ...written.ref, deleted: deletions.count(), deletions: sectionAt(file, 0, length) },
    files: [written.file, { ref: file, pages }],
  }
}

/** What tells the living from the dead. */
async function readLiving(store: Store, cache: PageCache, manifest: Manifest, ref: SegmentRef, slots: number) {
  try {
    const [table] = await readSections(store, cache, [ref.table])
    const deletions = ref.deletions === null ? null : (await readSections(store, cache, [ref.deletions]))[0]
    return {
      table: decodeDocumentTable(table as Uint8Array, ref.documents, slots),
      deletions: deletions ? decodeDeletions(deletions, ref.documents) : new Bitset(ref.documents),
    }
  } catch (cause) {
    if (!isDamage(cause)) throw cause
    throw new SeeklingError(
      'corrupt_segment',
      `Index "${manifest.uid}" is damaged where it says which documents exist. Delete the index and add its documents again.`,
      undefined,
      cause,
    )
  }
}

async function readOrNull(store: Store, cache: PageCache, blocks: BlockMap, slot: number): Promise<JsonObject | null> {
  const { file, page, index } = blocks.find(slot)
  try {
    const [content] = await cache.load(store, [{ file, page, code: 'corrupt_document' }])
    return parseStored(documentAt(readBlock(content as Uint8Array), index))
  } catch (error) {
    if (isDamage(error)) return null
    throw error
  }
}
