/**
 * The way in for text: chunks cut anywhere become documents, one by one, in bounded memory. This
 * part knows chunks, not formats: it drops a byte order mark, refuses an empty text (an empty list
 * is none), cuts what comes into pieces of moderate size and hands them to the format's parser.
 * Once it has thrown, a payload stays refused.
 */
import type { PayloadFormat } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { CsvParser } from './csv-parser.ts'
import { JsonParser } from './json-parser.ts'
import { NdjsonParser } from './ndjson-parser.ts'
import type { DocumentSink, ParserOptions, PieceParser } from './piece-parser.ts'
import { encodeUtf8 } from './utf8.ts'

export interface PayloadOptions {
  readonly format: PayloadFormat
  /** One ASCII character, csv only; default `,`. */
  readonly csvDelimiter?: string | undefined
  /**
   * Take whole numbers whose digits a double changes, for what was stored before. Default false:
   * they are refused.
   */
  readonly roundsNumbers?: boolean
}

export interface PayloadParser {
  /**
   * Bytes are UTF-8. The chunk is not kept. Documents that are whole go to the sink; if it throws,
   * drop what the sink has got.
   */
  push(chunk: Uint8Array | string): void
  /** Call once, after the last chunk. */
  finish(): void
}

/**
 * Measured in Node and Chromium: from 16 to 64 Ki alike, slower beyond (the text leaves the
 * processor's cache).
 */
const pieceLength = 32 * 1024

const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf)

/**
 * Parses a payload. Throws `malformed_payload` (naming line, position or path), `missing_payload`,
 * `payload_too_large` (one document over `documentLimits`), `invalid_document_csv_delimiter` or
 * `bad_request` (unknown format).
 */
export function createPayloadParser(options: PayloadOptions, sink: DocumentSink): PayloadParser {
  return new ChunkedParser(options, sink)
}

class ChunkedParser implements PayloadParser {
  readonly #isCsv: boolean
  readonly #parser: PieceParser
  /** Bytes of a byte order mark seen at the start; -1 once the start is over. */
  #markBytes = 0
  /** A chunk of text ended in the first half of a surrogate pair. */
  #heldHalf = ''
  #isEmpty = true
  #refusal: { readonly error: unknown } | undefined

  constructor(options: PayloadOptions, sink: DocumentSink) {
    this.#isCsv = options.format === 'csv'
    this.#parser = createPieceParser(options, sink)
  }

  push(chunk: Uint8Array | string): void {
    this.#guard(() => (typeof chunk === 'string' ? this.#pushText(chunk) : this.#pushBytes(chunk)))
  }

  finish(): void {
    this.#guard(() => this.#finish())
  }

  /** Once it has thrown, a payload stays refused. */
  #guard(step: () => void): void {
    if (this.#refusal) throw this.#refusal.error
    try {
      step()
    } catch (error) {
      this.#refusal = { error }
      throw error
    }
  }

  #finish(): void {
    this.#passHalfMark()
    if (this.#heldHalf !== '') this.#pushTextPiece(this.#heldHalf)
    if (this.#isEmpty) {
      const message = 'The payload is empty. Send at least one document, such as [{"id":1}].'
      throw new SeeklingError('missing_payload', message)
    }
    this.#parser.finish()
  }

  #pushBytes(bytes: Uint8Array): void {
    let start = 0
    while (this.#markBytes >= 0 && start < bytes.length) {
      if (this.#markBytes < 3 && bytes[start] === byteOrderMark[this.#markBytes]) {
        this.#markBytes++
        start++
      } else {
        this.#passHalfMark()
        this.#markBytes = -1
      }
    }
    for (; start < bytes.length; start += pieceLength) this.#pushPiece(bytes.subarray(start, start + pieceLength))
  }

  #pushText(chunk: string): void {
    const text = this.#heldHalf + chunk
    if (text.length === 0) return
    this.#heldHalf = ''
    this.#passHalfMark()
    let start = this.#markBytes === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0
    this.#markBytes = -1
    while (start < text.length) {
      let end = Math.min(start + pieceLength, text.length)
      if (isHighSurrogate(text.charCodeAt(end - 1))) {
        if (end === text.length) this.#heldHalf = text.charAt(end - 1)
        end--
      }
      if (end > start) this.#pushTextPiece(text.slice(start, end))
      start = end + this.#heldHalf.length
    }
  }

  /** Passes on bytes that began like a byte order mark but were none. */
  #passHalfMark(): void {
    if (this.#markBytes > 0 && this.#markBytes < 3) this.#pushPiece(byteOrderMark.subarray(0, this.#markBytes))
  }

  /**
   * Text is encoded and goes the same way as bytes. Keeping it as text would save the decoding, but
   * a large string with one character beyond Latin-1 is two bytes wide throughout, which slows
   * JSON.parse by more than that.
   */
  #pushTextPiece(text: string): void {
    const bytes = encodeUtf8(text)
    if (bytes.length === text.length || !loneSurrogate.test(text)) return this.#pushPiece(bytes)
    // Encoding would replace a lone surrogate. Written as its escape, it reaches the check that can
    // name its path; in CSV, which has no escapes, a byte that is not UTF-8 makes the parser name
    // the line.
    if (!this.#isCsv) return this.#pushPiece(encodeUtf8(text.replace(loneSurrogates, escapeUnit)))
    this.#pushPiece(encodeUtf8(text.slice(0, text.search(loneSurrogate))))
    this.#pushPiece(Uint8Array.of(0xff))
  }

  #pushPiece(bytes: Uint8Array): void {
    this.#isEmpty &&= bytes.every(isBlank)
    this.#parser.push(bytes)
  }
}

/** One file per format. */
const parsersByFormat: Readonly<
  Record<PayloadFormat, new (sink: DocumentSink, options: ParserOptions) => PieceParser>
> = {
  json: JsonParser,
  ndjson: NdjsonParser,
  csv: CsvParser,
}

function createPieceParser(
  { format, csvDelimiter, roundsNumbers = false }: PayloadOptions,
  sink: DocumentSink,
): PieceParser {
  if (!Object.hasOwn(parsersByFormat, format)) {
    const known = Object.keys(parsersByFormat).join(', ')
    throw new SeeklingError('bad_request', `There is no payload format ${JSON.stringify(format)}. Use one of ${known}.`)
  }
  if (csvDelimiter !== undefined) checkDelimiter(format, csvDelimiter)
  return new parsersByFormat[format](sink, { csvDelimiter: csvDelimiter ?? ',', roundsNumbers })
}

function checkDelimiter(format: PayloadFormat, delimiter: unknown): void {
  const code = 'invalid_document_csv_delimiter'
  if (format !== 'csv')
    throw new SeeklingError(code, `csvDelimiter is only for the format csv, not ${format}. Leave it out.`)
  // A quote or a line end has a meaning of its own.
  if (typeof delimiter !== 'string' || !/^[\0-\x7f]$/.test(delimiter) || /["\r\n]/.test(delimiter)) {
    throw new SeeklingError(
      code,
      'csvDelimiter must be one ASCII character other than a quote or a line end, such as ";".',
    )
  }
}

const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /\p{Surrogate}/gu
const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16)}`
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9
