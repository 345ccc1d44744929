/**
 * A partial update: fields given replace the stored ones whole, fields not given stay. Nested
 * objects are not merged; null is a value.
 */
import type { JsonObject } from '../../shared/document.ts'

export function mergeDocument(stored: JsonObject, partial: JsonObject): JsonObject {
  return { ...stored, ...partial }
}
