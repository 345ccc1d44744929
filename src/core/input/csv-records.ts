/**
 * Cuts CSV text into records and cells (RFC 4180). `indexOf` jumps from mark to mark, so a cell
 * costs one native search. A quote inside a cell that does not start with one is text (`5" disk`);
 * text behind a closing quote is a mistake and refused.
 */
import { SeeklingError } from '../../shared/errors.ts'

const quote = 34

/**
 * Cuts `text` into records. With `last` the text's end ends a record, else a record ends only at a
 * line end.
 */
export class RecordScanner {
  readonly #text: string
  readonly #delimiter: string
  readonly #last: boolean
  #recordStart = 0
  #lines = 0
  /** Where the cell being read starts; once it is read, what ended it. */
  #at = 0
  // The next mark of each kind at or after `at`, looked for again only when it was passed:
  // otherwise a row without delimiters would make the search quadratic.
  #nextFeed = -1
  #nextReturn = -1
  #nextDelimiter = -1

  constructor(text: string, delimiter: string, last: boolean) {
    this.#text = text
    this.#delimiter = delimiter
    this.#last = last
  }

  /** Lines the record just read took. */
  get linesOfRecord(): number {
    return this.#lines
  }

  /** Where the first record not read starts. */
  get consumed(): number {
    return this.#recordStart
  }

  /**
   * The cells of the next record, [] for an empty line, undefined when there is none or it is not
   * whole. `line` is where it starts.
   */
  next(line: number): string[] | undefined {
    this.#at = this.#recordStart
    this.#lines = 1
    if (this.#at === this.#text.length) return undefined
    const cells = this.#lineEndFrom(this.#at) === this.#at ? [] : this.#readCells(line)
    if (cells === undefined || (this.#at === this.#text.length && !this.#last)) return undefined
    const end = this.#lineEndFinish(this.#at)
    if (end < 0) return undefined
    this.#recordStart = end
    return cells
  }

  #readCells(line: number): string[] | undefined {
    const cells: string[] = []
    for (;;) {
      const cell = this.#text.charCodeAt(this.#at) === quote ? this.#readQuotedCell(line) : this.#readCell()
      if (cell === undefined) return undefined
      cells.push(cell)
      if (!this.#isAtDelimiter()) return cells
      this.#at += this.#delimiter.length
    }
  }

  /** Reads the cell at `#at` and leaves `#at` on what ended it; undefined when it is not whole. */
  #readCell(): string | undefined {
    const from = this.#at
    const end = Math.min(this.#lineEndFrom(from), this.#delimiterFrom(from))
    if (end === this.#text.length && !this.#last) return undefined
    this.#at = end
    return this.#text.slice(from, end)
  }

  /** Reads a cell in quotes. */
  #readQuotedCell(line: number): string | undefined {
    const text = this.#text
    let cell = ''
    let from = this.#at + 1
    for (;;) {
      const end = text.indexOf('"', from)
      if (end < 0) {
        if (!this.#last) return undefined
        throw malformedCsvLine(line, 'opens a quote that is never closed. Double quotes that belong to the text')
      }
      cell += text.slice(from, end)
      if (text.charCodeAt(end + 1) !== quote) {
        // At the very end it is unknown yet whether a second quote follows.
        if (end + 1 === text.length && !this.#last) return undefined
        this.#at = end + 1
        break
      }
      cell += '"'
      from = end + 2
    }
    this.#lines += lineEndsIn(cell)
    if (this.#at < text.length && !isLineEnd(text.charCodeAt(this.#at)) && !this.#isAtDelimiter()) {
      throw malformedCsvLine(line, 'has text behind a closing quote. Double quotes that belong to the text')
    }
    return cell
  }

  #isAtDelimiter(): boolean {
    return this.#at < this.#text.length && this.#text.startsWith(this.#delimiter, this.#at)
  }

  #lineEndFrom(from: number): number {
    if (this.#nextFeed < from) this.#nextFeed = indexOrEnd(this.#text, '\n', from)
    if (this.#nextReturn < from) this.#nextReturn = indexOrEnd(this.#text, '\r', from)
    return Math.min(this.#nextFeed, this.#nextReturn)
  }

  #delimiterFrom(from: number): number {
    if (this.#nextDelimiter < from) this.#nextDelimiter = indexOrEnd(this.#text, this.#delimiter, from)
    return this.#nextDelimiter
  }

  /** Where the line end at `from` ends; -1 while an LF may still follow a CR. */
  #lineEndFinish(from: number): number {
    const { length } = this.#text
    if (this.#text.charCodeAt(from) !== 13) return Math.min(from + 1, length)
    if (from + 1 === length && !this.#last) return -1
    return this.#text.charCodeAt(from + 1) === 10 ? from + 2 : from + 1
  }
}

/** How many lines end in `text`, in LF, CRLF or CR. */
export function lineEndsIn(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

const isLineEnd = (unit: number): boolean => unit === 10 || unit === 13

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from)
  return index < 0 ? text.length : index
}

export function malformedCsvLine(line: number, what: string): SeeklingError {
  return new SeeklingError('malformed_payload', `Line ${line} of the CSV payload ${what}.`, { line })
}
