/**
 * Records of one's own as a source: objects from an iterator, or files in JSON, NDJSON and CSV. A
 * record is a section, or a page whose `html` or `markdown` is cut into sections.
 */
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'
import type { CheckedOptions } from './check-options.ts'
import { parseCsv } from './csv.ts'
import {
  countWords,
  type FilterValue,
  nameOf,
  type PageWithDocuments,
  type ReadPage,
  type SectionDocument,
  textParts,
} from './document.ts'
import { readHtml } from './html/read-html.ts'
import { documentId } from './ids.ts'
import type { RecordSource, SiteRecord } from './record.ts'
import { type SiteWarning, sortWarnings } from './warnings.ts'

interface ReadRecord {
  /** The file that holds it, or which record it is. */
  readonly file: string
  readonly page: ReadPage
  /** JSON, one document a line. */
  readonly documents: Uint8Array
}

export interface ReadRecords {
  readonly records: readonly ReadRecord[]
  readonly warnings: readonly SiteWarning[]
}

/** Throws `io_error` for a file that cannot be read, `malformed_payload` for one that is none. */
export async function readRecords(source: RecordSource, options: CheckedOptions): Promise<ReadRecords> {
  const records: ReadRecord[] = []
  const warnings: SiteWarning[] = []
  const times = new Map<string, number>()
  let count = 0
  const take = async (value: unknown, file: string, line: number | null) => {
    const fault = faultOf(value)
    if (fault !== null) return void warnings.push({ file, line, message: fault })
    const record = value as SiteRecord
    const url = urlOf(record, options.base)
    const time = (times.get(url) ?? 0) + 1
    times.set(url, time)
    const { page, documents } = await readRecord(record, { url, time }, options)
    records.push({ file, page, documents: encoder.encode(documents) })
    warnings.push(...page.warnings.map(({ message }) => ({ file, line, message })))
  }
  for await (const item of typeof source === 'string' ? [source] : source) {
    count++
    if (typeof item === 'string') for (const { value, line } of recordsInFile(item)) await take(value, item, line)
    else await take(item, `record ${count}`, null)
  }
  return { records, warnings: sortWarnings(warnings) }
}

const encoder = new TextEncoder()

const urlOf = ({ url }: SiteRecord, base: string): string => (/^(\/|[a-z][a-z\d+.-]*:)/i.test(url) ? url : base + url)

function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'A record is an object; it was left out.'
  const { url, ...rest } = value as Readonly<Record<string, unknown>>
  if (typeof url !== 'string' || url === '') return 'The record has no `url`, a text; it was left out.'
  for (const name of ['title', 'section', 'text', 'html', 'markdown', 'lang']) {
    const given = rest[name]
    if (given !== undefined && given !== null && typeof given !== 'string')
      return `\`${name}\` of the record for ${url} is no text; it was left out.`
  }
  try {
    JSON.stringify(value, refuseProto)
  } catch (thrown) {
    return `The record for ${url} is no plain JSON: ${(thrown as Error).message.split('\n')[0]}; it was left out.`
  }
  return null
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('`__proto__` is a key that changes what an object is')
  return value
}

/** Several records may have one URL: `time` counts them from 1. */
interface Place {
  readonly url: string
  readonly time: number
}

async function readRecord(record: SiteRecord, place: Place, options: CheckedOptions): Promise<PageWithDocuments> {
  const { html, markdown, title, lang, meta = {} } = record
  const filters = Object.fromEntries(
    options.filters.filter((name) => record[name] != null).map((name) => [name, record[name] as FilterValue]),
  )
  if (html == null && markdown == null) return sectionRecord(record, place, filters)
  const said = { ...(title ? { title } : {}), ...(lang ? { lang } : {}), meta, filters }
  const page = place.url
  if (html != null) return readHtml({ html, page, hasLines: false, said }, options)
  const { readMarkdown } = await import('./markdown.ts')
  return readMarkdown({ text: markdown ?? '', page, base: options.base }, options, said)
}

function sectionRecord(record: SiteRecord, { url, time }: Place, filters: ReadPage['filters']): PageWithDocuments {
  const { title, section, hierarchy, text, lang, url: _, ...others } = record
  // No URL has two of these signs.
  const own = time === 1 ? url : `${url}#${time}`
  const documents = textParts(text ?? '').map(
    (part, at): SectionDocument => ({
      ...others,
      id: documentId(at === 0 ? own : `${own}#${at + 1}`),
      url,
      page: url.split('#')[0],
      title: title ?? '',
      section: section ?? '',
      name: nameOf(title ?? '', section ?? ''),
      hierarchy: hierarchy ?? [],
      text: part,
      ...(lang ? { lang } : {}),
    }),
  )
  const page: ReadPage = {
    url: own,
    lang: (lang ?? '').toLowerCase(),
    words: countWords(`${section ?? ''} ${text ?? ''}`),
    sections: documents.length,
    hasBodyMark: false,
    filters,
    sorts: [],
    warnings: [],
  }
  return { page, documents: documents.map((document) => `${JSON.stringify(document)}\n`).join('') }
}

/** Records with the line each begins in, where that is known. */
function recordsInFile(path: string): Iterable<{ value: unknown; line: number | null }> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (cause) {
    const why = cause instanceof TypeError ? 'is no UTF-8' : `cannot be read (${(cause as NodeJS.ErrnoException).code})`
    throw new SeeklingError('io_error', `The file of records ${path} ${why}.`, { path }, cause)
  }
  const format = formats[extname(path).toLowerCase()]
  if (format === undefined)
    throw new SeeklingError('invalid_options', `A file of records ends in .json, .ndjson, .jsonl or .csv, not ${path}.`)
  return format(text, path)
}

type ReadFormat = (text: string, path: string) => Iterable<{ value: unknown; line: number | null }>

const readLines: ReadFormat = (text, path) =>
  text
    .split('\n')
    .map((line, at) => ({ line: at + 1, text: line.trim() }))
    .filter((line) => line.text !== '')
    .map(({ line, text: json }) => ({ value: parsed(json, `${path}:${line}`), line }))

const formats: Readonly<Record<string, ReadFormat>> = {
  '.json': (text, path) => {
    const value = parsed(text, path)
    return (Array.isArray(value) ? value : [value]).map((record) => ({ value: record, line: null }))
  },
  '.ndjson': readLines,
  '.jsonl': readLines,
  '.csv': (text, path) => parseCsv(text, path),
}

function parsed(json: string, where: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new SeeklingError('malformed_payload', `${where} is no JSON: ${(cause as Error).message}.`, undefined, cause)
  }
}
