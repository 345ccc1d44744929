/**
 * Which documents of a segment a filter means: found in the columns' sorted values, so that a
 * condition costs as much as the documents that meet it. Deleted documents are included; an
 * attribute without a column has no values.
 */

import { numberOf } from '../../shared/value-shapes.ts'
import { Bitset } from '../docset/bitset.ts'
import { absent, isEmpty, isNull } from '../document/field-state.ts'
import { normalizeValue } from '../segment/normalize-value.ts'
import type { Column, ColumnSource } from '../segment/segment-view.ts'
import { bound } from './bound.ts'
import { addPlaces } from './evaluate-geo.ts'
import type { Condition, Filter } from './filter.ts'
import { TimeLimit } from './time-limit.ts'

/**
 * A set of the caller's own, of as many members as the segment has documents. Once the time is over
 * documents that were not looked at are none of it, or, with `isMost`, all of it: so what is found
 * is never too much, also where it is taken from the whole.
 */
export function evaluateFilter(filter: Filter, segment: ColumnSource, limit = new TimeLimit(), isMost = false): Bitset {
  const size = segment.documentCount
  const all = () => Bitset.full(size)
  if (limit.spend(stepsOfSet + size / documentsInStep)) return isMost ? all() : new Bitset(size)
  switch (filter.op) {
    case 'AND':
    case 'OR': {
      const [first, ...rest] = filter.parts as [Filter, ...Filter[]]
      const found = evaluateFilter(first, segment, limit, isMost)
      const join = filter.op === 'AND' ? 'intersect' : 'unite'
      for (const part of rest) found[join](evaluateFilter(part, segment, limit, isMost))
      return found
    }
    case 'NOT':
      return all().subtract(evaluateFilter(filter.part, segment, limit, !isMost))
    case '!=':
      return all().subtract(evaluateFilter({ ...filter, op: '=' }, segment, limit, !isMost))
    default: {
      const found = new Bitset(size)
      const isWhole =
        'field' in filter ? addCondition(filter, segment, found, limit) : addPlaces(filter, segment, found, limit)
      return isWhole || !isMost ? found : all()
    }
  }
}

/** What making a set takes, beside filling it by 32 documents a word, many words a step. */
const stepsOfSet = 16
const documentsInStep = 64

function addCondition(condition: Condition, segment: ColumnSource, into: Bitset, limit: TimeLimit): boolean {
  const column = segment.column(condition.field)
  return column === undefined || addMatching(condition, column, into, limit)
}

/** False when the time was over before all was looked at. */
function addMatching(condition: Condition, column: Column, into: Bitset, limit: TimeLimit): boolean {
  switch (condition.op) {
    case '=':
      return addEqual(condition.value, column, into, limit)
    case 'IN':
      return condition.values.every((value) => addEqual(value, column, into, limit))
    case 'TO':
      return addBetween(column, into, limit, { low: condition.from, high: condition.to })
    case '>':
    case '>=':
      return addBetween(column, into, limit, { low: condition.value, open: condition.op === '>' })
    case '<':
    case '<=':
      return addBetween(column, into, limit, { high: condition.value, open: condition.op === '<' })
    case 'STARTS WITH':
    case 'CONTAINS':
      return addText(condition, column, into, limit)
    default: {
      const state = condition.op === 'EXISTS' ? absent : condition.op === 'IS NULL' ? isNull : isEmpty
      const { states } = column
      for (let document = 0; document < states.length; document++) {
        if (limit.spend(1)) return false
        if (state === absent ? states[document] !== absent : states[document] === state) into.add(document)
      }
      return true
    }
  }
}

function addEqual(value: string, column: Column, into: Bitset, limit: TimeLimit): boolean {
  if (normalizeValue(value) !== '') return addBetween(column, into, limit, { low: value, high: value })
  for (const document of column.blanks) into.add(document)
  return !limit.spend(column.blanks.length)
}

interface Between {
  readonly low?: string
  readonly high?: string
  readonly open?: boolean
}

/**
 * Adds the documents with a value between two bounds, which are included unless `open`: numbers if
 * the bounds read as numbers, and strings in any case.
 */
function addBetween(column: Column, into: Bitset, limit: TimeLimit, { low, high, open = false }: Between): boolean {
  if (limit.spend(stepsOfText)) return false
  const { numbers, strings } = column
  const least = low === undefined ? Number.NEGATIVE_INFINITY : numberOf(low)
  const most = high === undefined ? Number.POSITIVE_INFINITY : numberOf(high)
  const isNumeric = !Number.isNaN(least) && !Number.isNaN(most)
  const from = low === undefined ? 0 : bound(strings, normalizeValue(low), open)
  const to = high === undefined ? strings.length : bound(strings, normalizeValue(high), !open)
  const first = bound(numbers, least, open && low !== undefined)
  const end = bound(numbers, most, !(open && high !== undefined))
  return (
    (!isNumeric || addWith(column, first, end, into, limit)) &&
    addWith(column, numbers.length + from, numbers.length + to, into, limit)
  )
}

/** Many values are added some at a time. */
function addWith(column: Column, from: number, to: number, into: Bitset, limit: TimeLimit): boolean {
  for (let at = from; at < to; at += valuesAtOnce) {
    const end = Math.min(to, at + valuesAtOnce)
    if (limit.spend((end - at) * stepsOfValue)) return false
    column.addWith(at, end, into)
  }
  return true
}

const valuesAtOnce = 256
const stepsOfValue = 4
const stepsOfText = 16

type TextCondition = Extract<Condition, { readonly value: string }>

function addText(condition: TextCondition, column: Column, into: Bitset, limit: TimeLimit): boolean {
  const { numbers, strings } = column
  const text = normalizeValue(condition.value)
  const anywhere = condition.op === 'CONTAINS'
  for (let at = anywhere ? 0 : bound(strings, text, false); at < strings.length; at++) {
    if (limit.spend(stepsOfText)) return false
    const string = strings[at]
    if (anywhere ? string.includes(text) : string.startsWith(text))
      column.addWith(numbers.length + at, numbers.length + at + 1, into)
    else if (!anywhere) return true
  }
  return true
}
