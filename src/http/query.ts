/**
 * Reading query strings: lists are joined by commas, everything is text. An unknown parameter is
 * refused.
 */
import { HttpError } from './errors.ts'

/** Throws `bad_request` for a parameter that is not in `known`. */
export function checkNames(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (known.includes(name)) continue
    const list = known.map((one) => `\`${one}\``).join(', ')
    throw new HttpError('bad_request', `Unknown parameter \`${name}\`: expected one of ${list}.`)
  }
}

/** `attributesToCrop` as `attributes_to_crop`, or with another separator. */
export const separated = (name: string, separator = '_'): string =>
  name.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase())

/** The error code for a search parameter, or a member of something else, that has a wrong value. */
export const codeOf = (name: string, of = 'search'): string => `invalid_${of}_${separated(name)}`

/** A parameter's value that cannot be read as `expected`. */
export const invalid = (name: string, value: string, code: string, expected: string): HttpError =>
  new HttpError(code, `Invalid value in parameter \`${name}\`: could not parse \`${value}\` as ${expected}.`)

export function wholeNumber(query: URLSearchParams, name: string, code: string): number | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
  throw invalid(name, value, code, 'a positive integer')
}

export function fraction(query: URLSearchParams, name: string, code: string): number | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  if (value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  throw invalid(name, value, code, 'a number')
}

export function flag(query: URLSearchParams, name: string, code: string): boolean | undefined {
  const value = query.get(name)
  if (value === null) return undefined
  if (value === 'true' || value === 'false') return value === 'true'
  throw invalid(name, value, code, 'a boolean')
}

export const list = (query: URLSearchParams, name: string): string[] | undefined =>
  query
    .get(name)
    ?.split(',')
    .filter((item) => item !== '')

/** A filter is a string, or JSON of a list. */
export function filter(query: URLSearchParams): unknown {
  const value = query.get('filter')
  if (value === null) return undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) ? parsed : value
  } catch {
    return value
  }
}

/** The commas between the coordinates of a point separate no list members. */
export const sort = (query: URLSearchParams): string[] | undefined => query.get('sort')?.split(/,(?![^(]*\))/)

/** The object without its undefined members. */
export const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
