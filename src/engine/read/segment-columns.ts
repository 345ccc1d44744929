/** The columns of a segment, each loaded when something needs it: most searches look into few of them, and there may be one for each attribute. */
import { assert } from '../../core/bytes/assert.ts'
import { ValueColumn } from '../../core/segment/value-column.ts'
import type { Section } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { PageCache } from './page-cache.ts'
import { readSections } from './sections.ts'

export class SegmentColumns {
  readonly #sections: ReadonlyMap<string, Section>
  readonly #documents: number
  readonly #opened = new Map<string, ValueColumn>()

  /** `before`: the columns an older version of the segment had; those that are still the same are taken over. */
  constructor(sections: Readonly<Record<string, Section>>, documents: number, before?: SegmentColumns) {
    this.#sections = new Map(Object.entries(sections))
    this.#documents = documents
    for (const [name, column] of before === undefined ? [] : before.#opened)
      if (sameSection(before?.sectionOf(name), this.#sections.get(name))) this.#opened.set(name, column)
  }

  /** The attributes that have a column. */
  names(): string[] {
    return [...this.#sections.keys()]
  }

  sectionOf(name: string): Section | undefined {
    return this.#sections.get(name)
  }

  /** Of these attributes, or of all, the columns that are not loaded. */
  missing(wanted: ReadonlySet<string> | null): [name: string, section: Section][] {
    return [...this.#sections].filter(([name]) => !this.#opened.has(name) && wanted?.has(name) !== false)
  }

  /** Throws `corrupt_segment`. */
  accept(name: string, bytes: Uint8Array): void {
    this.#opened.set(name, new ValueColumn(bytes, this.#documents))
  }

  /** undefined when the attribute has none. It must have been loaded. */
  get(attribute: string): ValueColumn | undefined {
    if (!this.#sections.has(attribute)) return undefined
    const column = this.#opened.get(attribute)
    assert(column !== undefined, 'a column is loaded before it is looked into')
    return column
  }
}

/** Loads the columns of these attributes, or all, in one read. Throws `corrupt_segment`. */
export async function loadColumns(
  store: Store,
  cache: PageCache,
  columns: readonly SegmentColumns[],
  wanted: ReadonlySet<string> | null,
): Promise<void> {
  const missing = columns.flatMap((owner) => owner.missing(wanted).map(([name, section]) => ({ owner, name, section })))
  if (missing.length === 0) return
  const bytes = await readSections(
    store,
    cache,
    missing.map(({ section }) => section),
  )
  missing.forEach(({ owner, name }, i) => {
    owner.accept(name, bytes[i] as Uint8Array)
  })
}

export function sameSection(a: Section | undefined, b: Section | undefined): boolean {
  return (
    a !== undefined && b !== undefined && a.file.file === b.file.file && a.start === b.start && a.length === b.length
  )
}
