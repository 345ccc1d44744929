/**
 * Cuts CSV text into records and cells (RFC 4180). What jumps from mark to mark is `indexOf`, so the cost is one native
 * search per cell. A quote inside a cell that does not start with one is text (`5" disk`); text behind a closing quote
 * is a mistake and refused.
 */
import { SeeklingError } from '../../shared/errors.ts'

export interface RecordScanner {
  /**
   * The cells of the next record, [] for an empty line, undefined when there is none or it is not whole. `line` is
   * where it starts.
   */
  next(line: number): string[] | undefined
  /** Lines the record just read took. */
  linesOfRecord(): number
  /** Where the first record not read starts. */
  consumed(): number
}

/** Cuts `text` into records. With `last` the text's end ends a record, else a record ends only at a line end. */
export function scanRecords(text: string, delimiter: string, last: boolean): RecordScanner {
  let recordStart = 0
  let at = 0
  let lineCount = 0
  // The next of each at or after `at`, sought again only when passed: a row without delimiters must not make the search
  // quadratic.
  let nextFeed = -1
  let nextReturn = -1
  let nextDelimiter = -1
  const lineEndFrom = (from: number): number => {
    if (nextFeed < from) nextFeed = indexOrEnd(text, '\n', from)
    if (nextReturn < from) nextReturn = indexOrEnd(text, '\r', from)
    return Math.min(nextFeed, nextReturn)
  }
  const delimiterFrom = (from: number): number => {
    if (nextDelimiter < from) nextDelimiter = indexOrEnd(text, delimiter, from)
    return nextDelimiter
  }

  /** Reads the cell at `at` and leaves `at` on what ended it; undefined when it is not whole. */
  function readCell(line: number): string | undefined {
    if (text.charCodeAt(at) === 34) return readQuotedCell(line)
    const end = Math.min(lineEndFrom(at), delimiterFrom(at))
    if (end === text.length && !last) return undefined
    const cell = text.slice(at, end)
    at = end
    return cell
  }

  function readQuotedCell(line: number): string | undefined {
    let cell = ''
    let from = at + 1
    for (;;) {
      const quote = text.indexOf('"', from)
      if (quote < 0) {
        if (!last) return undefined
        throw malformedCsvLine(line, 'opens a quote that is never closed. Double quotes that belong to the text')
      }
      cell += text.slice(from, quote)
      if (text.charCodeAt(quote + 1) !== 34) {
        // At the very end it is unknown yet whether a second quote follows.
        if (quote + 1 === text.length && !last) return undefined
        at = quote + 1
        break
      }
      cell += '"'
      from = quote + 2
    }
    lineCount += lineEndsIn(cell)
    if (at < text.length && !isLineEnd(text.charCodeAt(at)) && !text.startsWith(delimiter, at)) {
      throw malformedCsvLine(line, 'has text behind a closing quote. Double quotes that belong to the text')
    }
    return cell
  }

  /** Where the line end at `from` ends; -1 while an LF may still follow a CR. */
  function lineEndFinish(from: number): number {
    if (text.charCodeAt(from) !== 13) return Math.min(from + 1, text.length)
    if (from + 1 === text.length && !last) return -1
    return text.charCodeAt(from + 1) === 10 ? from + 2 : from + 1
  }

  return {
    linesOfRecord: () => lineCount,
    consumed: () => recordStart,
    next(line) {
      at = recordStart
      lineCount = 1
      if (at === text.length) return undefined
      if (lineEndFrom(at) === at) {
        const finish = lineEndFinish(at)
        if (finish < 0) return undefined
        recordStart = finish
        return []
      }
      const cells: string[] = []
      for (;;) {
        const cell = readCell(line)
        if (cell === undefined) return undefined
        cells.push(cell)
        if (at < text.length && text.startsWith(delimiter, at)) at += delimiter.length
        else break
      }
      if (at === text.length && !last) return undefined
      const finish = lineEndFinish(at)
      if (finish < 0) return undefined
      recordStart = finish
      return cells
    },
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
