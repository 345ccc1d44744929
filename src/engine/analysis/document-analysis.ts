/**
 * Takes documents apart into what an index needs of them: words of searchable attributes, values of
 * those that have columns.
 */
import type { FieldState } from '../../core/document/field-state.ts'
import { flattenDocument } from '../../core/document/flatten.ts'
import { readGeoPoint } from '../../core/document/geo-point.ts'
import { ColumnBuilder } from '../../core/segment/column-builder.ts'
import { TextBuilder } from '../../core/segment/text-builder.ts'
import type { TextRules } from '../../core/text/text-rules.ts'
import type { JsonObject } from '../../shared/document.ts'
import type { AttributeSelection, SearchableAttributes } from './attributes.ts'
import type { FieldMap } from './field-map.ts'

/** What to do with the leaves of one path. */
interface LeafPlan {
  /** Field id of a searchable path, or -1. */
  readonly field: number
  /** How its texts are cut; only looked at where the path is searchable. */
  readonly rules: TextRules | undefined
  /** null unless the path has a column. */
  readonly column: ColumnBuilder | null
}

export class DocumentAnalysis {
  readonly text = new TextBuilder()
  readonly #fields: FieldMap
  readonly #searchable: SearchableAttributes
  readonly #columnsOf: AttributeSelection
  /** Looked up for every leaf of every document, so one look-up finds everything about a path. */
  readonly #plans = new Map<string, LeafPlan>()
  readonly #columns = new Map<string, ColumnBuilder | null>()
  #documents = 0
  /** Bound once: a closure per document would be garbage per document. */
  readonly #visit = (path: string, value: string | number | boolean): void => {
    const { field, rules, column } = this.#plans.get(path) ?? this.#plan(path)
    if (field >= 0) this.text.addText(field, typeof value === 'string' ? value : String(value), rules)
    if (column !== null) column.add(this.#documents, typeof value === 'boolean' ? String(value) : value)
  }
  readonly #visitState = (path: string, state: FieldState): void => {
    this.#column(path)?.mark(this.#documents, state)
  }

  constructor(fields: FieldMap, searchable: SearchableAttributes, columns: AttributeSelection) {
    this.#fields = fields
    this.#searchable = searchable
    this.#columnsOf = columns
  }

  /** Throws `invalid_document_geo_field` where places have columns and this one is none. */
  add(document: JsonObject): void {
    this.text.beginDocument()
    flattenDocument(document, this.#visit, this.#columnsOf.patterns.length === 0 ? undefined : this.#visitState)
    this.text.endDocument()
    if (this.#columnsOf.hasGeo) {
      const point = readGeoPoint(document, this.#documents)
      point?.forEach((degrees, i) => this.#column(i === 0 ? '_geo.lat' : '_geo.lng')?.add(this.#documents, degrees))
    }
    this.#documents++
  }

  /**
   * `order`: which documents, as `TextBuilder.finish` takes it. `yieldToEventLoop` is awaited
   * between the steps of each column.
   */
  async finishColumns(
    yieldToEventLoop: () => Promise<void>,
    order: Uint32Array = Uint32Array.from({ length: this.#documents }, (_, place) => place),
  ): Promise<Map<string, Uint8Array>> {
    const columns = new Map<string, Uint8Array>()
    for (const [path, column] of this.#columns) {
      if (column === null) continue
      columns.set(path, await columnInSteps(column, order, yieldToEventLoop))
    }
    return columns
  }

  #plan(path: string): LeafPlan {
    const searchable = this.#searchable.has(path)
    const plan = {
      field: searchable ? this.#fields.idOf(path) : -1,
      rules: searchable ? this.#searchable.rulesOf(path) : undefined,
      column: this.#column(path),
    }
    this.#plans.set(path, plan)
    return plan
  }

  #column(path: string): ColumnBuilder | null {
    let column = this.#columns.get(path)
    if (column === undefined) {
      column = this.#columnsOf.has(path) ? new ColumnBuilder() : null
      this.#columns.set(path, column)
    }
    return column
  }
}

/** Encodes one column, and yields to the event loop before each step. */
export async function columnInSteps(
  column: ColumnBuilder,
  order: Uint32Array,
  yieldToEventLoop: () => Promise<void>,
): Promise<Uint8Array> {
  const steps = column.steps(order)
  for (;;) {
    await yieldToEventLoop()
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
