/**
 * JSON: an array of objects, or one object. A scanner of bytes finds where the elements of the
 * array start and end, and JSON.parse reads each. So memory is bounded by one document, not by the
 * payload.
 */
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { BracketScanner } from './bracket-scanner.ts'
import { Carry, documentTooLarge } from './carry.ts'
import { checkParsedDocument, hasSurrogateEscape } from './check-document.ts'
import type { DocumentSink, ParserOptions, PieceParser } from './piece-parser.ts'
import { decodeUtf8, encodeEach, invalidUtf8At } from './utf8.ts'

/** What may come next, outside a document. */
type Expectation = 'payload' | 'document-or-end' | 'document' | 'comma-or-end' | 'nothing'

const comma = 44
const openBracket = 91
const closeBracket = 93
const openBrace = 123

const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9

export class JsonParser implements PieceParser {
  readonly #sink: DocumentSink
  readonly #roundsNumbers: boolean
  readonly #scanner = new BracketScanner()
  readonly #carry = new Carry()
  #expectation: Expectation = 'payload'
  /** Bytes of the payload before this piece, and documents handed on. */
  #offset = 0
  #documents = 0
  /** Documents found whole in this piece, as pairs of start and end. */
  readonly #borders: number[] = []
  readonly #place = (): string => `documents[${this.#documents}]`

  constructor(sink: DocumentSink, { roundsNumbers }: ParserOptions) {
    this.#sink = sink
    this.#roundsNumbers = roundsNumbers
  }

  push(bytes: Uint8Array): void {
    let i = 0
    if (this.#scanner.isInside) {
      i = this.#scanner.scan(bytes, 0)
      this.#carry.add(i < 0 ? bytes : bytes.subarray(0, i), this.#place)
      if (i >= 0) this.#readCarried(i)
    }
    while (i >= 0 && i < bytes.length) {
      const start = this.#skipToDocument(bytes, i)
      if (start === bytes.length) break
      i = this.#scanner.scan(bytes, start)
      if (i >= 0) this.#borders.push(start, i)
      else {
        this.#readDocuments(bytes)
        this.#carry.add(bytes.subarray(start), this.#place)
      }
    }
    this.#readDocuments(bytes)
    this.#offset += bytes.length
  }

  finish(): void {
    const details = { offset: this.#offset, position: this.#documents }
    if (this.#scanner.isInside) throw malformed(`ends in the middle of documents[${this.#documents}]`, details)
    if (this.#expectation !== 'nothing' && this.#expectation !== 'payload') {
      throw malformed(`ends before the "]" of its array`, details)
    }
  }

  /**
   * Consumes what may stand between documents; returns where the next one starts, or the end of the
   * piece.
   */
  #skipToDocument(bytes: Uint8Array, start: number): number {
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]
      if (isBlank(byte)) continue
      const expectation = this.#expectation
      const mayStart = expectation === 'payload' || expectation === 'document' || expectation === 'document-or-end'
      if (byte === openBrace && mayStart) {
        this.#expectation = expectation === 'payload' ? 'nothing' : 'comma-or-end'
        return i
      }
      if (byte === openBracket && expectation === 'payload') this.#expectation = 'document-or-end'
      else if (byte === comma && expectation === 'comma-or-end') this.#expectation = 'document'
      else if (byte === closeBracket && expectation.endsWith('or-end')) this.#expectation = 'nothing'
      else throw this.#unexpected(byte, i)
    }
    return bytes.length
  }

  #unexpected(byte: number, at: number): SeeklingError {
    const position = this.#documents + this.#borders.length / 2
    const found = byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`
    const details = { offset: this.#offset + at, position }
    const where = `at byte ${this.#offset + at}`
    switch (this.#expectation) {
      case 'payload':
        return malformed(`starts with ${found}`, details)
      case 'nothing':
        return malformed(`goes on with ${found} after its end, ${where}`, details)
      case 'comma-or-end':
        return malformed(`has ${found} where a comma or "]" belongs, ${where}`, details)
      default:
        return malformed(`has ${found} where documents[${position}] should start with "{", ${where}`, details)
    }
  }

  /**
   * The whole documents of this piece. They are decoded together; only where text and bytes differ
   * in length each has to be by itself.
   */
  #readDocuments(bytes: Uint8Array): void {
    const borders = this.#borders
    if (borders.length === 0) return
    const first = borders[0]
    const end = borders[borders.length - 1]
    const region = this.#decodeRegion(bytes.subarray(first, end))
    const ascii = region !== undefined && region.length === end - first
    const values: JsonObject[] = []
    const compact: string[] = []
    for (let i = 0; i < borders.length; i += 2) {
      const from = borders[i]
      const to = borders[i + 1]
      const json = ascii ? region.slice(from - first, to - first) : this.#decodeDocument(bytes.subarray(from, to), from)
      const value = this.#parseDocument(json, to - from, from)
      values.push(value)
      // A newline outside strings is indentation. It would be stored, sent and parsed again with
      // every hit, so taking it out is worth a second pass.
      compact.push(json.includes('\n') ? JSON.stringify(value) : '')
      this.#documents++
    }
    const compactBytes = encodeEach(compact)
    for (let i = 0; i < values.length; i++) {
      const asSent = bytes.subarray(borders[2 * i], borders[2 * i + 1])
      this.#sink(values[i], compact[i] === '' ? asSent : compactBytes[i])
    }
    borders.length = 0
  }

  #parseDocument(json: string, byteLength: number, at: number): JsonObject {
    if (byteLength > documentLimits.maxDocumentBytes) throw documentTooLarge(this.#place())
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch (error) {
      const what = `holds a documents[${this.#documents}] that is not valid JSON (${(error as Error).message})`
      throw malformed(what, { offset: this.#offset + at, position: this.#documents })
    }
    checkParsedDocument(document, json, hasSurrogateEscape(json), {
      position: this.#documents,
      roundsNumbers: this.#roundsNumbers,
    })
    return document
  }

  /** The document that started in an earlier piece and ends at `end` of this one. */
  #readCarried(end: number): void {
    const bytes = this.#carry.take()
    const pieceOffset = this.#offset
    this.#offset += end - bytes.length
    this.#borders.push(0, bytes.length)
    this.#readDocuments(bytes)
    this.#offset = pieceOffset
  }

  #decodeRegion(bytes: Uint8Array): string | undefined {
    try {
      return decodeUtf8(bytes)
    } catch {
      return undefined
    }
  }

  #decodeDocument(bytes: Uint8Array, at: number): string {
    try {
      return decodeUtf8(bytes)
    } catch {
      const bad = this.#offset + at + invalidUtf8At(bytes)
      const what = `is not valid UTF-8 at byte ${bad}, in documents[${this.#documents}]`
      throw malformed(what, { offset: bad, position: this.#documents })
    }
  }
}

function malformed(what: string, details: { offset: number; position: number }): SeeklingError {
  const message = `The JSON payload ${what}. Send an array of objects, such as [{"id":1}], or one object.`
  return new SeeklingError('malformed_payload', message, details)
}
