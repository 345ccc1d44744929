/**
 * NDJSON: one JSON object a line; empty lines are skipped. The bytes are never walked in JavaScript: `indexOf` finds
 * the line ends and JSON.parse does the rest. Lines are decoded a piece at a time (32 KiB, so the text stays in the
 * processor's cache), which is faster than decoding each line and than decoding everything at once.
 *
 * From the first line that is no JSON value on, objects are cut wherever they end, as Meilisearch does: several on a
 * line, or printed over several lines.
 */
import { documentLimits, type JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { Carry, documentTooLarge } from './carry.ts'
import { checkParsedDocument, hasSurrogateEscape } from './check-document.ts'
import type { DocumentSink, ParserOptions, PieceParser } from './piece-parser.ts'
import { decodeUtf8, encodeUtf8, invalidUtf8At } from './utf8.ts'
import { ValueCutter } from './value-cutter.ts'

const newline = 10
const openBrace = 123

/** Space, tab or carriage return; a newline never reaches the question. */
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13

export function createNdjsonParser(sink: DocumentSink, { roundsNumbers }: ParserOptions): PieceParser {
  const carry = new Carry()
  /** Lines and documents before the one being read. */
  let lines = 0
  let documents = 0
  /** Once a line was no value by itself: cuts all that follows. */
  let cutter: ValueCutter | undefined
  const cutting = (): ValueCutter | undefined => cutter
  const place = (): string => `Line ${lines + 1}`

  /** Whole lines; the last may lack its newline. From the line on that is no value, `cutter` has got them. */
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
      if (!readLine(bytes, start, end, text, textStart, textEnd, escapes)) {
        cutFrom(bytes.subarray(start))
        return
      }
      lines++
      start = end + 1
      textStart = textEnd + 1
    }
  }

  /** Answers false if the line is no JSON value by itself. */
  function readLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    text: string,
    textStart: number,
    textEnd: number,
    escapes: boolean,
  ): boolean {
    let from = start
    let to = end
    while (to > from && isBlank(bytes[to - 1])) to--
    while (from < to && isBlank(bytes[from])) from++
    if (from === to) return true
    if (to - from > documentLimits.maxDocumentBytes) throw documentTooLarge(place())
    const json = text.slice(textStart + from - start, textEnd - (end - to))
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch {
      return false
    }
    // Valid JSON that starts with a brace is an object.
    if (bytes[from] !== openBrace) throw malformedLine(lines + 1, 'is not an object')
    checkParsedDocument(document, json, escapes && hasSurrogateEscape(json), {
      position: documents,
      line: lines + 1,
      roundsNumbers,
    })
    documents++
    sink(document, bytes.subarray(from, to))
    return true
  }

  /** `bytes` starts with the next line. */
  function cutFrom(bytes: Uint8Array): void {
    cutter = new ValueCutter(lines + 1, readObject, (line, what) => {
      throw malformedLine(line, what)
    })
    cutter.push(bytes)
  }

  function readObject(bytes: Uint8Array, line: number): void {
    lines = line - 1
    if (bytes.length > documentLimits.maxDocumentBytes) throw documentTooLarge(place())
    const json = decodeLines(bytes)
    let document: JsonObject
    try {
      document = JSON.parse(json) as JsonObject
    } catch (error) {
      throw malformedLine(line, `starts an object that is not valid JSON (${(error as Error).message})`)
    }
    checkParsedDocument(document, json, hasSurrogateEscape(json), { position: documents, line, roundsNumbers })
    documents++
    // A newline can only be indentation, which would be stored.
    sink(document, json.includes('\n') ? encodeUtf8(JSON.stringify(document)) : bytes)
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

  /** Keeps the start of a line; one longer than a document may hold several. */
  function hold(bytes: Uint8Array): void {
    if (carry.length + bytes.length <= documentLimits.maxDocumentBytes) return carry.add(bytes, place)
    cutFrom(carry.take())
    cutter?.push(bytes)
  }

  return {
    push(bytes) {
      const before = cutting()
      if (before) return before.push(bytes)
      const last = bytes.lastIndexOf(newline)
      if (last < 0) return hold(bytes)
      let start = 0
      if (carry.length > 0) {
        start = bytes.indexOf(newline) + 1
        hold(bytes.subarray(0, start - 1))
        if (!cutting()) readLines(carry.take())
        // It has got the line without its end.
        const cutter = cutting()
        if (cutter) return cutter.push(bytes.subarray(start - 1))
      }
      if (start <= last) readLines(bytes.subarray(start, last + 1))
      const rest = bytes.subarray(last + 1)
      const after = cutting()
      if (after) after.push(rest)
      else hold(rest)
    },
    finish() {
      if (carry.length > 0) readLines(carry.take())
      cutter?.finish()
    },
  }
}

function malformedLine(line: number, what: string): SeeklingError {
  const message = `Line ${line} ${what}. An NDJSON payload is one JSON object after the other, such as {"id":1}, best one a line.`
  return new SeeklingError('malformed_payload', message, { line })
}
