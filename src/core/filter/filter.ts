/**
 * A filter as a value: what an expression says, without how it was written. `parseFilter` makes it.
 * `x NOT IN [...]` and other negated forms are a `NOT` around the plain form.
 */

export type Comparison = '=' | '!=' | '>' | '>=' | '<' | '<='

/** Degrees: latitude, longitude. */
export type Point = readonly [lat: number, lng: number]

export type Filter =
  /** Two parts or more. */
  | { readonly op: 'AND' | 'OR'; readonly parts: readonly Filter[] }
  | { readonly op: 'NOT'; readonly part: Filter }
  | Condition
  | GeoFilter

/** Values are text as written; one that reads as a number means the number and the text. */
export type Condition = { readonly field: string } & (
  | { readonly op: Comparison | 'CONTAINS' | 'STARTS WITH'; readonly value: string }
  | { readonly op: 'TO'; readonly from: string; readonly to: string }
  | { readonly op: 'IN'; readonly values: readonly string[] }
  | { readonly op: 'EXISTS' | 'IS NULL' | 'IS EMPTY' }
)

export type GeoFilter =
  /** Within `metres` of the center; below 0 no place is. */
  | { readonly op: '_geoRadius'; readonly center: Point; readonly metres: number }
  /**
   * From the north-east to the south-west corner; a box whose east lies west of its west crosses
   * the 180th meridian.
   */
  | { readonly op: '_geoBoundingBox'; readonly topRight: Point; readonly bottomLeft: Point }
  /** Three points or more. */
  | { readonly op: '_geoPolygon'; readonly points: readonly Point[] }

/** Whether something was given that has to be parsed: no filter, `[]` and `''` let all pass. */
export const isFilter = (given: unknown): boolean =>
  given !== undefined && given !== null && given !== '' && !(Array.isArray(given) && given.length === 0)
