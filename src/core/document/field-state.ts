/**
 * What a document says about one of its attributes beside its values. Frozen in the format of
 * columns.
 */
export type FieldState = 0 | 1 | 2 | 3

export const absent = 0
/** It is there, with values of its own, of nested attributes, or of none. */
export const present = 1
/** It is `null` itself; a null in an array is only present. */
export const isNull = 2
/** It is `""`, `[]` or `{}` itself, not in an array. */
export const isEmpty = 3
