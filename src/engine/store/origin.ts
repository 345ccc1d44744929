/**
 * Where an index came from, kept in its manifest: it decides what a snapshot may replace without
 * asking. An index opened from a snapshot holds only documents that can be fetched again, until an
 * update adds, changes or deletes one; an index made here never does.
 */
import type { SettingsPatch } from '../../shared/settings.ts'
import { unlike } from '../../shared/settings-edits.ts'
import type { AttachedBuild, Manifest, Origin, SegmentRef } from './schema.ts'

export const fromSnapshot: Origin = { version: 1, changed: false }

export const fromSite = (site: AttachedBuild): Origin => ({ ...fromSnapshot, site })

/** Whether all documents of the index are those of the snapshot it was opened from. */
export const isAsOpened = ({ documents, origin }: Manifest): boolean =>
  documents === 0 || (origin?.version === 1 && !origin.changed)

/** The manifest after an update to documents. */
export const asChanged = (manifest: Manifest): Manifest =>
  manifest.origin?.version === 1 ? { ...manifest, origin: { ...manifest.origin, changed: true } } : manifest

/**
 * The manifest before its settings change to `after`: of a site's, those of the build are noted.
 */
export function notingSettings(manifest: Manifest, after: SettingsPatch): Manifest {
  const { origin, settings } = manifest
  if (origin?.version !== 1 || origin.site === undefined) return manifest
  const { kept, ...site } = origin.site
  const changed = new Set(kept && unlike(settings, after))
  const still = kept?.filter((name) => !changed.has(name)) ?? []
  return {
    ...manifest,
    origin: {
      ...origin,
      site: { ...site, settings: site.settings ?? settings, ...(still.length > 0 && { kept: still }) },
    },
  }
}

/** Whether documents or settings of an attached index were changed here. */
export const isEdited = ({ origin }: Manifest): boolean =>
  origin?.version === 1 && (origin.changed || origin.site?.settings !== undefined || origin.site?.kept !== undefined)

/** Whether its documents are a site's; else they were written here. */
export const isOnSite = ({ documentFiles, table }: SegmentRef): boolean =>
  table.file.remote !== undefined || documentFiles.some(({ remote }) => remote !== undefined)
