/**
 * What a whole number counts, as a type: the compiler refuses a document of the whole index where
 * one of a segment is meant, and an ordinal for either. Types only, they cost nothing when a search
 * runs. A plain number fits each of them, so what comes out of arithmetic and of plain arrays
 * becomes what it is declared as, at the borders of functions: `document - base` is local,
 * `base + document` global.
 */
declare const counted: unique symbol
type Counting<Things extends string> = number & { readonly [counted]?: Things }

/** Counts the documents of one segment from 0, deleted ones included. */
export type LocalDocument = Counting<'documents of a segment'>

/** Counts those of all segments of a snapshot: the base of a segment plus a local document. */
export type GlobalDocument = Counting<'documents of a snapshot'>

/**
 * Which insertion into the index brought a document; a replacement keeps it, and ties follow it.
 */
export type Ordinal = Counting<'insertions'>

/** The place of a term in the order of its segment's dictionary. */
export type TermOrdinal = Counting<'terms'>

/** A typed array, filled, of numbers of one kind; a plain one fits each kind. */
export interface NumbersOf<N extends number> extends Uint32Array {
  readonly [place: number]: N
  [Symbol.iterator](): ArrayIterator<N>
  subarray(from?: number, to?: number): NumbersOf<N>
}
