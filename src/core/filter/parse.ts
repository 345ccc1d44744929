/**
 * Reads filters: a text, or an array of texts whose outer level means AND and whose inner level
 * means OR.
 *
 *   or      = and ("OR" and)*            and = not ("AND" not)*            not = "NOT" not | primary
 *   primary = "(" or ")" | geo | value test
 *   test    = ("=" | "!=" | ">" | ">=" | "<" | "<=") value | value "TO" value
 *           | ["NOT"] ("IN" "[" [value ("," value)* [","]] "]" | "EXISTS" | "CONTAINS" value | "STARTS WITH" value)
 *           | "IS" ["NOT"] ("NULL" | "EMPTY")
 *   geo     = "_geoRadius(" lat "," lng "," metres ["," resolution] ")" | "_geoBoundingBox(" point "," point ")"
 *           | "_geoPolygon(" point "," point ("," point)+ ")"            point = "[" lat "," lng "]"
 *   value   = letters, digits, _ - and . | 'quoted' | "quoted"
 *
 * Keywords are upper case; a value that is one must be quoted.
 */
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import { numberOf } from '../../shared/value-shapes.ts'
import type { Comparison, Filter, Point } from './filter.ts'
import { scan, type Token } from './scanner.ts'

/** Parentheses and NOTs inside each other. */
const maxDepth = 150
/** Conditions of AND and OR together; longer lists of values belong into an IN. */
const maxConditions = 2000
/** Points of all polygons of a filter together: every place is compared with every side. */
const maxPoints = 2000
/** UTF-16 units of all texts of a filter together: they are read before the time of a search is. */
const longestFilter = 1_000_000

const comparisons: ReadonlySet<string> = new Set(['=', '!=', '>', '>=', '<', '<='])
const keyword = /^(?:AND|OR|NOT|IN|TO|EXISTS|IS|NULL|EMPTY|CONTAINS|STARTS|WITH)$/
const geoName = /^_geo(?:Radius|BoundingBox|Polygon)$/
const reservedName = /^_geo(?:json|Distance|Point)?$/

/**
 * What was parsed lately, by what was written: a search on every keystroke brings the same filter
 * each time.
 */
const parsed = new Map<string, Filter | null>()
const kept = 64
/** UTF-16 units. */
const longestKept = 64 * 1024

/**
 * null when there is no filter: nothing, blank texts, empty arrays. Throws `code`, naming the place
 * and what was expected there.
 */
export function parseFilter(input: unknown, code: ErrorCode): Filter | null {
  if (input === undefined || input === null) return null
  const key = keyOf(input)
  let filter = key === null ? undefined : parsed.get(key)
  if (filter === undefined) {
    filter = parseReadable(input, code)
    for (const oldest of parsed.keys()) if (parsed.size >= kept) parsed.delete(oldest)
    if (key !== null) parsed.set(key, filter)
  }
  return filter
}

/**
 * The key of a filter in the memo; null for what is no filter, or too large to be kept. Anything
 * else might not be JSON.
 */
function keyOf(input: unknown): string | null {
  try {
    const key = JSON.stringify(input)
    return key.length <= longestKept ? key : null
  } catch {
    return null
  }
}

/**
 * Parses a filter whose getters or proxies may run code of the caller's, which may throw anything;
 * a list may have another length than it says.
 */
function parseReadable(input: unknown, code: ErrorCode): Filter | null {
  try {
    return parseLevel(input, 'filter', 0, { code, conditions: 0, points: 0, length: 0 })
  } catch (thrown) {
    if (thrown instanceof SeeklingError) throw thrown
    throw new SeeklingError(
      code,
      '`filter` cannot be read: give a string or plain arrays of strings.',
      undefined,
      thrown,
    )
  }
}

/** What the texts of one filter share. */
interface Context {
  readonly code: ErrorCode
  conditions: number
  points: number
  length: number
}

