/**
 * The columns of a segment as one piece of work sees them: each is loaded when something needs it,
 * since most searches look into few of them and there may be one for each attribute, and then held,
 * so that no eviction can take it away while it is looked into.
 */
import { assert } from '../../core/bytes/assert.ts'
import { type ColumnRows, decodeRows } from '../../core/segment/column-rows.ts'
import { ValueColumn } from '../../core/segment/value-column.ts'
import type { Section, SegmentRef } from '../store/schema.ts'
import type { PageCache } from './page-cache.ts'
import { type Reading, wholeSection } from './sections.ts'

export class SegmentColumns {
  readonly #ref: SegmentRef
  readonly #cache: PageCache
  readonly #held = new Map<string, ValueColumn>()
  readonly #rows = new Map<string, ColumnRows>()

  constructor(ref: SegmentRef, cache: PageCache) {
    this.#ref = ref
    this.#cache = cache
  }

  /** The attributes that have a column. */
  names(): string[] {
    return Object.keys(this.#ref.columns)
  }

  /**
   * What must be read for the columns of these attributes, or all. Those in memory are held at
   * once. The readings throw `corrupt_segment`.
   */
  readings(wanted: ReadonlySet<string> | null): Reading[] {
    const readings: Reading[] = []
    for (const [name, section] of Object.entries(this.#ref.columns)) {
      if (this.#held.has(name) || wanted?.has(name) === false) continue
      const kept = this.#cache.made<ValueColumn>(keptName(section))
      if (kept !== undefined) this.#held.set(name, kept)
      else readings.push(wholeSection(section, (bytes) => this.#accept(name, section, bytes)))
    }
    return readings
  }

  /**
   * What must be read for the rows of an attribute's column: all of it where the rows do not lie
   * alone. The readings throw `corrupt_segment`.
   */
  rowsReadings(name: string): Reading[] {
    const section = this.#ref.columnRows?.[name]
    const column = this.#ref.columns[name]
    if (!Object.hasOwn(this.#ref.columns, name) || this.#held.has(name)) return []
    if (section === undefined || this.#cache.made<ValueColumn>(keptName(column)) !== undefined)
      return this.readings(new Set([name]))
    const keptRows = `rows ${keptName(section)}`
    const kept = this.#cache.made<ColumnRows>(keptRows)
    if (kept !== undefined) {
      this.#rows.set(name, kept)
      return []
    }
    return [
      wholeSection(section, (bytes) => {
        const rows = decodeRows(bytes, this.#ref.documents, section.values)
        this.#rows.set(name, this.#cache.keep(keptRows, rows, (rows.starts.length + rows.places.length) * 4))
      }),
    ]
  }

  /** undefined when the attribute has no column. They or the column must have been loaded. */
  rows(attribute: string): ColumnRows | undefined {
    return this.#rows.get(attribute) ?? this.get(attribute)
  }

  /** undefined when the attribute has none. It must have been loaded. */
  get(attribute: string): ValueColumn | undefined {
    if (!Object.hasOwn(this.#ref.columns, attribute)) return undefined
    const column = this.#held.get(attribute)
    assert(column !== undefined, 'a column is loaded before it is looked into')
    return column
  }

  #accept(name: string, section: Section, bytes: Uint8Array): void {
    const column = new ValueColumn(bytes, this.#ref.documents)
    this.#held.set(name, this.#cache.keep(keptName(section), column, column.bytes))
  }
}

/** A file's place never holds anything else, so it names the column for ever. */
const keptName = ({ file, start }: Section): string => `column ${file.file}:${start}`
