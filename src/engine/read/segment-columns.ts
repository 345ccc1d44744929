/** The columns of a segment, each opened when it is first asked for: most searches sort by none. */
import { ValueColumn } from '../../core/segment/value-column.ts'

export class SegmentColumns {
  readonly #bytes: ReadonlyMap<string, Uint8Array>
  readonly #documents: number
  readonly #opened = new Map<string, ValueColumn>()

  /** Stored bytes by attribute, for so many documents each. */
  constructor(bytes: ReadonlyMap<string, Uint8Array>, documents: number) {
    this.#bytes = bytes
    this.#documents = documents
  }

  /** The attributes that have a column. */
  keys(): IterableIterator<string> {
    return this.#bytes.keys()
  }

  /** undefined when the attribute has none. Throws `corrupt_segment`. */
  get(attribute: string): ValueColumn | undefined {
    const opened = this.#opened.get(attribute)
    const bytes = this.#bytes.get(attribute)
    if (opened !== undefined || bytes === undefined) return opened
    const column = new ValueColumn(bytes, this.#documents)
    this.#opened.set(attribute, column)
    return column
  }
}
