/** Documents: adding them in three formats, reading and deleting them. */
import type { DocumentId, DocumentsOptions, FilterInput, GetDocumentsOptions, Index, PayloadFormat } from '../index.ts'
import type { Members } from '../shared/value-shapes.ts'
import { type Answer, type Call, contentType, json, jsonObject, ok, refuseUnknown } from './call.ts'
import { HttpError, invalidType } from './errors.ts'
import { checkNames, filter, flag, given, list, sort, wholeNumber } from './query.ts'
import { accepted } from './tasks.ts'

const formats: Readonly<Record<string, PayloadFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
}

export const addDocuments = (call: Call): Promise<Answer> => send(call, 'addDocuments')
export const updateDocuments = (call: Call): Promise<Answer> => send(call, 'updateDocuments')

async function send(call: Call, method: 'addDocuments' | 'updateDocuments'): Promise<Answer> {
  const { client, uid, query } = call
  checkNames(query, ['primaryKey', 'csvDelimiter', 'skipCreation', 'customMetadata'])
  const format = formats[contentType(call, Object.keys(formats))]
  const csvDelimiter = query.get('csvDelimiter') ?? undefined
  if (csvDelimiter !== undefined && format !== 'csv') {
    const message = 'The `csvDelimiter` parameter can only be used with the Content-Type `text/csv`.'
    throw new HttpError('invalid_content_type', message)
  }
  const options: DocumentsOptions = given({
    format,
    csvDelimiter,
    primaryKey: query.get('primaryKey') ?? undefined,
    skipCreation: flag(query, 'skipCreation', 'invalid_skip_creation'),
  })
  const text = await call.text()
  if (text === '') throw new HttpError('missing_payload', `A ${format} payload is missing.`)
  return accepted(call, client.index(uid)[method](text, options))
}

export async function getDocument({ client, uid, id, query }: Call): Promise<Answer> {
  checkNames(query, ['fields', 'retrieveVectors'])
  const fields = list(query, 'fields')
  const document = await client.index(uid).getDocument(id, fields === undefined ? {} : { fields })
  return ok(withVectors(document as Members, vectorsAsked(query), fields))
}

const vectorsAsked = (query: URLSearchParams) => flag(query, 'retrieveVectors', 'invalid_document_retrieve_vectors')

export async function getDocuments({ client, uid, query }: Call): Promise<Answer> {
  checkNames(query, ['offset', 'limit', 'fields', 'ids', 'filter', 'sort', 'retrieveVectors'])
  const options = {
    offset: wholeNumber(query, 'offset', 'invalid_document_offset'),
    limit: wholeNumber(query, 'limit', 'invalid_document_limit'),
    fields: list(query, 'fields'),
    ids: list(query, 'ids'),
    filter: filter(query),
    sort: sort(query),
  }
  return ok(await page(client.index(uid), given(options), vectorsAsked(query)))
}

export async function fetchDocuments(call: Call): Promise<Answer> {
  const { retrieveVectors = false, ...options } = await jsonObject(call)
  if (typeof retrieveVectors !== 'boolean') {
    throw invalidType('invalid_document_retrieve_vectors', '.retrieveVectors', 'a boolean')
  }
  return ok(await page(call.client.index(call.uid), options, retrieveVectors))
}

async function page(index: Index, options: Members, retrieveVectors: unknown) {
  const found = await index.getDocuments(options as GetDocumentsOptions)
  const fields = options.fields as readonly string[] | undefined
  return { ...found, results: found.results.map((document) => withVectors(document, retrieveVectors, fields)) }
}

/**
 * Vectors are a member of a document where they are asked for, though there are none, and hidden
 * where they are not.
 */
export function withVectors<T extends Members>(document: T, asked: unknown, fields?: readonly string[]): T {
  if (asked && (fields?.includes('*') ?? true)) return { _vectors: {}, ...document }
  if (asked || !('_vectors' in document)) return document
  const { _vectors, ...others } = document
  void _vectors
  return others as unknown as T
}

export const deleteDocument = (call: Call): Promise<Answer> =>
  accepted(call, call.client.index(call.uid).deleteDocument(call.id))

export async function deleteBatch(call: Call): Promise<Answer> {
  const ids = await json(call)
  if (!Array.isArray(ids)) throw new HttpError('malformed_payload', 'The payload must be an array of document ids.')
  return accepted(call, call.client.index(call.uid).deleteDocuments(ids as DocumentId[]))
}

export async function deleteByFilter(call: Call): Promise<Answer> {
  const { filter: which, ...others } = await jsonObject(call)
  refuseUnknown(others, ['filter'])
  return accepted(call, call.client.index(call.uid).deleteDocuments({ filter: which as FilterInput }))
}

export const deleteAllDocuments = (call: Call): Promise<Answer> =>
  accepted(call, call.client.index(call.uid).deleteAllDocuments())

/** Meilisearch edits documents by functions in a language that is not supported here. */
export async function editDocuments(): Promise<Answer> {
  throw new HttpError('feature_not_enabled', 'Editing documents by a function is not available here.')
}
