/**
 * CSV as RFC 4180 has it: the first line names the columns, a field may be in double quotes, and in
 * those a quote is written twice. Empty fields are left out. All values are texts.
 */
import { SeeklingError } from '../shared/errors.ts'

export interface CsvRow {
  readonly value: Readonly<Record<string, string>>
  /** Where the row begins, from 1. */
  readonly line: number
}

/** `path` is for messages. Throws `malformed_payload`. */
export function parseCsv(text: string, path: string): CsvRow[] {
  const [names, ...rows] = readRows(text, path)
  if (names === undefined) return []
  return rows
    .filter(({ fields }) => fields.length > 1 || fields[0] !== '')
    .map(({ fields, line }) => {
      if (fields.length > names.fields.length)
        throw malformed(path, line, `it has ${fields.length} fields, and the first line names ${names.fields.length}`)
      const pairs = fields.map((field, at) => [names.fields[at].trim(), field] as const)
      return { value: Object.fromEntries(pairs.filter(([, field]) => field !== '')), line }
    })
}

interface Row {
  readonly fields: readonly string[]
  readonly line: number
}

function readRows(text: string, path: string): Row[] {
  const rows: Row[] = []
  let fields: string[] = []
  let line = 1
  let rowLine = 1
  let at = 0
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at, path, line) : plainField(text, at)
    fields.push(field.value)
    line += field.lines
    at = field.end
    const sign = text[at]
    if (sign !== undefined && sign !== ',' && sign !== '\n')
      throw malformed(path, line, 'something stands behind the quotes of a field')
    at++
    if (sign === ',' && at < text.length) continue
    if (sign === ',') fields.push('')
    rows.push({ fields, line: rowLine })
    fields = []
    rowLine = ++line
  }
  return rows
}

interface Field {
  readonly value: string
  /** Where the sign behind it is. */
  readonly end: number
  /** Line ends in it. */
  readonly lines: number
}

function plainField(text: string, at: number): Field {
  let end = at
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++
  const value = text.slice(at, end)
  return { value: value.endsWith('\r') ? value.slice(0, -1) : value, end, lines: 0 }
}

function quotedField(text: string, at: number, path: string, line: number): Field {
  let end = at + 1
  for (;;) {
    end = text.indexOf('"', end)
    if (end < 0) throw malformed(path, line, 'a field in quotes has no end')
    if (text[end + 1] !== '"') break
    end += 2
  }
  const raw = text.slice(at + 1, end)
  const after = text.startsWith('\r\n', end + 1) ? end + 2 : end + 1
  return { value: raw.replaceAll('""', '"'), end: after, lines: raw.split('\n').length - 1 }
}

const malformed = (path: string, line: number, why: string): SeeklingError =>
  new SeeklingError('malformed_payload', `${path}:${line} is no CSV: ${why}.`, { line })
