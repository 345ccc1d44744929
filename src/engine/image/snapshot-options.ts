/**
 * What a caller may say of a snapshot: which indexes, and whether they may take the place of
 * documents of another origin.
 */
import type { SnapshotImportOptions, SnapshotSelection } from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'

export interface CheckedSelection {
  /** null: all there are. */
  readonly indexes: ReadonlySet<string> | null
}

export interface CheckedImport extends CheckedSelection {
  readonly replace: boolean
}

/** Throws `invalid_options`, or `invalid_index_uid` for what cannot be the name of an index. */
export function checkSelection(options: SnapshotSelection | undefined): CheckedSelection {
  return selectionOf(fieldsOf(options, ['indexes']))
}

/** Throws as above. */
export function checkImportOptions(options: SnapshotImportOptions | undefined): CheckedImport {
  const fields = fieldsOf(options, ['indexes', 'replace'])
  const { replace = false } = fields
  if (typeof replace !== 'boolean') throw invalid('`replace` is true or false')
  return { ...selectionOf(fields), replace }
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

function fieldsOf(options: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (options === undefined || options === null) return {}
  if (typeof options !== 'object' || Array.isArray(options)) throw invalid('they are an object')
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw invalid(`there is no \`${name.slice(0, 50)}\`, only ${known.join(' and ')}`)
  }
  return options as Readonly<Record<string, unknown>>
}

function selectionOf({ indexes }: Readonly<Record<string, unknown>>): CheckedSelection {
  if (indexes === undefined || indexes === null) return { indexes: null }
  if (!Array.isArray(indexes) || indexes.length === 0)
    throw invalid('`indexes` is a list of the names of indexes, or left out for all')
  return { indexes: new Set(indexes.map(checkIndexUid)) }
}

const invalid = (why: string): SeeklingError => new SeeklingError('invalid_options', `Options of a snapshot: ${why}.`)
