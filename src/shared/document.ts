/**
 * What a document is: a JSON object. Nothing else is stored, so nothing is lost or changed on the
 * way.
 */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export type JsonObject = { readonly [key: string]: JsonValue }

/**
 * Declared limits; a document over one of them is refused with a typed error, whatever the memory
 * would allow.
 */
export const documentLimits = {
  /** UTF-8 bytes of one document's JSON. */
  maxDocumentBytes: 4 * 1024 * 1024,
  /** Objects and arrays inside each other, the document itself being level 1. */
  maxDepth: 64,
  /** UTF-16 units of an attribute's dot path: 65,535 of them must fit in memory many times over. */
  maxPathLength: 2048,
  /** Distinct attributes (dot paths) of one index. */
  maxFields: 65_535,
  /** Bytes of a document id, as in Meilisearch. */
  maxIdBytes: 511,
} as const
