/** Reads a document by id, or many of them filtered and sorted. */
import { Bitset } from '../../core/docset/bitset.ts'
import { selectFields } from '../../core/document/select.ts'
import { parseFilter } from '../../core/filter/parse.ts'
import { filterColumns, neededColumns } from '../../core/query/plan/needed-columns.ts'
import { planSearch } from '../../core/query/plan/plan.ts'
import { readFilter } from '../../core/query/plan/read-filter.ts'
import { checkSort } from '../../core/query/request/check-sort.ts'
import { defaultLimit } from '../../core/query/request/hit-window.ts'
import { rankSearch } from '../../core/ranking/rank.ts'
import type { JsonObject } from '../../shared/document.ts'
import { documentIdRule, documentIdText, showDocumentId } from '../../shared/document-id.ts'
import type { DocumentId, DocumentsPage, GetDocumentOptions, GetDocumentsOptions } from '../../shared/engine-api.ts'
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import { defaultSettings, type Settings } from '../../shared/settings.ts'
import { showValue } from '../../shared/show-value.ts'
import { isCount, isStrings } from '../../shared/value-shapes.ts'
import { loadColumns, searchIndex } from './run-search.ts'
import type { Snapshot } from './snapshot.ts'

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

/**
 * Those that meet the filter and have one of the ids (unknown ids are left out), sorted, else in
 * the order in which they were first added.
 */
export async function readDocuments(snapshot: Snapshot, options: GetDocumentsOptions): Promise<DocumentsPage> {
  checkOptions(options, ['fields', 'offset', 'limit', 'ids', 'filter', 'sort'])
  const fields = checkFields(options.fields)
  const offset = checkCount(options.offset, 0, 'offset', 'invalid_document_offset')
  const limit = checkCount(options.limit, defaultLimit, 'limit', 'invalid_document_limit')
  const ids = (options.ids ?? null) === null ? null : await numbersOfIds(snapshot, options.ids)
  const sort = options.sort ?? []
  if (!isStrings(sort))
    throw new SeeklingError(
      'invalid_document_sort',
      '`sort` must be an array of strings "attribute:asc" or "attribute:desc".',
    )
  // A search for nothing in particular, in which only the order asked for counts.
  const { sortableAttributes, filterableAttributes } = snapshot.settings
  const settings = { ...everyDocument, sortableAttributes, filterableAttributes }
  checkSort(sort, settings, 'invalid_document_sort')
  const needed = neededColumns({ sort }, null, settings, [])
  const index = { ...searchIndex(snapshot), settings }
  const filter = parseFilter(options.filter, 'invalid_document_filter')
  await loadColumns(snapshot, index, new Set([...needed, ...filterColumns(filter)]))
  let within = readFilter(filter, index, 'invalid_document_filter')
  if (ids !== null) within = within === null ? ids : within.intersect(ids)
  await snapshot.read(index.segments.flatMap(({ view }) => view.placesReadings()))
  const { documents: numbers, total } = rankSearch({ ...planSearch({ sort, offset, limit }, index, null), within })
  const documents = await snapshot.readDocuments(numbers)
  return { results: documents.map((document) => visibleFields(snapshot, document, fields)), offset, limit, total }
}

const everyDocument: Settings = {
  ...defaultSettings,
  rankingRules: ['sort'],
  pagination: { maxTotalHits: Number.MAX_SAFE_INTEGER },
}

/** What `displayedAttributes` lets be seen, and of that what was asked for. */
const visibleFields = (snapshot: Snapshot, document: JsonObject, fields: readonly string[]): JsonObject =>
  selectFields(selectFields(document, snapshot.settings.displayedAttributes), fields)

async function numbersOfIds(snapshot: Snapshot, ids: unknown): Promise<Bitset> {
  if (!Array.isArray(ids)) throw new SeeklingError('invalid_document_ids', '`ids` must be an array of document ids.')
  for (const id of ids) {
    if (documentIdText(id) !== undefined) continue
    throw new SeeklingError('invalid_document_ids', `\`ids\` holds ${showDocumentId(id)}. ${documentIdRule}`)
  }
  const numbers = new Bitset(snapshot.documentLimit)
  for (const place of await snapshot.findIds([...new Set(ids.map(String))]))
    if (place !== null) numbers.add(snapshot.globalNumber(place))
  return numbers
}

function checkId(id: unknown): void {
  if (typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id))) return
  throw new SeeklingError('invalid_document_id', `A document id is a string or a whole number, not ${showValue(id)}.`)
}

/** An option that is not known is refused, or a caller would act on documents it did not mean. */
function checkOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new SeeklingError('bad_request', `There is no option \`${unknown}\`. The options are ${known.join(', ')}.`)
}

function checkFields(fields: unknown): readonly string[] {
  if (fields === undefined || fields === null) return ['*']
  if (isStrings(fields)) return fields
  throw new SeeklingError('invalid_document_fields', '`fields` must be an array of attribute names (strings).')
}

function checkCount(value: unknown, fallback: number, name: string, code: ErrorCode): number {
  if (value === undefined || value === null) return fallback
  if (isCount(value)) return value
  throw new SeeklingError(code, `\`${name}\` must be a whole number, 0 or more, not ${showValue(value)}.`)
}
