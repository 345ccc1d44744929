/** Documents: adding them in three formats, reading and deleting them. */
import type { DocumentId, DocumentsOptions, FilterInput, GetDocumentsOptions, PayloadFormat } from '../index.ts'
import { type Answer, type Call, contentType, json, jsonObject, ok, optionalJson } from './call.ts'
import { HttpError } from './errors.ts'
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
  return ok(await client.index(uid).getDocument(id, fields === undefined ? {} : { fields }))
}

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
  return ok(await client.index(uid).getDocuments(given(options) as GetDocumentsOptions))
}

export async function fetchDocuments(call: Call): Promise<Answer> {
  const { retrieveVectors, ...options } = ((await optionalJson(call)) ?? {}) as Record<string, unknown>
  void retrieveVectors
  return ok(await call.client.index(call.uid).getDocuments(options as GetDocumentsOptions))
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
  const [name] = Object.keys(others)
  if (name !== undefined) throw new HttpError('bad_request', `Unknown field \`${name}\`: expected \`filter\`.`)
  return accepted(call, call.client.index(call.uid).deleteDocuments({ filter: which as FilterInput }))
}

export const deleteAllDocuments = (call: Call): Promise<Answer> =>
  accepted(call, call.client.index(call.uid).deleteAllDocuments())
