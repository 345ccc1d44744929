/**
 * Adopts a build of a site's image: its indexes become the newest versions in one transaction,
 * while their pages stay where they are. Laws: searches see the old build or the new one, never a
 * mixture; stored pages of the old build that the new one has too are kept; and so are edits that
 * were made here (local-edits.ts).
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { DumpParts } from '../dump/dump-parts.ts'
import { assertReplaceable, type Replaced, replaceInstance } from '../dump/replace-instance.ts'
import { Staging } from '../dump/staging.ts'
import { readCounters } from '../store/ahead.ts'
import { filesNamedBy } from '../store/files.ts'
import { addGarbage } from '../store/garbage.ts'
import { fromSite, isAsOpened, isEdited } from '../store/origin.ts'
import { commitFileNumber, type FileRef, type Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { mapFiles } from './description.ts'
import { keepPages, type PlacedFile, storeInline } from './kept-pages.ts'
import type { SiteRoot } from './site-root.ts'
import { wholeFiles } from './stored-pages.ts'

/** The indexes attached from this folder. */
export const attachedFrom = (manifests: readonly Manifest[], folder: string): Manifest[] =>
  manifests.filter(({ origin }) => origin?.version === 1 && origin.site?.folder === folder)

const editedFrom = (manifests: readonly Manifest[], folder: string): Manifest[] =>
  attachedFrom(manifests, folder).filter(isEdited)

export const readManifests = (store: Store): Promise<Manifest[]> =>
  store.read(['indexes'], (transaction) => transaction.getAll('indexes')) as Promise<Manifest[]>

export interface Build {
  readonly folder: string
  readonly root: SiteRoot
  /** The indexes of the root that were chosen. */
  readonly chosen: readonly Manifest[]
  /** Attached indexes that the build has no more. */
  readonly dropped: ReadonlySet<string>
  readonly replace: boolean
}

/** Applies the edits of `edited`, by uid, to a build that is not stored yet (local-edits.ts). */
export type PutEdits = (
  parts: DumpParts,
  staging: Staging,
  edited: ReadonlyMap<string, Manifest>,
  build: readonly Manifest[],
) => Promise<Manifest[]>

/**
 * The caller must hold the writer lock. Returns null, and does nothing, where there are edits and
 * no `putEdits`. Rejects with `index_has_other_documents` or the storage's errors.
 */
export async function adoptBuild(
  parts: DumpParts,
  build: Build,
  putEdits: PutEdits | undefined,
): Promise<Replaced | null> {
  const { store, durability } = parts
  const { folder, root, chosen, dropped, replace } = build
  const staging = new Staging(store, durability)
  const uids = new Set(chosen.map(({ uid }) => uid))
  const there = (await readManifests(store)).filter(({ uid }) => uids.has(uid))
  const edited = new Map(replace ? [] : editedFrom(there, folder).map((manifest) => [manifest.uid, manifest]))
  if (edited.size > 0 && !putEdits) return null
  if (!replace) await assertReplaceable(store, new Set([...uids, ...dropped].filter((uid) => !edited.has(uid))))
  const before = wholeFiles(there)
  const wanted = chosen.flatMap(filesNamedBy)
  const segments = chosen.reduce((sum, manifest) => sum + manifest.segments.length, 0)
  try {
    const { files, next } = await staging.reserve(wanted, segments)
    const placed = new Map(
      wanted.map(({ file }, i): [number, FileRef] => {
        const { names, tables } = root.files[file]
        return [file, { ...files[i], remote: { folder, names, ...(tables && { tables }) } }]
      }),
    )
    const after = Array.from(placed, ([place, file]): PlacedFile => ({ file, inline: root.files[place].inline }))
    await keepPages(store, before, after)
    await storeInline(store, after)
    let number = next
    const manifests = chosen.map((manifest) => {
      const moved = mapFiles(manifest, (file) => ({ ...file, ...placed.get(file.file) })) as Manifest
      const numbered = moved.segments.map((segment) => ({ ...segment, id: commitFileNumber(number++) }))
      return { ...moved, segments: numbered, origin: fromSite({ folder, build: root.build, uid: moved.uid }) }
    })
    return await replaceInstance(store, durability, staging, {
      manifests: putEdits && edited.size > 0 ? await putEdits(parts, staging, edited, manifests) : manifests,
      replaces: replace ? 'named' : 'own',
      removes: dropped,
      onSite: new Set(files.map(({ file }) => file)),
      carries: new Map(Array.from(edited.values(), ({ uid, version }) => [uid, version])),
    })
  } catch (thrown) {
    await staging.discard().catch(() => {})
    throw thrown
  }
}

/**
 * Deletes the indexes attached from the folder; returns their names. Rejects with
 * `index_has_other_documents` if one was written to since.
 */
export function detach({ store, durability }: DumpParts, folder: string): Promise<string[]> {
  return store.write(['meta', 'indexes'], durability, async (transaction) => {
    const attached = attachedFrom((await transaction.getAll('indexes')) as Manifest[], folder)
    const own = attached.find((manifest) => !isAsOpened(manifest))
    if (own !== undefined) {
      throw new SeeklingError(
        'index_has_other_documents',
        `Index "${own.uid}" was written to since it was attached: what was written would be lost. Delete it with deleteIndex(), or rename it. Nothing was changed.`,
        { indexUid: own.uid, documents: own.documents },
      )
    }
    await addGarbage(transaction, attached.flatMap(filesNamedBy))
    for (const { uid } of attached) void transaction.delete('indexes', uid)
    // As with every change of an index: an engine that remembers the indexes learns of it by this.
    const counters = await readCounters(transaction)
    await transaction.put('meta', 'counters', { ...counters, lastVersion: counters.lastVersion + 1 })
    return attached.map(({ uid }) => uid)
  })
}
