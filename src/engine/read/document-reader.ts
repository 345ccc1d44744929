/** Reads documents by id or in insertion order, as callers ask for them. */
import { selectFields } from '../../core/document/select.ts'
import type { JsonObject } from '../../shared/document.ts'
import type { DocumentId, DocumentsPage, GetDocumentOptions, GetDocumentsOptions } from '../../shared/engine-api.ts'
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import type { DocumentPlace, Snapshot } from './snapshot.ts'

const defaultLimit = 20

/** Rejects with `document_not_found`. */
export async function readDocument(
  snapshot: Snapshot,
  id: DocumentId,
  options: GetDocumentOptions,
): Promise<JsonObject> {
  checkOptions(options, ['fields'])
  const fields = checkFields(options.fields)
  checkId(id)
  const place = await snapshot.findId(String(id))
  if (place === null) {
    throw new SeeklingError(
      'document_not_found',
      `Index "${snapshot.manifest.uid}" has no document with the id "${String(id)}".`,
      { id },
    )
  }
  const [document] = await snapshot.readDocuments([snapshot.globalNumber(place)])
  return visibleFields(snapshot, document as JsonObject, fields)
}

/** Documents by ascending ordinal, or those with the given ids (unknown ids are left out). */
export async function readDocuments(snapshot: Snapshot, options: GetDocumentsOptions): Promise<DocumentsPage> {
  checkOptions(options, ['fields', 'offset', 'limit', 'ids'])
  const fields = checkFields(options.fields)
  const offset = checkCount(options.offset, 0, 'offset', 'invalid_document_offset')
  const limit = checkCount(options.limit, defaultLimit, 'limit', 'invalid_document_limit')
  const places = options.ids === undefined ? null : await placesOfIds(snapshot, options.ids)
  const total = places?.length ?? snapshot.manifest.documents
  const numbers =
    places === null
      ? livingNumbers(snapshot, offset, limit)
      : places.slice(offset, offset + limit).map((place) => snapshot.globalNumber(place))
  const documents = await snapshot.readDocuments(numbers)
  return { results: documents.map((document) => visibleFields(snapshot, document, fields)), offset, limit, total }
}

/** What `displayedAttributes` lets be seen, and of that what was asked for. */
const visibleFields = (snapshot: Snapshot, document: JsonObject, fields: readonly string[]): JsonObject =>
  selectFields(selectFields(document, snapshot.settings.displayedAttributes), fields)

async function placesOfIds(snapshot: Snapshot, ids: unknown): Promise<DocumentPlace[]> {
  if (!Array.isArray(ids))
    throw new SeeklingError('invalid_document_ids', '`ids` must be a list of document ids: strings or whole numbers.')
  ids.forEach(checkId)
  const places = (await snapshot.findIds([...new Set(ids.map(String))])).filter((place) => place !== null)
  return places.sort((a, b) => snapshot.ordinalOf(a) - snapshot.ordinalOf(b))
}

/** Living documents in insertion order: a merge over segments, each of which is in that order. */
function livingNumbers(snapshot: Snapshot, offset: number, limit: number): number[] {
  const next = snapshot.segments.map(() => 0)
  const numbers: number[] = []
  const skipDeleted = (segment: number): void => {
    const deletions = snapshot.deletionsOf(segment)
    while (deletions?.has(next[segment] as number)) next[segment] = (next[segment] as number) + 1
  }
  snapshot.segments.forEach((_, segment) => skipDeleted(segment))
  for (let seen = 0; numbers.length < limit; seen++) {
    let best = -1
    let bestOrdinal = Number.POSITIVE_INFINITY
    for (let segment = 0; segment < next.length; segment++) {
      const document = next[segment] as number
      if (document >= (snapshot.segments[segment]?.ref.documents ?? 0)) continue
      const ordinal = snapshot.ordinalOf({ segment, document })
      if (ordinal < bestOrdinal) {
        best = segment
        bestOrdinal = ordinal
      }
    }
    if (best < 0) break
    if (seen >= offset) numbers.push(snapshot.globalNumber({ segment: best, document: next[best] as number }))
    next[best] = (next[best] as number) + 1
    skipDeleted(best)
  }
  return numbers
}

function checkId(id: unknown): void {
  if (typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id))) return
  throw new SeeklingError('invalid_document_id', `A document id is a string or a whole number, not ${String(id)}.`)
}

/** What this version cannot do is refused, or a caller would act on documents it did not mean. */
function checkOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const code =
    unknown === 'filter' ? 'invalid_document_filter' : unknown === 'sort' ? 'invalid_document_sort' : 'bad_request'
  throw new SeeklingError(code, `\`${unknown}\` is not supported by this version. The options are ${known.join(', ')}.`)
}

function checkFields(fields: unknown): readonly string[] {
  if (fields === undefined || fields === null) return ['*']
  if (Array.isArray(fields) && fields.every((field) => typeof field === 'string')) return fields
  throw new SeeklingError(
    'invalid_document_fields',
    '`fields` must be a list of attribute names, such as ["title", "author.name"].',
  )
}

function checkCount(value: unknown, fallback: number, name: string, code: ErrorCode): number {
  if (value === undefined || value === null) return fallback
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new SeeklingError(code, `\`${name}\` must be a whole number from 0 on, not ${String(value)}.`)
}
