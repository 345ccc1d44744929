/**
 * Applies the local edits of an attached index to a newer build of its site. Law: by id, a document
 * that was written here stays as it is, and one that was deleted here stays away, whatever the
 * build says of them. A setting that was changed here stays so; all others are the build's.
 */
import type { GlobalDocument, Ordinal } from '../../core/docset/numbers.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { SettingsPatch } from '../../shared/settings.ts'
import { type EditedSettings, editsOf, keptSettings } from '../../shared/settings-edits.ts'
import { type DumpParts, transferring } from '../dump/dump-parts.ts'
import { ImportedFiles } from '../dump/import-documents.ts'
import { PageCache } from '../read/page-cache.ts'
import { readTogether } from '../read/sections.ts'
import { Snapshot } from '../read/snapshot.ts'
import { readCounters } from '../store/ahead.ts'
import { isOnSite } from '../store/origin.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import { prepareDeletion } from '../updates/deletion.ts'
import { prepareSettings } from '../updates/settings.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { packDeletedIds, readDeletedIds } from '../write/deletion.ts'
import { changeManifest, requireManifest } from '../write/manifest-change.ts'
import type { PutEdits } from './attach.ts'

const documentsPerRead = 256
const newline = Uint8Array.of(10)

/**
 * The manifest for an export, without the ids that were deleted here, which mean nothing to another
 * instance.
 */
export const withoutEdits = (manifest: Manifest): Manifest => ({
  ...manifest,
  segments: manifest.segments.map(({ deletedIds: _, ...segment }) => segment),
})

/**
 * The manifests of a build, not stored yet, with the edits of `edited` applied; new files are
 * staged. Rejects with `index_has_other_documents` where they cannot be applied to the build, with
 * `snapshot_unavailable`, `corrupt_segment`, `corrupt_document`, or the storage's errors.
 */
export const putEditsOnTop: PutEdits = (parts, staging, edited, build) =>
  transferring(parts, { type: 'snapshot-import' }, async (work) => {
    const { store } = parts
    const files = new ImportedFiles(store, staging, work, await store.read(['meta'], readCounters))
    for (const manifest of build) {
      files.takeIndex(manifest)
      const before = edited.get(manifest.uid)
      if (before !== undefined) await editOne(parts, files, before, manifest)
    }
    const settings = new Map(build.map((manifest) => [manifest.uid, manifest.settings]))
    return files.manifests.map((manifest) =>
      withOrigin(manifest, edited.get(manifest.uid), settings.get(manifest.uid) ?? {}),
    )
  })

async function editOne({ store }: DumpParts, files: ImportedFiles, before: Manifest, build: Manifest): Promise<void> {
  const { uid, primaryKey } = build
  const settings = editedSettings(before, build)
  if (Object.keys(settings).length > 0)
    await files.change(prepareSettings, { type: 'Settings', indexUid: uid, settings })
  const cache = new PageCache()
  const ids: string[] = []
  for (const segment of before.segments)
    ids.push(...(await readDeletedIds(segment, (readings) => readTogether(store, cache, readings))))
  const deletion = { type: 'DocumentsDeletion', indexUid: uid, ids } as const
  if (ids.length > 0) {
    await files.change(prepareDeletion, deletion)
    await files.change(rememberDeletedIds, deletion)
  }
  // Nothing of the old build is read, since its host may no longer have it.
  const segments = before.segments.filter((segment) => !isOnSite(segment))
  const snapshot = await Snapshot.open(store, { ...before, segments }, cache)
  const documents = await livingInOrder(snapshot)
  if (documents.length > 0 && primaryKey !== before.primaryKey) throw otherKey(before, primaryKey)
  const taker = files.documentsOf(uid)
  for (let from = 0; from < documents.length; from += documentsPerRead)
    for (const json of await snapshot.readJson(documents.slice(from, from + documentsPerRead))) {
      await taker.push(json)
      await taker.push(newline)
    }
  await taker.finish()
}

/** What makes of the settings of the build those that are kept; empty where they are the same. */
const editedSettings = (before: Manifest, build: Manifest): SettingsPatch => editsOf(settingsOf(before), build.settings)

const settingsOf = ({ origin, settings }: Manifest): EditedSettings => ({
  before: origin?.site?.settings ?? settings,
  here: settings,
  kept: origin?.site?.kept,
})

/**
 * Notes the ids at a segment of the site, also those of which this build has no document: the next
 * one may.
 */
async function rememberDeletedIds(preparation: Preparation, { indexUid, content }: PendingUpdate): Promise<Changeset> {
  const manifest = await requireManifest(preparation, indexUid)
  const place = manifest.segments.findIndex(isOnSite)
  if (place < 0 || !('ids' in content)) return changeManifest(manifest, manifest)
  const { file, sections } = packDeletedIds(preparation, [content.ids.map(String)])
  const segments = manifest.segments.map(({ deletedIds: _, ...segment }, i) =>
    i === place ? { ...segment, deletedIds: sections[0] } : segment,
  )
  return changeManifest(manifest, { ...manifest, segments }, { files: [file] })
}

/** The living documents, by ascending ordinal. */
async function livingInOrder(snapshot: Snapshot): Promise<GlobalDocument[]> {
  const known = await snapshot.readPlaces()
  const living: { readonly document: GlobalDocument; readonly ordinal: Ordinal }[] = []
  for (const [segment, { ref }] of snapshot.segments.entries()) {
    const deletions = snapshot.deletionsOf(segment)
    for (let document = 0; document < ref.documents; document++) {
      if (deletions?.has(document)) continue
      const ordinal = known[segment].ordinal(document)
      living.push({ document: snapshot.globalNumber({ segment, document }), ordinal })
    }
  }
  return living.sort((a, b) => a.ordinal - b.ordinal).map(({ document }) => document)
}

/**
 * Marks the index as changed if it has local edits, so that they are applied to the next build too.
 * `settings` are those of the build.
 */
function withOrigin(manifest: Manifest, before: Manifest | undefined, settings: SettingsPatch): Manifest {
  const { origin } = manifest
  if (before === undefined || origin?.version !== 1 || origin.site === undefined) return manifest
  const kept = keptSettings(settingsOf(before), settings)
  const site = { ...origin.site, ...(kept.length > 0 && { kept }) }
  return { ...manifest, origin: { ...origin, changed: manifest.segments.some(isOfHere), site } }
}

const isOfHere = (segment: Manifest['segments'][number]): boolean =>
  !isOnSite(segment) || segment.deletedIds !== undefined

const otherKey = ({ uid, primaryKey, documents }: Manifest, key: string | null): SeeklingError =>
  new SeeklingError(
    'index_has_other_documents',
    `The new build of index "${uid}" has the primary key "${key}" instead of "${primaryKey}": what was written to the index since it was attached cannot be put on top of it. Pass \`replace: true\` to lose that, or rename the index. Nothing was changed.`,
    { indexUid: uid, documents },
  )
