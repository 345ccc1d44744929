/**
 * The description of an image, which comes before its pages: its files in order, and its indexes as
 * they are stored, with the place of a file in that list instead of its number. Files are found by
 * their shape, as everywhere (store/files.ts), so that no new kind of section is forgotten.
 *
 *   { files: [{ pages, bytes, lengths? }], indexes: [manifest] }
 *
 * `lengths`, where pages are not full: how far each begins behind the one before it.
 */

import { pageContentBytes } from '../../core/bytes/page.ts'
import { incompatibleSnapshot, invalidSnapshot } from '../../core/dump/image-file.ts'
import { documentLimits } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import { checkSettingsPatch } from '../../shared/settings-check.ts'
import { mergeSettings } from '../../shared/settings-merge.ts'
import { isCount, isObject, membersOf } from '../../shared/value-shapes.ts'
import { filesNamedBy } from '../store/files.ts'
import type { DocumentFile, FileRef, Manifest, SegmentRef } from '../store/schema.ts'

export type DescribedFile = Pick<FileRef, 'pages' | 'bytes' | 'starts'>

export interface ImageDescription {
  readonly files: readonly DescribedFile[]
  /** File numbers are places in `files`. */
  readonly manifests: readonly Manifest[]
}

/**
 * `files` are all files that the manifests name, in the order of the image. What differs from
 * instance to instance (times, versions, ids, the origin of an index and its damage) is left out:
 * equal indexes have equal images.
 */
export function describe(manifests: readonly Manifest[], files: readonly FileRef[]): DescriptionText {
  const places = new Map(files.map(({ file }, place) => [file, place]))
  const indexes = manifests.map(({ uid, primaryKey, settings, fields, nextOrdinal, documents, segments }) => {
    const numbered = segments.map((segment, id) => ({ ...segment, id }))
    const index = { uid, primaryKey, settings, fields, nextOrdinal, documents, segments: numbered }
    return mapFiles(index, (file) => {
      const counts = 'counts' in file ? { counts: Array.from((file as DocumentFile).counts) } : {}
      return { shelf: 0, file: places.get(file.file), pages: file.pages, bytes: file.bytes, ...counts }
    })
  })
  return { files: files.map(({ pages, bytes, starts }) => ({ pages, bytes, ...lengthsOf(starts) })), indexes }
}

/** The description as it is printed in JSON. */
export interface DescriptionText {
  readonly files: readonly object[]
  readonly indexes: unknown
}

const lengthsOf = (starts: Uint32Array | undefined): { lengths?: number[] } =>
  starts === undefined ? {} : { lengths: Array.from(starts.subarray(1), (start, i) => start - starts[i]) }

/**
 * `now`: RFC 3339, the date of its indexes here. Throws `invalid_snapshot` for a description that
 * cannot be right, and `snapshot_incompatible` for a setting this version does not know.
 */
export function parseDescription(text: string, now: string): ImageDescription {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalidSnapshot('its description is no JSON', cause)
  }
  return readDescription(value, now)
}

/** The same of parsed text. */
export function readDescription(value: unknown, now: string): ImageDescription {
  const { files, indexes } = membersOf(value)
  expect(Array.isArray(files) && Array.isArray(indexes), 'files and indexes')
  const known = (files as unknown[]).map((file) => {
    const { pages, bytes, lengths } = membersOf(file)
    expect(isCount(pages) && isCount(bytes) && pages > 0 && pages < 2 ** 20, 'a file')
    return { pages: pages as number, bytes: bytes as number, ...readLengths(lengths, pages as number) }
  })
  const manifests = (indexes as unknown[]).map((index) => readManifest(index, known, now))
  const owned = manifests.flatMap((manifest) => filesNamedBy(manifest))
  expect(
    owned.length === known.length && new Set(owned.map(({ file }) => file)).size === known.length,
    'who owns a file',
  )
  expect(new Set(manifests.map(({ uid }) => uid)).size === manifests.length, 'the names of indexes')
  return { files: known, manifests }
}

/** A copy of `value` with every file in it replaced. */
export function mapFiles(value: unknown, change: (file: FileRef) => unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map((member) => mapFiles(member, change))
  const { shelf, file, pages, bytes } = value as Partial<FileRef>
  if ([shelf, file, pages, bytes].every((part) => typeof part === 'number')) return change(value as FileRef)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapFiles(member, change)]))
}

