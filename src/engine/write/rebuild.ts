/**
 * Rebuilds an index whose stored bytes are damaged, from its documents: never a wrong hit (law 6).
 * Segments that check out stay. In a damaged one, dictionary, postings, lengths, columns and ids
 * are made anew, and a damaged file of documents is written again with every document that can be
 * read. Those that cannot are lost, and the manifest says which. Table and deletions, which say
 * which documents exist, are stored twice; where both copies are damaged, the living documents
 * cannot be told from the deleted ones, and the manifest says so, so that no engine tries again.
 */
import { Bitset } from '../../core/docset/bitset.ts'
import { readDocumentId } from '../../core/document/primary-key.ts'
import { decodeDeletions, encodeDeletions } from '../../core/segment/deletions.ts'
import { countFields, decodeDocumentTable } from '../../core/segment/document-table.ts'
import { encodeIds, IdTable } from '../../core/segment/id-table.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { completeSettings } from '../../shared/settings-complete.ts'
import { columnAttributes, searchableAttributes } from '../analysis/attributes.ts'
import { DocumentAnalysis } from '../analysis/document-analysis.ts'
import { FieldMap } from '../analysis/field-map.ts'
import { BlockMap } from '../read/block-map.ts'
import { isDamage } from '../read/damage.ts'
import { PageCache } from '../read/page-cache.ts'
import { readSections } from '../read/sections.ts'
import { parseStored } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import type { DamageRecord, Manifest, Section, SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { writeDeletions } from './deletion.ts'
import { changeManifest } from './manifest-change.ts'
import { salvageFiles } from './salvage-files.ts'
import { finishColumns, finishText, layOutSegment } from './segment-writer.ts'
import { isSound } from './soundness.ts'

const mostLostIds = 1000

/** Documents given up: null for an id that cannot be read. */
type LostIds = (string | null)[]

/** null when nothing is damaged. */
export async function rebuildIndex(
  preparation: Preparation,
  manifest: Manifest,
  store: Store,
): Promise<Changeset | null> {
  const fields = new FieldMap(manifest.fields)
  const segments: SegmentRef[] = []
  const lost: LostIds = []
  let damaged = 0
  try {
    for (const ref of manifest.segments) {
      await preparation.checkpoint({
        step: 'checking segments',
        done: segments.length,
        total: manifest.segments.length,
      })
      if (await isSound(store, ref)) {
        segments.push(ref)
        continue
      }
      damaged++
      const rebuilt = await rebuildSegment(preparation, store, { manifest, ref, fields }, lost)
      // Those of a segment that is dropped are named by no manifest, and so not stored.
      await preparation.keep(rebuilt.files)
      if (rebuilt.ref.deleted < rebuilt.ref.documents) segments.push(rebuilt.ref)
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    const { lostDocuments = 0, lostIds = [] } = manifest.damage ?? {}
    const damage = { settled: manifest.version, lostDocuments, lostIds, refused: error.message }
    return changeManifest(manifest, { ...manifest, damage })
  }
  if (damaged === 0) return null
  const documents = segments.reduce((sum, { documents, deleted }) => sum + documents - deleted, 0)
  const damage = recordOf(manifest, lost)
  return changeManifest(manifest, { ...manifest, fields: fields.paths, documents, segments, damage })
}

function recordOf({ version, damage }: Manifest, lost: LostIds): DamageRecord {
  const ids = new Set([...(damage?.lostIds ?? []), ...lost.filter((id) => id !== null)])
  return {
    settled: version,
    lostDocuments: (damage?.lostDocuments ?? 0) + lost.length,
    lostIds: [...ids].slice(0, mostLostIds),
  }
}

async function rebuildSegment(
  preparation: Preparation,
  store: Store,
  { manifest, ref, fields }: { readonly manifest: Manifest; readonly ref: SegmentRef; readonly fields: FieldMap },
  lost: LostIds,
): Promise<{ ref: SegmentRef; files: NewFile[] }> {
  const blocks = new BlockMap(ref.documentFiles)
  const { table, deletions } = await readLiving(store, ref, blocks.slots)
  const salvaged = await salvageFiles(preparation, store, ref.documentFiles)
  const storedIds = await readFirst([ref.ids], store, (bytes) => new IdTable(bytes, ref.documents)).catch(nullIfDamaged)
  const settings = completeSettings(manifest.settings)
  const analysis = new DocumentAnalysis(fields, searchableAttributes(settings), columnAttributes(settings))
  const ids: string[] = []
  for (let document = 0; document < ref.documents; document++) {
    if (document % 64 === 0)
      await preparation.checkpoint({ step: 'rebuilding a damaged segment', done: document, total: ref.documents })
    const json = deletions.has(document) ? null : await salvaged.read(table.slots[document])
    if (json === null && !deletions.has(document)) {
      deletions.add(document)
      lost.push(storedIds?.idAt(document) || null)
    }
    const value = json && parseStored(json)
    analysis.add(value ?? {})
    // A deleted document gets the empty id, which no living one can have.
    ids.push(value === null || manifest.primaryKey === null ? '' : readDocumentId(value, manifest.primaryKey, document))
  }
  const text = await finishText(preparation, analysis.text.finish())
  const columns = await finishColumns(preparation, analysis)
  const encoded = { ...text, table, ids: encodeIds(ids), columns }
  const written = await layOutSegment(preparation, encoded, ref.documents, salvaged.documentFiles)
  if (deletions.count() === 0) return { ref: written.ref, files: [...salvaged.files, written.file] }
  const { file, sections } = writeDeletions(preparation, [encodeDeletions(deletions)])
  return {
    ref: {
      ...written.ref,
      deleted: deletions.count(),
      fieldCounts: countFields(table, deletions),
      ...(ref.deletedIds && { deletedIds: ref.deletedIds }),
      ...(sections[0] as (typeof sections)[number]),
    },
    files: [...salvaged.files, written.file, file],
  }
}

/** Reads table and deletions from the first copy that can be read. Throws `corrupt_segment`. */
async function readLiving(store: Store, ref: SegmentRef, slots: number) {
  try {
    return {
      table: await readFirst([ref.table, ref.spareTable], store, (bytes) =>
        decodeDocumentTable(bytes, ref.documents, slots),
      ),
      deletions:
        ref.deletions === null
          ? new Bitset(ref.documents)
          : await readFirst([ref.deletions, ref.spareDeletions], store, (bytes) => checkedDeletions(bytes, ref)),
    }
  } catch (cause) {
    if (!isDamage(cause)) throw cause
    throw new SeeklingError('corrupt_segment', 'It is damaged where it says which documents exist.', undefined, cause)
  }
}

function checkedDeletions(bytes: Uint8Array, ref: SegmentRef): Bitset {
  const deletions = decodeDeletions(bytes, ref.documents)
  if (deletions.count() === ref.deleted) return deletions
  throw new SeeklingError('corrupt_segment', 'A copy of the deletions is an old one.')
}

/** The content of the first section that can be read; throws what reading the last one throws. */
async function readFirst<T>(
  [section, ...more]: readonly (Section | undefined)[],
  store: Store,
  decode: (bytes: Uint8Array) => T,
): Promise<T> {
  try {
    if (section === undefined) throw new SeeklingError('corrupt_segment', 'There is no copy.')
    const [bytes] = await readSections(store, new PageCache(0), [section])
    return decode(bytes as Uint8Array)
  } catch (error) {
    if (!isDamage(error) || more.length === 0) throw error
    return readFirst(more, store, decode)
  }
}

function nullIfDamaged(error: unknown): null {
  if (isDamage(error)) return null
  throw error
}
