/**
 * The shapes of values that come from outside, from a caller, from JSON, from a dump: each is
 * recognized here once, so that all parts of Seekling mean the same by an object or a whole number.
 * What a shape is wanted for, and the error where it is missing, stands with the check that asks.
 */

/** An object whose members were not looked at yet. */
export type Members = Readonly<Record<string, unknown>>

/** An object in the sense of JSON: neither null nor an array. */
export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of an object; of anything else, none. */
export const membersOf = (value: unknown): Members => (isObject(value) ? value : {})

/** A whole number, 0 or more, that a double holds exactly. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** A hole is met as undefined, and is no text: `includes` and `every` differ in that. */
export const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && !value.includes(undefined) && value.every((member) => typeof member === 'string')

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** The number text is in decimal notation, in a cell of CSV or a filter; NaN for other text. */
export const numberOf = (text: string): number => (decimal.test(text) ? Number(text) : Number.NaN)
