/**
 * Checks update requests before anything is queued, and refuses at once what can be refused then.
 * Returns a request of known fields only, so that nothing unforeseen is stored.
 */

import { checkPrimaryKeyName } from '../../core/document/primary-key.ts'
import { parseFilter } from '../../core/filter/parse.ts'
import { checkDocumentIds } from '../../shared/document-id.ts'
import type { DocumentId, DocumentsRequest, SwappedIndexes, UpdateRequest } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import type { FilterInput } from '../../shared/search.ts'
import { checkSettingsPatch } from '../../shared/settings-check.ts'

type Fields = Readonly<Record<string, unknown>>

/** One check per type. */
const checks: { readonly [Name in UpdateRequest['type']]: (fields: Fields) => Extract<UpdateRequest, { type: Name }> } =
  {
    DocumentsDeletion: (fields) => ({
      type: 'DocumentsDeletion',
      indexUid: checkIndexUid(fields.indexUid),
      ...checkWhich(fields),
    }),
    ClearAll: ({ indexUid }) => ({ type: 'ClearAll', indexUid: checkIndexUid(indexUid) }),
    Settings: ({ indexUid, settings, isReset }) => ({
      type: 'Settings',
      indexUid: checkIndexUid(indexUid),
      settings: checkSettingsPatch(settings),
      ...(isReset === true ? { isReset } : {}),
    }),
    IndexCreation: ({ type, indexUid, primaryKey, ...others }) => ({
      type: 'IndexCreation',
      indexUid: checkNewIndexUid(indexUid, others),
      primaryKey: checkPrimaryKey(primaryKey),
    }),
    IndexUpdate: ({ type, indexUid, primaryKey, newUid, ...others }) => ({
      ...refuseOthers(others, 'primaryKey and uid'),
      type: 'IndexUpdate',
      indexUid: checkIndexUid(indexUid),
      primaryKey: checkPrimaryKey(primaryKey),
      ...(newUid === undefined || newUid === null ? {} : { newUid: checkIndexUid(newUid) }),
    }),
    IndexSwap: ({ swaps }) => ({ type: 'IndexSwap', swaps: checkSwaps(swaps) }),
    IndexDeletion: ({ indexUid }) => ({ type: 'IndexDeletion', indexUid: checkIndexUid(indexUid) }),
  }

/** Throws the typed error of whatever is wrong first; `bad_request` for a type there is not. */
export function checkUpdateRequest(request: unknown): UpdateRequest {
  const fields = (request ?? {}) as Fields & { readonly type?: unknown }
  const type = String(fields.type)
  if (!Object.hasOwn(checks, type)) {
    throw new SeeklingError(
      'bad_request',
      `There is no update of type "${type.slice(0, 50)}". Use one of ${Object.keys(checks).join(', ')}.`,
    )
  }
  return checks[type as UpdateRequest['type']](fields)
}

/** The format and its delimiter are the payload parser's to check. */
export function checkDocumentsRequest(request: unknown): DocumentsRequest {
  const fields = (request ?? {}) as DocumentsRequest
  if (fields.type !== 'DocumentsAddition' && fields.type !== 'DocumentsPartial') {
    throw new SeeklingError(
      'bad_request',
      'A payload belongs to an update of type DocumentsAddition or DocumentsPartial.',
    )
  }
  const { skipCreation } = fields as { readonly skipCreation?: unknown }
  if (skipCreation !== undefined && typeof skipCreation !== 'boolean') {
    throw new SeeklingError('invalid_skip_creation', '`skipCreation` must be true or false.')
  }
  return { ...fields, indexUid: checkIndexUid(fields.indexUid), primaryKey: checkPrimaryKey(fields.primaryKey) }
}

function checkNewIndexUid(uid: unknown, others: Fields): string {
  if (uid === undefined || uid === null) {
    throw new SeeklingError('missing_index_uid', 'Give the index to create a uid of letters, digits, - and _.')
  }
  refuseOthers(others, 'primaryKey')
  return checkIndexUid(uid)
}

/** Refuses fields that an index does not have, or that cannot be changed. */
function refuseOthers(others: Fields, known: string): object {
  const [name] = Object.keys(others)
  if (name === undefined) return {}
  if (name === 'createdAt' || name === 'updatedAt') {
    const code = name === 'createdAt' ? 'immutable_index_created_at' : 'immutable_index_updated_at'
    throw new SeeklingError(code, `\`${name}\` of an index cannot be set: leave it out.`)
  }
  const shown = name.slice(0, 50)
  throw new SeeklingError('bad_request', `An index has no \`${shown}\` to be set: ${known} can be.`, { field: shown })
}

function checkWhich(fields: Fields): { filter: FilterInput } | { ids: readonly DocumentId[] } {
  if (!('filter' in fields)) return { ids: checkDocumentIds(fields.ids) }
  if (fields.ids === undefined) return { filter: checkFilter(fields.filter) }
  throw new SeeklingError('bad_request', 'Delete documents either by `ids` or by `filter`: both were given.')
}

/**
 * Checks only the syntax: which attributes are filterable when its turn comes is not known yet. An
 * empty filter would delete everything.
 */
function checkFilter(filter: unknown): FilterInput {
  if (parseFilter(filter, 'invalid_document_filter') !== null) return filter as FilterInput
  throw new SeeklingError(
    'missing_document_filter',
    'Say in `filter` which documents to delete. To delete all of them use deleteAllDocuments.',
  )
}

/** Absent means none. A dot path into the document is allowed. */
const checkPrimaryKey = (primaryKey: unknown): string | null =>
  primaryKey === undefined || primaryKey === null ? null : checkPrimaryKeyName(primaryKey)

function checkSwaps(swaps: unknown): readonly SwappedIndexes[] {
  if (!Array.isArray(swaps) || swaps.length === 0) throw invalidSwaps()
  const seen = new Set<string>()
  return Array.from(swaps, (swap: { indexes?: unknown; rename?: unknown } | null) => {
    const pair = swap?.indexes
    if (!Array.isArray(pair) || pair.length !== 2) throw invalidSwaps()
    const indexes: readonly [string, string] = [checkIndexUid(pair[0]), checkIndexUid(pair[1])]
    for (const uid of indexes) {
      if (seen.has(uid)) {
        throw new SeeklingError(
          'invalid_swap_duplicate_index_found',
          `Index "${uid}" is named twice. Name every index at most once in a swap.`,
          { indexUid: uid },
        )
      }
      seen.add(uid)
    }
    const rename = swap?.rename ?? false
    if (typeof rename !== 'boolean') {
      const message =
        '`rename` is true where the first index takes the name of the second, which is not there yet; else false.'
      throw new SeeklingError('invalid_swap_rename', message)
    }
    return rename ? { indexes, rename } : { indexes }
  })
}

const invalidSwaps = (): SeeklingError =>
  new SeeklingError(
    'invalid_swap_indexes',
    'Give the pairs to swap as a non-empty array, such as [{ indexes: ["a", "b"] }].',
  )
