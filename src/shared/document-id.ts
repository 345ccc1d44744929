/**
 * What identifies a document: a string of 1 to 511 of the characters A-Z a-z 0-9 _ -, or an
 * integer. Ids are compared as text, so `1` and `"1"` are the same document.
 */
import type { DocumentId } from './engine-api.ts'
import { SeeklingError } from './errors.ts'

const idPattern = /^[\w-]{1,511}$/

/**
 * The id as text, or undefined when the value cannot be an id. Integers beyond 2^53 are none:
 * JavaScript has already rounded them.
 */
export function documentIdText(id: unknown): string | undefined {
  if (typeof id === 'string') return idPattern.test(id) ? id : undefined
  return Number.isSafeInteger(id) ? String(id) : undefined
}

/** A refused id as messages show it. */
export function showDocumentId(id: unknown): string {
  if (typeof id === 'string')
    return id.length > 511 ? `a string of ${id.length} characters` : JSON.stringify(id.slice(0, 50))
  return typeof id === 'number'
    ? String(id)
    : id === null
      ? 'null'
      : `a value of type ${Array.isArray(id) ? 'array' : typeof id}`
}

export const documentIdRule =
  'An id is an integer below 2^53 or a string of 1 to 511 of the characters a-z A-Z 0-9 _ and -.'

/**
 * Ids asked for by a deletion. Throws `invalid_document_ids` if it is no array,
 * `invalid_document_id` naming the first that is no id.
 */
export function checkDocumentIds(ids: unknown): readonly DocumentId[] {
  if (!Array.isArray(ids))
    throw new SeeklingError('invalid_document_ids', 'Give the document ids as an array, such as [1, "b"].')
  for (let i = 0; i < ids.length; i++) {
    if (documentIdText(ids[i]) === undefined) {
      throw new SeeklingError('invalid_document_id', `ids[${i}] is ${showDocumentId(ids[i])}. ${documentIdRule}`, {
        path: `ids[${i}]`,
      })
    }
  }
  return ids
}
