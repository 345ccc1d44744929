/**
 * Cuts a document down to some of its fields. A path selects what it names and all below it; what
 * encloses it stays around it, so that `author.name` returns `{ author: { name } }`, and in an
 * array every object keeps its part. Names are patterns as everywhere (`coversAttribute`). Fields
 * keep the document's order.
 */
import type { JsonObject, JsonValue } from '../../shared/document.ts'
import { coversAttribute } from './attribute-pattern.ts'

/**
 * The fields of `document` under `paths`; all of it for `*`. Objects and arrays of which nothing is
 * left are left out. The result may share parts.
 */
export function selectFields(document: JsonObject, paths: readonly string[]): JsonObject {
  if (paths.includes('*')) return document
  return selectMembers(document, '', paths)
}

function selectMembers(object: JsonObject, prefix: string, paths: readonly string[]): Record<string, JsonValue> {
  const selected: Record<string, JsonValue> = {}
  for (const key of Object.keys(object)) {
    const path = prefix + key
    const value = object[key]
    if (paths.some((wanted) => coversAttribute(wanted, path))) selected[key] = value
    else if (typeof value === 'object' && value !== null && paths.some((wanted) => mayReachInto(wanted, `${path}.`))) {
      const part = selectInside(value, `${path}.`, paths)
      if (part !== undefined) selected[key] = part
    }
  }
  return selected
}

/**
 * What is selected of an object or array whose members have paths starting with `prefix`; undefined
 * for nothing.
 */
function selectInside(value: JsonValue, prefix: string, paths: readonly string[]): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    const parts = value
      .map((element: JsonValue) => selectInside(element, prefix, paths))
      .filter((part) => part !== undefined)
    return parts.length > 0 ? parts : undefined
  }
  const part = selectMembers(value as JsonObject, prefix, paths)
  return Object.keys(part).length > 0 ? part : undefined
}

/** Whether `wanted` may name something whose path starts with `prefix`. */
function mayReachInto(wanted: string, prefix: string): boolean {
  return wanted.startsWith(prefix) || wanted.startsWith('*')
}
