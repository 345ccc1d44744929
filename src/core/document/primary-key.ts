/**
 * The primary key: which field of a document is its id. It may be a dot path (`meta.id`). When no
 * caller names one it is inferred from the first document, and only if there is exactly one
 * candidate: a wrong guess would silently merge documents.
 */
import type { JsonObject, JsonValue } from '../../shared/document.ts'
import { documentIdRule, documentIdText, showDocumentId } from '../../shared/document-id.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { isObject } from '../../shared/value-shapes.ts'

const advice = 'Name the field with the primaryKey option.'

/**
 * The one top-level field whose name ends with `id`, in any case. Throws
 * `index_primary_key_no_candidate_found` or `index_primary_key_multiple_candidates_found`, which
 * names them.
 */
export function inferPrimaryKey(first: JsonObject): string {
  const fields = Object.keys(first)
  const candidates = fields.filter((field) => field.toLowerCase().endsWith('id'))
  if (candidates.length === 1) return candidates[0]
  if (candidates.length === 0) {
    const message = `No field of the first document ends with "id", so none can serve as its id (its fields: ${list(fields)}). ${advice}`
    throw new SeeklingError('index_primary_key_no_candidate_found', message)
  }
  throw new SeeklingError(
    'index_primary_key_multiple_candidates_found',
    `Several fields of the first document end with "id" and could serve as its id: ${list(candidates)}. ${advice}`,
    { candidates: candidates.slice(0, 20) },
  )
}

/** Returns `name` if a primary key can be called so, else throws `invalid_index_primary_key`. */
export function checkPrimaryKeyName(name: unknown): string {
  if (typeof name === 'string' && name !== '' && name.length <= 1000 && !/\p{Surrogate}/u.test(name)) return name
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, 50)) : `a value of type ${typeof name}`
  const message = `A primary key is the name or dot path of a field, 1 to 1000 characters, not ${shown}.`
  throw new SeeklingError('invalid_index_primary_key', message)
}

/**
 * A document's id as text. Throws `missing_document_id` or `invalid_document_id`, both naming the
 * document by its `position` among those given (from 0) and by how it begins.
 */
export function readDocumentId(document: JsonObject, primaryKey: string, position: number): string {
  // Most keys are plain names. An inherited member is never text or an integer, so it cannot pass
  // for an id here.
  const direct = documentIdText(document[primaryKey])
  if (direct !== undefined) return direct
  const value = valueAt(document, primaryKey)
  const id = documentIdText(value)
  if (id !== undefined) return id
  const shown = `documents[${position}] (${excerpt(document)})`
  if (value === undefined) {
    throw new SeeklingError(
      'missing_document_id',
      `${shown} has no field ${JSON.stringify(primaryKey)}, which is the primary key. Give every document one.`,
      { position, primaryKey },
    )
  }
  throw new SeeklingError(
    'invalid_document_id',
    `${shown} has the id ${showDocumentId(value)} in ${JSON.stringify(primaryKey)}. ${documentIdRule}`,
    { position, primaryKey },
  )
}

/**
 * The value under a dot path; a key that itself holds dots is found too, and comes first. Arrays
 * are not entered.
 */
function valueAt(container: JsonObject, path: string): JsonValue | undefined {
  if (Object.hasOwn(container, path)) return container[path]
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot)
    const inner = Object.hasOwn(container, head) ? container[head] : undefined
    if (!isObject(inner)) continue
    const value = valueAt(inner as JsonObject, path.slice(dot + 1))
    if (value !== undefined) return value
  }
  return undefined
}

function excerpt(document: JsonObject): string {
  const json = JSON.stringify(document)
  return json.length > 80 ? `${json.slice(0, 80)}...` : json
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const shown = names.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 50)))
  return names.length > 10 ? `${shown.join(', ')} and ${names.length - 10} more` : shown.join(', ')
}
