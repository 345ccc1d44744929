/**
 * CSV as in RFC 4180, read as Meilisearch reads it: the first line names the fields, one document a
 * row.
 *
 *   id:number,title,free:boolean     `name:number`, `name:boolean`, `name:string`; a column without a type is a string
 *   1,"Say ""hi"", then go",true     quotes around a cell; a quote inside is doubled; newlines inside are kept
 *   2,Solaris,                       an empty cell is null, with quotes or without
 *
 * Of columns with the same name the last one counts. `NaN`, `inf` and `infinity` are numbers that
 * JSON cannot hold: null. Empty lines are skipped. Lines end in LF, CRLF or CR, also mixed. A whole
 * number that a double would change is refused, unless its column is a string.
 */
import { documentLimits, type JsonObject, type JsonValue } from '../../shared/document.ts'
import type { SeeklingError } from '../../shared/errors.ts'
import { numberOf } from '../../shared/value-shapes.ts'
import { documentTooLarge } from './carry.ts'
import { checkParsedDocument, hasSurrogateEscape } from './check-document.ts'
import { lineEndsIn, malformedCsvLine, RecordScanner } from './csv-records.ts'
import type { DocumentSink, ParserOptions, PieceParser } from './piece-parser.ts'
import { encodeEach, invalidUtf8At } from './utf8.ts'
import { changesDigits } from './whole-numbers.ts'

interface Column {
  readonly name: string
  readonly read: (cell: string) => JsonValue | undefined
  /** What `read` takes, for the message when it returns undefined. */
  readonly expects: string
}

const lineEnd = /[\r\n]/

/** What programs write for a number that is none, as Rust reads it. */
const noJsonNumber = /^[+-]?(?:nan|inf|infinity)$/i

/** A column's type: how its cells become values; undefined says that a cell is none. */
const columnTypes = {
  string: { expects: 'a text', read: (cell: string) => (cell === '' ? null : cell) },
  number: { expects: 'a number', read: readNumber },
  boolean: { expects: 'true or false', read: readBoolean },
}

export class CsvParser implements PieceParser {
  readonly #sink: DocumentSink
  readonly #delimiter: string
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  /** What has not been read yet: at most the start of one record, between pushes. */
  #rest = ''
  #columns: readonly Column[] | undefined
  /** Lines before `#rest`. */
  #lines = 0
  /** Documents handed on. */
  #documents = 0
  /** Rows read but not handed on: the documents, their JSON, the lines they start at. */
  readonly #rows: JsonObject[] = []
  readonly #jsonOfRows: string[] = []
  readonly #lineOfRows: number[] = []

  constructor(sink: DocumentSink, { csvDelimiter }: ParserOptions) {
    this.#sink = sink
    this.#delimiter = csvDelimiter
  }

  push(bytes: Uint8Array): void {
    const piece = this.#decode(bytes, true)
    this.#rest += piece
    // Without a line end no record can have become whole; so a long cell is not read again with
    // every piece.
    if (lineEnd.test(piece) || this.#rest.length > documentLimits.maxDocumentBytes) this.#readRecords(false)
  }

  finish(): void {
    this.#rest += this.#decode(new Uint8Array(0), false)
    this.#readRecords(true)
  }

  #decode(bytes: Uint8Array, more: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream: more })
    } catch {
      // A piece may start with the rest of a character, which is not where the fault is.
      let start = 0
      while (start < 3 && (bytes[start] & 0xc0) === 0x80) start++
      const bad = start + invalidUtf8At(bytes.subarray(start))
      // As Latin-1: only line ends are looked for. Together, since a CRLF may have been cut in two.
      const before = this.#rest + new TextDecoder('latin1').decode(bytes.subarray(0, bad))
      throw malformedCsvLine(this.#lines + 1 + lineEndsIn(before), 'is not valid UTF-8. Save the file as UTF-8')
    }
  }

  /** Reads the whole records of `#rest`, and with `last` what is left as one. */
  #readRecords(last: boolean): void {
    const scanner = new RecordScanner(this.#rest, this.#delimiter, last)
    for (;;) {
      const line = this.#lines + 1
      const cells = scanner.next(line)
      if (cells === undefined) break
      this.#lines += scanner.linesOfRecord
      if (cells.length === 0) continue
      if (this.#columns === undefined) this.#columns = readHeader(cells, line)
      else this.#keepRow(readRow(this.#columns, cells, line), line)
    }
    this.#passRows()
    this.#rest = this.#rest.slice(scanner.consumed)
    if (this.#rest.length > documentLimits.maxDocumentBytes) {
      throw documentTooLarge(`The row that starts at line ${this.#lines + 1} (is a quote left open?)`)
    }
  }

  #keepRow(document: JsonObject, line: number): void {
    const json = JSON.stringify(document)
    const position = this.#documents + this.#rows.length
    checkParsedDocument(document, json, hasSurrogateEscape(json), { position, line })
    this.#rows.push(document)
    this.#jsonOfRows.push(json)
    this.#lineOfRows.push(line)
  }

  /** Hands the rows read so far on; together, because their bytes are made together. */
  #passRows(): void {
    const bytesOfRows = encodeEach(this.#jsonOfRows)
    for (let i = 0; i < this.#rows.length; i++) {
      const bytes = bytesOfRows[i]
      if (bytes.length > documentLimits.maxDocumentBytes)
        throw documentTooLarge(`The row at line ${this.#lineOfRows[i]}`)
      this.#documents++
      this.#sink(this.#rows[i], bytes)
    }
    this.#rows.length = this.#jsonOfRows.length = this.#lineOfRows.length = 0
  }
}

function readRow(columns: readonly Column[], cells: readonly string[], line: number): JsonObject {
  if (cells.length !== columns.length) {
    const counts = `has ${count(cells.length, 'cell')}, but the header has ${columns.length}`
    throw malformedCsvLine(line, `${counts}. Put quotes around cells that hold the delimiter, and leave no cell out`)
  }
  const document: Record<string, JsonValue> = {}
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    const value = column.read(cells[i])
    if (value === undefined) throw unreadable(column, cells[i], line)
    document[column.name] = value
  }
  return document
}

function unreadable({ name, expects }: Column, cell: string, line: number): SeeklingError {
  const shown = `has ${JSON.stringify(cell.slice(0, 50))} in column "${name}"`
  return malformedCsvLine(
    line,
    changesDigits(cell.trim())
      ? `${shown}, a whole number that would change its digits. Make the column "${name}:string"`
      : `${shown}, which takes ${expects} or nothing`,
  )
}

function readNumber(cell: string): number | null | undefined {
  const text = cell.trim()
  if (text === '' || noJsonNumber.test(text)) return null
  const value = numberOf(text)
  if (!Number.isFinite(value) || changesDigits(text)) return undefined
  // JSON text has no -0 when JSON.stringify writes it: value and text must be the same.
  return value === 0 ? 0 : value
}

function readBoolean(cell: string): boolean | null | undefined {
  const text = cell.trim()
  return text === 'true' ? true : text === 'false' ? false : text === '' ? null : undefined
}

function readHeader(cells: readonly string[], line: number): Column[] {
  return cells.map((cell) => {
    const colon = cell.lastIndexOf(':')
    const typeName = cell.slice(colon + 1)
    const typed = colon >= 0 && Object.hasOwn(columnTypes, typeName)
    const type = columnTypes[typed ? (typeName as keyof typeof columnTypes) : 'string']
    const name = typed ? cell.slice(0, colon) : cell
    if (name === '__proto__') {
      throw malformedCsvLine(line, 'names a column "__proto__", which changes what an object is. Rename it')
    }
    return { name, ...type }
  })
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
