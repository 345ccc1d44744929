/**
 * NDJSON: one JSON object a line; empty lines are skipped. The bytes are never walked in JavaScript: `indexOf` finds
 * the line ends and JSON.parse does the rest. Lines are decoded a piece at a time (32 KiB, so the text stays in the
 * processor's cache), which is faster than decoding each line and than decoding everything at once.
 */
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { Carry, documentTooLarge } from './carry.ts'
import { checkParsedDocument, hasSurrogateEscape } from './check-document.ts'
import type { DocumentSink, PieceParser } from './piece-parser.ts'
import { decodeUtf8, invalidUtf8At } from './utf8.ts'

const newline = 10
const openBrace = 123

/** Space, tab or carriage return; a newline never reaches the question. */
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13

export function createNdjsonParser(sink: DocumentSink): PieceParser {
  const carry = new Carry()
  /** Lines and documents before the one being read. */
  let lines = 0
  let documents = 0
  const place = (): string => `Line ${lines + 1}`

  /** Whole lines; the last may lack its newline. */
  function readLines(bytes: Uint8Array): void {
    const text = decodeLines(bytes)
    const ascii = text.length === bytes.length
    const escapes = hasSurrogateEscape(text)
    let start = 0
    let textStart = 0
    while (start < bytes.length) {
      let end = bytes.indexOf(newline, start)
      if (end < 0) end = bytes.length
      let textEnd = ascii ? end : text.indexOf('\n', textStart)
      if (textEnd < 0) textEnd = text.length
      readLine(bytes, start, end, text, textStart, textEnd, escapes)
      lines++
      start = end + 1
      textStart = textEnd + 1
    }
  }

  function readLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    text: string,
    textStart: number,
    textEnd: number,
    escapes: boolean,
  ): void {
    let from = start
    let to = end
    while (to > from && isBlank(bytes[to - 1] as number)) to--
    while (from < to && isBlank(bytes[from] as number)) from++
    if (from === to) return
    if (to - from > documentLimits.maxDocumentBytes) throw documentTooLarge(place())
    const json = text.slice(textStart + from - start, textEnd - (end - to))
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch (error) {
      throw malformedLine(lines + 1, `is not valid JSON (${(error as Error).message})`)
    }
    // Valid JSON that starts with a brace is an object.
    if (bytes[from] !== openBrace) throw malformedLine(lines + 1, 'is not an object')
    checkParsedDocument(document, escapes && hasSurrogateEscape(json), documents, lines + 1)
    documents++
    sink(document, bytes.subarray(from, to))
  }

  function decodeLines(bytes: Uint8Array): string {
    try {
      return decodeUtf8(bytes)
    } catch {
      const at = invalidUtf8At(bytes)
      let line = lines + 1
      for (let i = bytes.indexOf(newline); i >= 0 && i < at; i = bytes.indexOf(newline, i + 1)) line++
      throw malformedLine(line, 'is not valid UTF-8')
    }
  }

  return {
    push(bytes) {
      const last = bytes.lastIndexOf(newline)
      if (last < 0) return carry.add(bytes, place)
      let start = 0
      if (carry.length > 0) {
        start = bytes.indexOf(newline) + 1
        carry.add(bytes.subarray(0, start - 1), place)
        readLines(carry.take())
      }
      if (start <= last) readLines(bytes.subarray(start, last + 1))
      carry.add(bytes.subarray(last + 1), place)
    },
    finish() {
      if (carry.length > 0) readLines(carry.take())
    },
  }
}

function malformedLine(line: number, what: string): SeeklingError {
  const message = `Line ${line} ${what}. Each line of an NDJSON payload must be one JSON object, such as {"id":1}.`
  return new SeeklingError('malformed_payload', message, { line })
}
