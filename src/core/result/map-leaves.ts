/**
 * Rebuilds a document with other values, telling each value's dot path (arrays have no part in it)
 * and its place in its arrays.
 */
import type { JsonObject, JsonValue } from '../../shared/document.ts'

export type Leaf = string | number | boolean | null

/**
 * Texts and numbers can match a query and are formatted; null and booleans are left as they are.
 */
export const isText = (leaf: Leaf): leaf is string | number => typeof leaf === 'string' || typeof leaf === 'number'

/**
 * `indices`: where the leaf sits in its nested arrays, outermost first; empty outside of any. Only
 * valid during the call.
 */
export type LeafMapper = (leaf: Leaf, path: string, indices: readonly number[]) => JsonValue

export function mapLeaves(document: JsonObject, map: LeafMapper): JsonObject {
  return mapMembers(document, '', [], map)
}

function mapMembers(object: JsonObject, prefix: string, indices: number[], map: LeafMapper): JsonObject {
  const mapped: Record<string, JsonValue> = {}
  for (const key of Object.keys(object)) {
    const value = mapValue(object[key], prefix + key, indices, map)
    // Assigning to it would set the prototype instead of making a field.
    if (key === '__proto__')
      Object.defineProperty(mapped, key, { value, enumerable: true, writable: true, configurable: true })
    else mapped[key] = value
  }
  return mapped
}

function mapValue(value: JsonValue, path: string, indices: number[], map: LeafMapper): JsonValue {
  if (typeof value !== 'object' || value === null) return map(value, path, indices)
  if (!Array.isArray(value)) return mapMembers(value as JsonObject, `${path}.`, indices, map)
  return value.map((element: JsonValue, i) => {
    indices.push(i)
    const mapped = mapValue(element, path, indices, map)
    indices.pop()
    return mapped
  })
}
