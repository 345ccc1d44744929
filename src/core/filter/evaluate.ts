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
import { evaluateGeo } from './evaluate-geo.ts'
import type { Condition, Filter, GeoFilter } from './filter.ts'

/**
 * Returns a new set, which the caller may change; its size is the number of documents of the
 * segment.
 */
export function evaluateFilter(filter: Filter, segment: ColumnSource): Bitset {
  const size = segment.documentCount
  switch (filter.op) {
    case 'AND':
    case 'OR': {
      const [first, ...rest] = filter.parts as [Filter, ...Filter[]]
      const found = evaluateFilter(first, segment)
      for (const part of rest) found[filter.op === 'AND' ? 'intersect' : 'unite'](evaluateFilter(part, segment))
      return found
    }
    case 'NOT':
      return Bitset.full(size).subtract(evaluateFilter(filter.part, segment))
    case '!=':
      return Bitset.full(size).subtract(evaluateFilter({ ...filter, op: '=' }, segment))
    case '_geoRadius':
    case '_geoBoundingBox':
    case '_geoPolygon':
      return evaluateGeo(filter as GeoFilter, segment)
    default: {
      const found = new Bitset(size)
      const column = segment.column((filter as Condition).field)
      if (column !== undefined) addMatching(filter as Condition, column, found)
      return found
    }
  }
}

function addMatching(condition: Condition, column: Column, into: Bitset): void {
  switch (condition.op) {
    case '=':
      return addEqual(condition.value, column, into)
    case 'IN':
      for (const value of condition.values) addEqual(value, column, into)
      return
    case 'TO':
      return addBetween(column, into, condition.from, condition.to)
    case '>':
    case '>=':
      return addBetween(column, into, condition.value, null, condition.op === '>')
    case '<':
    case '<=':
      return addBetween(column, into, null, condition.value, condition.op === '<')
    case 'STARTS WITH':
    case 'CONTAINS':
      return addText(condition.op === 'CONTAINS', normalizeValue(condition.value), column, into)
    default: {
      const state = condition.op === 'EXISTS' ? absent : condition.op === 'IS NULL' ? isNull : isEmpty
      const { states } = column
      for (let document = 0; document < states.length; document++)
        if (state === absent ? states[document] !== absent : states[document] === state) into.add(document)
    }
  }
}

function addEqual(value: string, column: Column, into: Bitset): void {
  if (normalizeValue(value) === '') for (const document of column.blanks) into.add(document)
  else addBetween(column, into, value, value)
}

/**
 * Adds the documents with a value between two bounds, which are included unless `open`: numbers if
 * the bounds read as numbers, and strings in any case.
 */
function addBetween(column: Column, into: Bitset, low: string | null, high: string | null, open = false): void {
  const { numbers, strings } = column
  const least = low === null ? Number.NEGATIVE_INFINITY : numberOf(low)
  const most = high === null ? Number.POSITIVE_INFINITY : numberOf(high)
  if (!Number.isNaN(least) && !Number.isNaN(most))
    column.addWith(bound(numbers, least, open && low !== null), bound(numbers, most, !(open && high !== null)), into)
  const from = low === null ? 0 : bound(strings, normalizeValue(low), open)
  const to = high === null ? strings.length : bound(strings, normalizeValue(high), !open)
  column.addWith(numbers.length + from, numbers.length + to, into)
}

function addText(anywhere: boolean, text: string, column: Column, into: Bitset): void {
  const { numbers, strings } = column
  for (let at = anywhere ? 0 : bound(strings, text, false); at < strings.length; at++) {
    const string = strings[at]
    if (anywhere ? string.includes(text) : string.startsWith(text))
      column.addWith(numbers.length + at, numbers.length + at + 1, into)
    else if (!anywhere) return
  }
}
