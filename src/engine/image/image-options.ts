/**
 * Checks the options of images, which callers know as snapshots: which indexes, and whether they
 * may replace documents of another origin.
 */
import type {
  AttachOptions,
  Fill,
  SnapshotFilesOptions,
  SnapshotImportOptions,
  SnapshotSelection,
} from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import { isObject, type Members } from '../../shared/value-shapes.ts'

export interface CheckedSelection {
  /** null: all there are. */
  readonly indexes: ReadonlySet<string> | null
}

export interface CheckedFiles extends CheckedSelection {
  readonly known: ReadonlySet<string>
  readonly compress: boolean
}

export interface CheckedImport extends CheckedSelection {
  readonly replace: boolean
}

export interface CheckedAttach extends CheckedImport {
  readonly fill: Fill
}

/** Throws `invalid_options`, or `invalid_index_uid` for what cannot be the name of an index. */
export function checkSelection(options: SnapshotSelection | undefined): CheckedSelection {
  return selectionOf(fieldsOf(options, ['indexes']))
}

/** Throws as above. */
export function checkFilesOptions(options: SnapshotFilesOptions | undefined): CheckedFiles {
  const { known, indexes, compress } = fieldsOf(options, ['indexes', 'known', 'compress'])
  const isList = known === undefined || known === null || Array.isArray(known)
  if (!isList) throw invalid('`known` is a list of paths of chunks')
  if (typeof (compress ?? true) !== 'boolean') throw invalid('`compress` is true or false')
  return {
    ...selectionOf({ indexes }),
    known: new Set(known as readonly string[] | undefined),
    compress: compress !== false,
  }
}

/** Throws as above. */
export function checkImportOptions(options: SnapshotImportOptions | undefined): CheckedImport {
  const fields = fieldsOf(options, ['indexes', 'replace'])
  const { replace = false } = fields
  if (typeof replace !== 'boolean') throw invalid('`replace` is true or false')
  return { ...selectionOf(fields), replace }
}

/**
 * Throws as above. For visitors with the browser's data saver on, nothing is fetched ahead unless
 * `fill` is `now`.
 */
export function checkAttachOptions(options: AttachOptions | undefined): CheckedAttach {
  const { indexes, replace, fill = 'idle', ...others } = fieldsOf(options, ['indexes', 'replace', 'fill'])
  if (fill !== 'idle' && fill !== 'used' && fill !== 'now') throw invalid("`fill` is 'idle', 'used' or 'now'")
  const imported = checkImportOptions({ ...others, indexes, replace } as SnapshotImportOptions)
  return { ...imported, fill: fill === 'idle' && savesData() ? 'used' : fill }
}

function savesData(): boolean {
  const { connection } = (globalThis.navigator ?? {}) as { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** Throws `invalid_options` unless it is the URL of a folder. */
export function checkFolder(folder: unknown): void {
  const what = typeof folder === 'string' ? `"${folder.slice(0, 200)}"` : typeof folder
  if (typeof folder !== 'string' || !/^https?:\/\/[^?#]+\/$/.test(folder))
    throw invalid(`the snapshot is named by the URL of its folder, http or https, ending in "/", and not by ${what}`)
}

/**
 * The chosen ones, in the order they come in. Throws `index_not_found` for one that is not there;
 * `where` says where.
 */
export function choose<Index extends { readonly uid: string }>(
  there: readonly Index[],
  { indexes }: CheckedSelection,
  where: string,
): readonly Index[] {
  if (indexes === null) return there
  const known = new Set(there.map(({ uid }) => uid))
  for (const uid of indexes) {
    if (!known.has(uid)) {
      const names = [...known].map((name) => `"${name}"`).join(', ') || 'none'
      throw new SeeklingError('index_not_found', `There is no index "${uid}" in ${where}; it has ${names}.`)
    }
  }
  return there.filter(({ uid }) => indexes.has(uid))
}

function fieldsOf(options: unknown, known: readonly string[]): Members {
  if (options === undefined || options === null) return {}
  if (!isObject(options)) throw invalid('they are an object')
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw invalid(`there is no \`${name.slice(0, 50)}\`, only ${known.join(' and ')}`)
  }
  return options
}

function selectionOf({ indexes }: Members): CheckedSelection {
  if (indexes === undefined || indexes === null) return { indexes: null }
  if (!Array.isArray(indexes) || indexes.length === 0)
    throw invalid('`indexes` is a list of the names of indexes, or left out for all')
  return { indexes: new Set(indexes.map(checkIndexUid)) }
}

const invalid = (why: string): SeeklingError => new SeeklingError('invalid_options', `Options of a snapshot: ${why}.`)
