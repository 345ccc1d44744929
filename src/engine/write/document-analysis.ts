/** Takes documents apart into what an index needs of them: words of searchable attributes, values of sortable ones. */
import { flattenDocument } from '../../core/document/flatten.ts'
import { TextBuilder } from '../../core/segment/text-builder.ts'
import { ColumnBuilder } from '../../core/segment/value-column.ts'
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
  /** null unless the path is sortable. */
  readonly column: ColumnBuilder | null
}

export class DocumentAnalysis {
  readonly text = new TextBuilder()
  readonly #fields: FieldMap
  readonly #searchable: SearchableAttributes
  readonly #sortable: AttributeSelection
  /** Asked for every leaf of every document, so there is one look-up for all there is to know. */
  readonly #plans = new Map<string, LeafPlan>()
  #documents = 0
  /** Bound once: a closure per document would be garbage per document. */
  readonly #visit = (path: string, value: string | number | boolean): void => {
    const { field, rules, column } = this.#plans.get(path) ?? this.#plan(path)
    if (field >= 0) this.text.addText(field, typeof value === 'string' ? value : String(value), rules)
    if (column !== null) column.add(this.#documents, typeof value === 'boolean' ? String(value) : value)
  }

  constructor(fields: FieldMap, searchable: SearchableAttributes, sortable: AttributeSelection) {
    this.#fields = fields
    this.#searchable = searchable
    this.#sortable = sortable
  }

  add(document: JsonObject): void {
    this.text.beginDocument()
    flattenDocument(document, this.#visit)
    this.text.endDocument()
    this.#documents++
  }

  /** `order`: which documents, as `TextBuilder.finish` takes it. */
  finishColumns(
    order: Uint32Array = Uint32Array.from({ length: this.#documents }, (_, place) => place),
  ): Map<string, Uint8Array> {
    const columns = new Map<string, Uint8Array>()
    for (const [path, { column }] of this.#plans) if (column !== null) columns.set(path, column.finish(order))
    return columns
  }

  #plan(path: string): LeafPlan {
    const searchable = this.#searchable.has(path)
    const plan = {
      field: searchable ? this.#fields.idOf(path) : -1,
      rules: searchable ? this.#searchable.rulesOf(path) : undefined,
      column: this.#sortable.has(path) ? new ColumnBuilder() : null,
    }
    this.#plans.set(path, plan)
    return plan
  }
}