function readManifest(value: unknown, files: ImageDescription['files'], now: string): Manifest {
  expect(isObject(value), 'an index')
  const mapped = mapFiles(value, (file) => readFile(file, files)) as Manifest
  const { uid, primaryKey, settings, fields, nextOrdinal, documents, segments } = mapped
  try {
    checkIndexUid(uid)
  } catch (cause) {
    throw invalidSnapshot('the name of an index cannot be', cause)
  }
  expect(primaryKey === null || typeof primaryKey === 'string', 'a primary key')
  expect(Array.isArray(fields) && fields.length <= documentLimits.maxFields, 'the fields')
  expect(
    fields.every((field) => typeof field === 'string'),
    'a field',
  )
  expect(isCount(nextOrdinal) && isCount(documents) && Array.isArray(segments), 'a count')
  for (const segment of segments) checkSegment(segment)
  const living = segments.reduce((sum, segment) => sum + segment.documents - segment.deleted, 0)
  expect(living === documents, 'the number of documents')
  return {
    ...{ uid, primaryKey, fields, nextOrdinal, documents, segments },
    settings: readSettings(settings, uid),
    createdAt: now,
    updatedAt: now,
    version: 0,
  }
}

function readSettings(settings: unknown, uid: string): Manifest['settings'] {
  try {
    return mergeSettings({}, checkSettingsPatch(settings))
  } catch (error) {
    if (!(error instanceof SeeklingError)) throw error
    throw incompatibleSnapshot(`of index "${uid}", ${error.message}`)
  }
}

function readLengths(lengths: unknown, pages: number): Pick<FileRef, 'starts'> {
  if (lengths === undefined) return {}
  expect(Array.isArray(lengths) && lengths.length === pages - 1, 'the pages of a file')
  const starts = new Uint32Array(pages)
  for (const [i, length] of (lengths as unknown[]).entries()) {
    // Behind a page there may be a gap, up to where a full page would have ended.
    expect(isCount(length) && length > 0 && length <= 2 * pageContentBytes, 'the length of a page')
    starts[i + 1] = starts[i] + length
  }
  return { starts }
}

function readFile(file: FileRef, files: ImageDescription['files']): FileRef | DocumentFile {
  const known = files[file.file]
  expect(known !== undefined && file.pages === known.pages && file.bytes === known.bytes, 'a file')
  const { starts } = known
  const ref = { shelf: 0, file: file.file, pages: file.pages, bytes: file.bytes, ...(starts && { starts }) }
  if (!('counts' in file)) return ref
  const counts = file.counts as unknown
  expect(Array.isArray(counts) && counts.length === file.pages, 'the documents of a file')
  expect(
    (counts as unknown[]).every((count) => isCount(count) && count > 0 && count < 256),
    'the documents of a page',
  )
  return { ...ref, counts: Uint8Array.from(counts as number[]) }
}

const ownSections = ['table', 'ids', 'dictionary', 'lengths', 'postings'] as const

function checkSegment(segment: SegmentRef): void {
  expect(isObject(segment) && isCount(segment.documents) && isCount(segment.deleted), 'a segment')
  expect(segment.deleted <= segment.documents, 'a segment')
  for (const name of ownSections) expect(isObject(segment[name]), `the ${name} of a segment`)
  expect(Array.isArray(segment.documentFiles) && isObject(segment.columns), 'the documents of a segment')
  expect(
    segment.documentFiles.every((file) => isObject(file) && 'counts' in file),
    'the documents of a segment',
  )
  const { fieldCounts } = segment
  const isCounts = fieldCounts === undefined || (Array.isArray(fieldCounts) && fieldCounts.every(isPairOfCounts))
  expect(isCounts, 'the fields of a segment')
  for (const name of ['guide', 'fieldSizes'] as const)
    expect(segment[name] === undefined || isObject(segment[name]), `the ${name} of a segment`)
  const rows = Object.values(segment.columnRows ?? {})
  for (const section of [...Object.values(segment.columns), ...rows])
    expect(isObject(section) && isObject(section.file), 'a column of a segment')
  for (const { values } of rows) expect(isCount(values), 'the rows of a column')
  checkSections(segment)
}

const isPairOfCounts = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2 && pair.every(isCount)

/** Whatever has a file, a start and a length lies inside of the file. */
function checkSections(value: unknown): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  const { file, start, length } = value as { file?: unknown; start?: unknown; length?: unknown }
  if (isObject(file)) {
    const starts = file.starts as Uint32Array | undefined
    const most = (starts?.at(-1) ?? ((file.pages as number) - 1) * pageContentBytes) + pageContentBytes
    expect(isCount(start) && isCount(length) && start + length <= most, 'a section')
    return
  }
  for (const member of Object.values(value)) checkSections(member)
}

function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw invalidSnapshot(`in its description, ${what} cannot be right`)
}
