/**
 * NDJSON: one JSON object a line; empty lines are skipped. The bytes are never walked in
 * JavaScript: `indexOf` finds the line ends and JSON.parse does the rest. Lines are decoded a piece
 * at a time (32 KiB, so the text stays in the processor's cache), which is faster than decoding
 * each line and than decoding everything at once.
 *
 * From the first line that is no JSON value on, objects are cut wherever they end, as Meilisearch
 * does: several on a line, or printed over several lines.
 */
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { Carry, documentTooLarge } from './carry.ts'
import { checkParsedDocument, type DocumentPlace, hasSurrogateEscape } from './check-document.ts'
import type { DocumentSink, ParserOptions, PieceParser } from './piece-parser.ts'
import { decodeUtf8, encodeUtf8, invalidUtf8At } from './utf8.ts'
import { ValueCutter } from './value-cutter.ts'

const newline = 10
const openBrace = 123

/** Space, tab or carriage return; the line was cut at its newline before. */
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13

export class NdjsonParser implements PieceParser {
  readonly #sink: DocumentSink
  readonly #roundsNumbers: boolean
  /** The start of a line whose end has not come. */
  readonly #carry = new Carry()
  /** How many lines and documents came before the line being read. */
  #lines = 0
  #documents = 0
  /** Once a line was no value by itself: cuts all that follows. */
  #cutter: ValueCutter | undefined
  readonly #place = (): string => `Line ${this.#lines + 1}`

  constructor(sink: DocumentSink, { roundsNumbers }: ParserOptions) {
    this.#sink = sink
    this.#roundsNumbers = roundsNumbers
  }

  push(bytes: Uint8Array): void {
    if (this.#cutter) return this.#cutter.push(bytes)
    const last = bytes.lastIndexOf(newline)
    if (last < 0) return this.#hold(bytes)
    let start = 0
    if (this.#carry.length > 0) {
      start = bytes.indexOf(newline) + 1
      this.#finishLine(bytes.subarray(0, start - 1))
      // The cutter has the line already, without its end.
      if (this.#cutter) return this.#cut(bytes.subarray(start - 1))
    }
    if (start <= last) this.#readLines(bytes.subarray(start, last + 1))
    const rest = bytes.subarray(last + 1)
    if (this.#cutter) this.#cut(rest)
    else this.#hold(rest)
  }

  finish(): void {
    if (this.#carry.length > 0) this.#readLines(this.#carry.take())
    this.#cutter?.finish()
  }

  /** Reads the line that began in an earlier piece; `bytes` are the rest of it. */
  #finishLine(bytes: Uint8Array): void {
    this.#hold(bytes)
    if (!this.#cutter) this.#readLines(this.#carry.take())
  }

  /**
   * Whole lines; the last may lack its newline. From the first line that is no value on, the cutter
   * reads them.
   */
  #readLines(bytes: Uint8Array): void {
    const text = this.#decodeLines(bytes)
    const ascii = text.length === bytes.length
    const escapes = hasSurrogateEscape(text)
    let start = 0
    let textStart = 0
    while (start < bytes.length) {
      let end = bytes.indexOf(newline, start)
      if (end < 0) end = bytes.length
      let textEnd = ascii ? end : text.indexOf('\n', textStart)
      if (textEnd < 0) textEnd = text.length
      let from = start
      let to = end
      while (to > from && isBlank(bytes[to - 1])) to--
      while (from < to && isBlank(bytes[from])) from++
      if (from < to) {
        if (to - from > documentLimits.maxDocumentBytes) throw documentTooLarge(this.#place())
        const json = text.slice(textStart + from - start, textEnd - (end - to))
        if (!this.#readLine(bytes.subarray(from, to), json, escapes)) return this.#cut(bytes.subarray(start))
      }
      this.#lines++
      start = end + 1
      textStart = textEnd + 1
    }
  }

  /**
   * Returns false if the line is no JSON value by itself. `escapes`: the text around it may escape
   * surrogates.
   */
  #readLine(bytes: Uint8Array, json: string, escapes: boolean): boolean {
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch {
      return false
    }
    // Valid JSON that starts with a brace is an object.
    if (bytes[0] !== openBrace) throw malformedLine(this.#lines + 1, 'is not an object')
    checkParsedDocument(document, json, escapes && hasSurrogateEscape(json), this.#position(this.#lines + 1))
    this.#documents++
    this.#sink(document, bytes)
    return true
  }

  /**
   * Leaves `bytes`, which start with the next line or within what the cutter has begun, to the
   * cutter.
   */
  #cut(bytes: Uint8Array): void {
    this.#cutter ??= new ValueCutter(
      this.#lines + 1,
      (object, line) => this.#readObject(object, line),
      (line, what) => {
        throw malformedLine(line, what)
      },
    )
    this.#cutter.push(bytes)
  }

  #readObject(bytes: Uint8Array, line: number): void {
    this.#lines = line - 1
    if (bytes.length > documentLimits.maxDocumentBytes) throw documentTooLarge(this.#place())
    const json = this.#decodeLines(bytes)
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch (error) {
      throw malformedLine(line, `starts an object that is not valid JSON (${(error as Error).message})`)
    }
    checkParsedDocument(document, json, hasSurrogateEscape(json), this.#position(line))
    this.#documents++
    // A newline can only be indentation, which would be stored.
    this.#sink(document, json.includes('\n') ? encodeUtf8(JSON.stringify(document)) : bytes)
  }

  #position(line: number): DocumentPlace {
    return { position: this.#documents, line, roundsNumbers: this.#roundsNumbers }
  }

  #decodeLines(bytes: Uint8Array): string {
    try {
      return decodeUtf8(bytes)
    } catch {
      const at = invalidUtf8At(bytes)
      let line = this.#lines + 1
      for (let i = bytes.indexOf(newline); i >= 0 && i < at; i = bytes.indexOf(newline, i + 1)) line++
      throw malformedLine(line, 'is not valid UTF-8')
    }
  }

  /** Keeps the start of a line; one longer than a document may hold several. */
  #hold(bytes: Uint8Array): void {
    if (this.#carry.length + bytes.length <= documentLimits.maxDocumentBytes) {
      return this.#carry.add(bytes, this.#place)
    }
    this.#cut(this.#carry.take())
    this.#cut(bytes)
  }
}

function malformedLine(line: number, what: string): SeeklingError {
  const message = `Line ${line} ${what}. An NDJSON payload is one JSON object after the other, such as {"id":1}, best one a line.`
  return new SeeklingError('malformed_payload', message, { line })
}
