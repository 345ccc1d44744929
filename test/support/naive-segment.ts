/**
 * A segment made of plain maps: slow, obvious, what the packed one must agree with. It also holds
 * the engine's side of the contract: postings that were not loaded cannot be read.
 */
import { Bitset } from '../../src/core/docset/bitset.ts'
import { flattenDocument } from '../../src/core/document/flatten.ts'
import { readGeoPoint } from '../../src/core/document/geo-point.ts'
import { ColumnBuilder } from '../../src/core/segment/column-builder.ts'
import type { Column, Dictionary, Postings, SegmentView, TermRange } from '../../src/core/segment/segment-view.ts'
import { ValueColumn } from '../../src/core/segment/value-column.ts'
import { defaultTextRules, type TextRules } from '../../src/core/text/text-rules.ts'
import { tokenize } from '../../src/core/text/tokenize.ts'
import type { JsonObject, JsonValue } from '../../src/shared/document.ts'
import { editDistance, prefixDistance } from './edit-distance.ts'

/** One text, number or boolean of a document under its dot path. */
export interface NaiveLeaf {
  readonly path: string
  readonly value: string | number | boolean
}

export interface NaiveWord {
  readonly path: string
  readonly position: number
  readonly word: string
  /** See `Token`. */
  readonly isCharacter: boolean
}

export function leavesOf(document: JsonObject): NaiveLeaf[] {
  const leaves: NaiveLeaf[] = []
  const visit = (value: JsonValue, path: string): void => {
    if (value === null) return
    if (Array.isArray(value)) for (const element of value) visit(element as JsonValue, path)
    else if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) visit(inner as JsonValue, path === '' ? key : `${path}.${key}`)
    } else leaves.push({ path, value })
  }
  visit(document, '')
  return leaves
}

/** The words of a document with their places, and how many words each path has. */
export function wordsOf(
  document: JsonObject,
  isSearchable: (path: string) => boolean,
  rulesOf: (path: string) => TextRules = () => defaultTextRules,
): { words: NaiveWord[]; lengths: Map<string, number> } {
  const words: NaiveWord[] = []
  const lengths = new Map<string, number>()
  const next = new Map<string, number>()
  for (const { path, value } of leavesOf(document)) {
    if (!isSearchable(path)) continue
    let position = next.get(path) ?? 0
    let gap = 0
    let any = false
    for (const { kind, text, isCharacter } of tokenize(String(value), rulesOf(path))) {
      if (kind === 'word') {
        position += any ? 1 + gap : 0
        gap = 0
        any = true
        words.push({ path, position, word: text, isCharacter })
        lengths.set(path, (lengths.get(path) ?? 0) + 1)
      } else if (kind === 'hard') gap = 7
    }
    if (any) next.set(path, position + 8)
  }
  return { words, lengths }
}

export interface NaiveDocument {
  readonly value: JsonObject
  readonly ordinal: number
  readonly deleted?: boolean
}