function parseLevel(input: unknown, path: string, level: number, context: Context): Filter | null {
  if (typeof input === 'string') {
    context.length += input.length
    if (context.length > longestFilter)
      throw new SeeklingError(
        context.code,
        `\`${path}\`: a filter has up to ${longestFilter} characters. Ask several times, each for a part of a list.`,
        { path },
      )
    return new Parser(input, path, context).parse()
  }
  if (!Array.isArray(input) || level > 1) {
    const expected = level === 0 ? 'a string or an array' : level === 1 ? 'a string or an array of strings' : 'a string'
    throw new SeeklingError(
      context.code,
      `\`${path}\` must be ${expected}: [["a = 1", "a = 2"], "b = 3"] is the deepest form.`,
      {
        path,
      },
    )
  }
  if (input.length > maxConditions)
    throw new SeeklingError(
      context.code,
      `\`${path}\` has more than ${maxConditions} parts: use IN [...] for long lists of values.`,
      { path },
    )
  // By index, so that a hole is met as undefined.
  const parts = Array.from(input, (part, i) => parseLevel(part, `${path}[${i}]`, level + 1, context))
  return join(
    level === 0 ? 'AND' : 'OR',
    parts.filter((part) => part !== null),
  )
}

/** Joins several parts into one; null if there are none. */
const join = (op: 'AND' | 'OR', parts: readonly Filter[]): Filter | null =>
  parts.length > 1 ? { op, parts } : (parts[0] ?? null)

class Parser {
  readonly #text: string
  readonly #path: string
  readonly #context: Context
  #token: Token
  #depth = 0

  constructor(text: string, path: string, context: Context) {
    this.#text = text
    this.#path = path
    this.#context = context
    this.#token = scan(text, 0)
  }

