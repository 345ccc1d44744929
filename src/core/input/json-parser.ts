/**
 * JSON: an array of objects, or one object. A byte scanner finds where the elements of the array start and end, by
 * counting brackets outside strings; whether they are JSON is left to JSON.parse. So memory is bounded by one document,
 * not by the payload.
 */
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { Carry, documentTooLarge } from './carry.ts'
import { checkParsedDocument, hasSurrogateEscape } from './check-document.ts'
import type { DocumentSink, ParserOptions, PieceParser } from './piece-parser.ts'
import { decodeUtf8, encodeEach, invalidUtf8At } from './utf8.ts'

/** What may come next, outside a document. */
type Expectation = 'payload' | 'document-or-end' | 'document' | 'comma-or-end' | 'nothing'

const quote = 34
const comma = 44
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

const otherKind = 0
const quoteKind = 1
const openKind = 2
const closeKind = 3

/** What a byte outside strings means to the scanner. */
const bracketKinds = new Uint8Array(256)
bracketKinds[quote] = quoteKind
bracketKinds[openBrace] = openKind
bracketKinds[openBracket] = openKind
bracketKinds[closeBrace] = closeKind
bracketKinds[closeBracket] = closeKind

const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9

export function createJsonParser(sink: DocumentSink, { roundsNumbers }: ParserOptions): PieceParser {
  const carry = new Carry()
  let expectation: Expectation = 'payload'
  /** Inside a document: open brackets; 0 outside. */
  let depth = 0
  let inString = false
  /** The piece before ended behind a backslash inside a string. */
  let escaped = false
  /** Bytes of the payload before this piece, and documents handed on. */
  let offset = 0
  let documents = 0
  /** Documents found whole in this piece, as pairs of start and end. */
  const borders: number[] = []
  const place = (): string => `documents[${documents}]`

  /** Where the document entered at or before `start` ends (exclusive), or -1 when it goes on in the next piece. */
  function scanDocument(bytes: Uint8Array, start: number): number {
    const { length } = bytes
    // Locals: the loops run once per byte, and variables shared with other functions would double their time.
    const kinds = bracketKinds
    let level = depth
    let quoted = inString
    let i = escaped ? start + 1 : start
    while (i < length) {
      if (!quoted) {
        const kind = kinds[bytes[i++]]
        if (kind === otherKind) continue
        if (kind === openKind) level++
        else if (kind === closeKind && --level === 0) {
          depth = 0
          inString = false
          escaped = false
          return i
        }
        if (kind !== quoteKind) continue
        quoted = true
      }
      while (i < length) {
        const byte = bytes[i++]
        if (byte === quote) {
          quoted = false
          break
        }
        if (byte === backslash) i++
      }
    }
    escaped = i > length
    depth = level
    inString = quoted
    return -1
  }

  /** Consumes what may stand between documents; answers where the next one starts, or the end of the piece. */
  function skipToDocument(bytes: Uint8Array, start: number): number {
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]
      if (isBlank(byte)) continue
      const mayStart = expectation === 'payload' || expectation === 'document' || expectation === 'document-or-end'
      if (byte === openBrace && mayStart) {
        expectation = expectation === 'payload' ? 'nothing' : 'comma-or-end'
        return i
      }
      if (byte === openBracket && expectation === 'payload') expectation = 'document-or-end'
      else if (byte === comma && expectation === 'comma-or-end') expectation = 'document'
      else if (byte === closeBracket && expectation.endsWith('or-end')) expectation = 'nothing'
      else throw unexpected(byte, i)
    }
    return bytes.length
  }

  function unexpected(byte: number, at: number): SeeklingError {
    const position = documents + borders.length / 2
    const found = byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`
    const details = { offset: offset + at, position }
    const where = `at byte ${offset + at}`
    switch (expectation) {
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
   * The whole documents of this piece. They are decoded together; only where text and bytes differ in length each has
   * to be by itself.
   */
  function readDocuments(bytes: Uint8Array): void {
    if (borders.length === 0) return
    const first = borders[0]
    const end = borders[borders.length - 1]
    const region = decodeRegion(bytes.subarray(first, end))
    const ascii = region !== undefined && region.length === end - first
    const values: JsonObject[] = []
    const compact: string[] = []
    for (let i = 0; i < borders.length; i += 2) {
      const from = borders[i]
      const to = borders[i + 1]
      const json = ascii ? region.slice(from - first, to - first) : decodeDocument(bytes.subarray(from, to), from)
      const value = parseDocument(json, to - from, from)
      values.push(value)
      // A newline can only be indentation. It would be stored, sent and parsed again with every hit, so it is worth the
      // second pass.
      compact.push(json.includes('\n') ? JSON.stringify(value) : '')
      documents++
    }
    const compactBytes = encodeEach(compact)
    for (let i = 0; i < values.length; i++) {
      const asSent = bytes.subarray(borders[2 * i], borders[2 * i + 1])
      sink(values[i], compact[i] === '' ? asSent : (compactBytes[i] as Uint8Array))
    }
    borders.length = 0
  }

  function parseDocument(json: string, byteLength: number, at: number): JsonObject {
    if (byteLength > documentLimits.maxDocumentBytes) throw documentTooLarge(place())
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch (error) {
      const what = `holds a documents[${documents}] that is not valid JSON (${(error as Error).message})`
      throw malformed(what, { offset: offset + at, position: documents })
    }
    checkParsedDocument(document, json, hasSurrogateEscape(json), { position: documents, roundsNumbers })
    return document
  }

  /** The document that started in an earlier piece and ends at `end` of this one. */
  function readCarried(end: number): void {
    const bytes = carry.take()
    const pieceOffset = offset
    offset += end - bytes.length
    borders.push(0, bytes.length)
    readDocuments(bytes)
    offset = pieceOffset
  }

  function decodeRegion(bytes: Uint8Array): string | undefined {
    try {
      return decodeUtf8(bytes)
    } catch {
      return undefined
    }
  }

  function decodeDocument(bytes: Uint8Array, at: number): string {
    try {
      return decodeUtf8(bytes)
    } catch {
      const bad = offset + at + invalidUtf8At(bytes)
      const what = `is not valid UTF-8 at byte ${bad}, in documents[${documents}]`
      throw malformed(what, { offset: bad, position: documents })
    }
  }

  return {
    push(bytes) {
      let i = 0
      if (depth > 0) {
        i = scanDocument(bytes, 0)
        carry.add(i < 0 ? bytes : bytes.subarray(0, i), place)
        if (i >= 0) readCarried(i)
      }
      while (i >= 0 && i < bytes.length) {
        const start = skipToDocument(bytes, i)
        if (start === bytes.length) break
        i = scanDocument(bytes, start)
        if (i >= 0) borders.push(start, i)
        else {
          readDocuments(bytes)
          carry.add(bytes.subarray(start), place)
        }
      }
      readDocuments(bytes)
      offset += bytes.length
    },
    finish() {
      if (depth > 0) throw malformed(`ends in the middle of documents[${documents}]`, { offset, position: documents })
      if (expectation !== 'nothing' && expectation !== 'payload') {
        throw malformed(`ends before the "]" of its array`, { offset, position: documents })
      }
    },
  }
}

function malformed(what: string, details: { offset: number; position: number }): SeeklingError {
  const message = `The JSON payload ${what}. Send an array of objects, such as [{"id":1}], or one object.`
  return new SeeklingError('malformed_payload', message, details)
}