export interface LoadableSegment extends SegmentView {
  load(ranges: readonly TermRange[]): void
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** `fields` grows by the paths it does not know yet; field id = place. */
export function naiveSegment(
  documents: readonly NaiveDocument[],
  fields: string[],
  isSearchable: (path: string) => boolean,
  rulesOf?: (path: string) => TextRules,
): LoadableSegment {
  const fieldOf = (path: string): number => {
    if (!fields.includes(path)) fields.push(path)
    return fields.indexOf(path)
  }
  const places = new Map<string, [document: number, occurrence: number][]>()
  const lengths = documents.map(({ value }, document) => {
    const found = wordsOf(value, isSearchable, rulesOf)
    for (const { path, position, word } of found.words) {
      const known = places.get(word) ?? []
      known.push([document, fieldOf(path) * 65_536 + position])
      places.set(word, known)
    }
    return found.lengths
  })
  const terms = [...places.keys()].sort(byBytes)
  const loaded = new Set<string>()
  const columns = new Map<string, Column>()
  const read = ({ from, to }: TermRange): Postings => {
    if (!loaded.has(`${from}-${to}`)) throw new Error(`terms ${from}..${to} were not loaded`)
    const own = terms.slice(from, to).flatMap((term) => {
      const entries = (places.get(term) as [number, number][]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
      return [...new Set(entries.map(([document]) => document))].map((document) => ({
        document,
        occurrences: entries.filter((entry) => entry[0] === document).map(([, occurrence]) => occurrence),
      }))
    })
    const starts = [0]
    for (const { occurrences } of own) starts.push((starts.at(-1) as number) + occurrences.length)
    return {
      documents: Uint32Array.from(own, ({ document }) => document),
      starts: Uint32Array.from(starts),
      occurrences: Uint32Array.from(own.flatMap(({ occurrences }) => occurrences)),
    }
  }
  return {
    documentCount: documents.length,
    dictionary: naiveDictionary(terms, (term) => new Set(places.get(term)?.map(([document]) => document)).size),
    ordinal: (document) => documents[document].ordinal,
    isDeleted: (document) => documents[document].deleted === true,
    deletions: () => {
      const deleted = new Bitset(documents.length)
      documents.forEach((document, i) => {
        if (document.deleted === true) deleted.add(i)
      })
      return deleted
    },
    fieldLength: (document, field) => lengths[document].get(fields[field]) ?? 0,
    fieldTotals: () => {
      const of = (field: string): number[] => lengths.map((byField) => byField.get(field) ?? 0).filter((n) => n > 0)
      return {
        words: Float64Array.from(fields, (field) => of(field).reduce((sum, n) => sum + n, 0)),
        documents: Uint32Array.from(fields, (field) => of(field).length),
      }
    },
    postings: (term) => read({ from: term, to: term + 1 }),
    rangePostings: read,
    columnNames: () => {
      const names = new Set<string>()
      for (const { value } of documents) {
        const add = (path: string): unknown => names.add(path)
        flattenDocument(value, add, add)
      }
      return [...names]
    },
    column(attribute) {
      const column = columns.get(attribute) ?? columnOf(documents, attribute)
      columns.set(attribute, column)
      return column
    },
    columnRows(attribute) {
      return this.column(attribute)
    },
    load(ranges) {
      for (const { from, to } of ranges) loaded.add(`${from}-${to}`)
    },
  }
}

function naiveDictionary(terms: readonly string[], frequency: (term: string) => number): Dictionary {
  return {
    size: terms.length,
    memoKey: terms,
    find: (term) => terms.indexOf(term),
    prefixRange(prefix) {
      const first = terms.findIndex((term) => term.startsWith(prefix))
      const count = terms.filter((term) => term.startsWith(prefix)).length
      return first < 0 ? { from: 0, to: 0 } : { from: first, to: first + count }
    },
    withinDistance(word, budget, prefix) {
      const found = terms
        .map((term, ordinal) => ({ ordinal, typos: naiveTypos(word, term, prefix) }))
        .filter(({ typos }) => typos >= 1 && typos <= budget)
      return {
        terms: Uint32Array.from(found, ({ ordinal }) => ordinal),
        typos: Uint8Array.from(found, ({ typos }) => typos),
      }
    },
    termAt: (ordinal) => terms[ordinal],
    documentFrequency: (ordinal) => frequency(terms[ordinal]),
    postingsStart: (ordinal) => ordinal,
  }
}

/** 0: no typo. Another first letter costs one more. */
export function naiveTypos(word: string, term: string, prefix: boolean): number {
  const distance = prefix ? prefixDistance(word, term) : editDistance(word, term)
  if (distance === 0) return 0
  return [...word][0] === [...term][0] ? distance : distance + 1
}

/** Columns are the packed ones: they have a naive twin in their own tests. */
function columnOf(documents: readonly NaiveDocument[], attribute: string): Column {
  const builder = new ColumnBuilder()
  documents.forEach(({ value }, document) => {
    flattenDocument(
      value,
      (path, leaf) => path === attribute && builder.add(document, typeof leaf === 'boolean' ? String(leaf) : leaf),
      (path, state) => path === attribute && builder.mark(document, state),
    )
    const place = readGeoPoint(value, document)
    if (place !== null && attribute.startsWith('_geo.')) builder.add(document, place[attribute === '_geo.lat' ? 0 : 1])
  })
  return new ValueColumn(builder.finish(Uint32Array.from(documents, (_, document) => document)), documents.length)
}