  parse(): Filter | null {
    if (this.#takeIf('end', '')) return null
    const filter = this.#or()
    if (!this.#takeIf('end', '')) this.#fail('AND, OR or the end of the filter')
    return filter
  }

  #or(): Filter {
    const parts = [this.#and()]
    while (this.#takeWord('OR')) parts.push(this.#and())
    return join('OR', parts) as Filter
  }

  #and(): Filter {
    const parts = [this.#not()]
    while (this.#takeWord('AND')) parts.push(this.#not())
    return join('AND', parts) as Filter
  }

  #not(): Filter {
    if (this.#depth > maxDepth) this.#refuse(`is nested deeper than ${maxDepth} levels`)
    this.#depth++
    let filter: Filter
    if (this.#takeWord('NOT')) filter = { op: 'NOT', part: this.#not() }
    else if (this.#takeSymbol('(')) {
      filter = this.#or()
      this.#expectSymbol(')')
    } else filter = this.#condition()
    this.#depth--
    return filter
  }

  #condition(): Filter {
    if (++this.#context.conditions > maxConditions)
      this.#refuse(`has more than ${maxConditions} conditions: use IN [...] for long lists of values`)
    const { kind, text } = this.#token
    if (kind === 'word' && geoName.test(text)) return this.#geo()
    if (kind === 'word' && reservedName.test(text))
      this.#fail(
        'an attribute, not a reserved name: places are filtered with _geoRadius, _geoBoundingBox or _geoPolygon',
      )
    const field = this.#value('an attribute')
    const symbol = this.#token.text
    if (this.#token.kind === 'symbol' && comparisons.has(symbol)) {
      this.#take()
      return { op: symbol as Comparison, field, value: this.#value() }
    }
    if (this.#takeWord('IS')) {
      const negated = this.#takeWord('NOT')
      const op = this.#takeWord('NULL') ? 'IS NULL' : this.#takeWord('EMPTY') ? 'IS EMPTY' : this.#fail('NULL or EMPTY')
      return negate(negated, { op, field })
    }
    const negated = this.#takeWord('NOT')
    if (this.#takeWord('EXISTS')) return negate(negated, { op: 'EXISTS', field })
    if (this.#takeWord('IN')) return negate(negated, { op: 'IN', field, values: this.#list() })
    if (this.#takeWord('CONTAINS')) return negate(negated, { op: 'CONTAINS', field, value: this.#value() })
    if (this.#takeWord('STARTS')) {
      if (!this.#takeWord('WITH')) this.#fail('WITH')
      return negate(negated, { op: 'STARTS WITH', field, value: this.#value() })
    }
    if (negated) this.#fail('IN, EXISTS, CONTAINS or STARTS WITH')
    if (!this.#isValue())
      this.#fail('an operator (=, !=, >, >=, <, <=, TO, IN, EXISTS, IS NULL, IS EMPTY, CONTAINS, STARTS WITH)')
    const from = this.#value()
    if (!this.#takeWord('TO')) this.#fail('TO, or quotes around a value of several words')
    return { op: 'TO', field, from, to: this.#value() }
  }

  #list(): string[] {
    const values: string[] = []
    this.#expectSymbol('[')
    while (!this.#takeSymbol(']')) {
      values.push(this.#value('a value or ]'))
      if (this.#takeSymbol(']')) break
      if (!this.#takeSymbol(',')) this.#fail(', or ]')
    }
    return values
  }

  #geo(): Filter {
    const op = this.#take().text
    this.#expectSymbol('(')
    let filter: Filter
    if (op === '_geoRadius') {
      const center = this.#latLng()
      this.#expectSymbol(',')
      filter = { op, center, metres: this.#number('a distance in metres', -Number.MAX_VALUE, Number.MAX_VALUE) }
      // In Meilisearch, how finely the circle is drawn; here the circle is exact, and the number is
      // only read.
      if (this.#takeSymbol(',')) this.#number('a resolution', 3, 1000)
    } else {
      const points = [this.#point()]
      while (this.#takeSymbol(',')) points.push(this.#point())
      const [topRight, bottomLeft, third] = points
      if (op === '_geoPolygon') {
        if (third === undefined) this.#fail('three points or more')
        this.#context.points += points.length
        if (this.#context.points > maxPoints)
          this.#refuse(`has polygons of more than ${maxPoints} points: leave out what the eye would not miss`)
        filter = { op, points }
      } else {
        if (bottomLeft === undefined || third !== undefined) this.#fail('two corners, the north-eastern corner first')
        if (bottomLeft[0] > (topRight as Point)[0]) this.#fail('the northern corner first')
        filter = { op: '_geoBoundingBox', topRight: topRight as Point, bottomLeft }
      }
    }
    this.#expectSymbol(')')
    return filter
  }

  #point(): Point {
    this.#expectSymbol('[')
    const point = this.#latLng()
    this.#expectSymbol(']')
    return point
  }

  #latLng(): Point {
    const lat = this.#number('a latitude', -90, 90)
    this.#expectSymbol(',')
    return [lat, this.#number('a longitude', -180, 180)]
  }

  #number(what: string, least: number, most: number): number {
    const expected = `${what} from ${least} ${most === Number.MAX_VALUE ? 'on' : `to ${most}`}`
    const value = numberOf(this.#token.text)
    if (!this.#isValue() || !(value >= least && value <= most)) this.#fail(expected)
    this.#take()
    // The text of -0 is 0.
    return value + 0
  }

  #isValue(): boolean {
    const { kind, text } = this.#token
    return kind === 'quoted' || (kind === 'word' && !keyword.test(text) && !geoName.test(text))
  }

  #value(what = 'a value'): string {
    if (!this.#isValue()) this.#fail(what)
    return this.#take().text
  }

  #take(): Token {
    const token = this.#token
    this.#token = scan(this.#text, token.end)
    return token
  }

  #takeIf(kind: Token['kind'], text: string): boolean {
    const found = this.#token.kind === kind && this.#token.text === text
    if (found) this.#take()
    return found
  }

  #takeWord(word: string): boolean {
    return this.#takeIf('word', word)
  }

  #takeSymbol(symbol: string): boolean {
    return this.#takeIf('symbol', symbol)
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) this.#fail(symbol)
  }

  #fail(expected: string): never {
    const { kind, text, start, end } = this.#token
    const written = this.#text.slice(start, Math.max(end, start + text.length))
    const quote = kind === 'bad' && /^["']/.test(text)
    const hint = quote
      ? ' (the quote is not closed)'
      : kind === 'word' && (keyword.test(text) || geoName.test(text))
        ? ' (a keyword: put it in quotes where it is a value)'
        : ''
    const found = kind === 'end' ? 'the end' : `${JSON.stringify(written.slice(0, 40))}${hint}`
    throw this.#error(`expected ${expected} at character ${start + 1}, but found ${found}`, start)
  }

  #refuse(why: string): never {
    throw this.#error(`${why}, at character ${this.#token.start + 1}`, this.#token.start)
  }

  #error(what: string, position: number): SeeklingError {
    return new SeeklingError(this.#context.code, `\`${this.#path}\`: ${what}. It reads: ${this.#text.slice(0, 200)}`, {
      path: this.#path,
      position,
    })
  }
}

const negate = (negated: boolean, filter: Filter): Filter => (negated ? { op: 'NOT', part: filter } : filter)
