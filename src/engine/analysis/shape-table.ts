/**
 * Numbers the sets of top-level fields that documents have. Documents of one kind share a shape, so
 * a table of shapes stays tiny.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { FieldMap } from './field-map.ts'

export class ShapeTable {
  readonly shapes: number[][] = []
  readonly #fields: FieldMap
  /**
   * Shape by the keys in document order: a trie, so that finding a known shape makes no string or
   * list.
   */
  readonly #root: ShapeNode = { shape: -1, next: new Map() }
  readonly #numbers = new Map<string, number>()

  constructor(fields: FieldMap) {
    this.#fields = fields
  }

  shapeOf(document: JsonObject): number {
    let node = this.#root
    for (const key in document) {
      let next = node.next.get(key)
      if (next === undefined) {
        next = { shape: -1, next: new Map() }
        node.next.set(key, next)
      }
      node = next
    }
    if (node.shape < 0) node.shape = this.add(Object.keys(document).map((key) => this.#fields.idOf(key)))
    return node.shape
  }

  /** The number of the shape with these fields, in any order. */
  add(fields: readonly number[]): number {
    const sorted = [...fields].sort((a, b) => a - b)
    const name = sorted.join()
    let shape = this.#numbers.get(name)
    if (shape === undefined) {
      shape = this.shapes.length
      this.shapes.push(sorted)
      this.#numbers.set(name, shape)
    }
    return shape
  }
}

interface ShapeNode {
  shape: number
  readonly next: Map<string, ShapeNode>
}
