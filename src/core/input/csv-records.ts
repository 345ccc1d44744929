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

/** Cuts `text` into records. With `last` the text's end ends a record, else a record ends only at a newline. */
export function scanRecords(text: string, delimiter: string, last: boolean): RecordScanner {
  let recordStart = 0
  let at = 0
  let lineCount = 0
  // The next of each at or after `at`, sought again only when passed: a row without delimiters must not make the search
  // quadratic.
  let nextNewline = -1
  let nextDelimiter = -1
  const newlineFrom = (from: number): number => {
    if (nextNewline < from) nextNewline = indexOrEnd(text, '\n', from)
    return nextNewline
  }
  const delimiterFrom = (from: number): number => {
    if (nextDelimiter < from) nextDelimiter = indexOrEnd(text, delimiter, from)
    return nextDelimiter
  }

  /** Reads the cell at `at` and leaves `at` on what ended it; undefined when it is not whole. */
  function readCell(line: number): string | undefined {
    if (text.charCodeAt(at) === 34) return readQuotedCell(line)
    const newline = newlineFrom(at)
    const end = Math.min(newline, delimiterFrom(at))
    if (end === text.length && !last) return undefined
    const cell = text.slice(at, end === newline && text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end)
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
    for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) lineCount++
    if (text.charCodeAt(at) === 13) {
      if (at + 1 === text.length && !last) return undefined
      if (at + 1 === text.length || text.charCodeAt(at + 1) === 10) at++
    }
    if (at < text.length && text.charCodeAt(at) !== 10 && !text.startsWith(delimiter, at)) {
      throw malformedCsvLine(line, 'has text behind a closing quote. Double quotes that belong to the text')
    }
    return cell
  }

  return {
    linesOfRecord: () => lineCount,
    consumed: () => recordStart,
    next(line) {
      at = recordStart
      lineCount = 1
      if (at === text.length) return undefined
      const newline = newlineFrom(at)
      if ((newline < text.length || last) && (newline === at || (newline === at + 1 && text.charCodeAt(at) === 13))) {
        recordStart = Math.min(newline + 1, text.length)
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
      recordStart = Math.min(at + 1, text.length)
      return cells
    },
  }
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from)
  return index < 0 ? text.length : index
}

export function malformedCsvLine(line: number, what: string): SeeklingError {
  return new SeeklingError('malformed_payload', `Line ${line} of the CSV payload ${what}.`, { line })
}
