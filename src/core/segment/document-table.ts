/**
 * For each local document of a segment: its ordinal (insertion order over the whole index), the
 * slot where its JSON lies (slots number the documents of the segment's document files one after
 * the other, the dropped ones included) and its shape (which top-level fields it has: documents
 * share shapes, so field distribution is counted without touching a document).
 *
 *   u32 documents
 *   varint first ordinal, then varint (ordinal - previous - 1) per further document
 *   u8 1 if slot = local document throughout, else 0 and a varint slot per document
 *   varint shapes, per shape: varint fields, varint field each
 *   varint shape per document
 *
 * Local documents stand in ascending ordinal. Frozen in format v1.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { Bitset } from '../docset/bitset.ts'
import type { NumbersOf, Ordinal } from '../docset/numbers.ts'

export interface DocumentTable {
  readonly ordinals: NumbersOf<Ordinal>
  readonly slots: Uint32Array
  /** Top-level fields of each shape. */
  readonly shapes: readonly (readonly number[])[]
  /** Shape of each document. */
  readonly shapeOf: Uint32Array
}

/** A top-level field, and how many documents have it. */
export type FieldCount = readonly [field: number, documents: number]

/** Over the documents that are not deleted; fields that none of them has are left out. */
export function countFields(
  { shapes, shapeOf }: Pick<DocumentTable, 'shapes' | 'shapeOf'>,
  deleted: Bitset | null,
): FieldCount[] {
  const perShape = new Uint32Array(shapes.length)
  for (let document = 0; document < shapeOf.length; document++) {
    if (deleted?.has(document) !== true) perShape[shapeOf[document]]++
  }
  const counts = new Map<number, number>()
  shapes.forEach((fields, shape) => {
    if (perShape[shape] === 0) return
    for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + perShape[shape])
  })
  return [...counts]
}

export function encodeDocumentTable({ ordinals, slots, shapes, shapeOf }: DocumentTable): Uint8Array {
  const out = new ByteWriter(16 + ordinals.length * 2)
  out.u32(ordinals.length)
  let previous = -1
  for (const ordinal of ordinals) {
    out.varint(ordinal - previous - 1)
    previous = ordinal
  }
  const plain = slots.every((slot, document) => slot === document)
  out.u8(plain ? 1 : 0)
  if (!plain) for (const slot of slots) out.varint(slot)
  out.varint(shapes.length)
  for (const fields of shapes) {
    out.varint(fields.length)
    for (const field of fields) out.varint(field)
  }
  for (const shape of shapeOf) out.varint(shape)
  return out.finish()
}

/**
 * Throws `corrupt_segment` unless the bytes hold exactly `documents` documents with slots below
 * `slotCount`.
 */
export function decodeDocumentTable(bytes: Uint8Array, documents: number, slotCount: number): DocumentTable {
  const reader = new ByteReader(bytes, 'corrupt_segment')
  reader.expect(reader.u32('document count') === documents, 'document count of the document table')
  // Each document takes a byte or more: damage cannot make this allocate without bound.
  reader.expect(documents <= bytes.length, 'document count of the document table')
  const ordinals = new Uint32Array(documents)
  const slots = new Uint32Array(documents)
  let previous = -1
  for (let document = 0; document < documents; document++) {
    previous += reader.varint('ordinal') + 1
    reader.expect(previous <= 0xffffffff, 'ordinal')
    ordinals[document] = previous
  }
  const plain = reader.u8('slot form') === 1
  for (let document = 0; document < documents; document++) {
    const slot = plain ? document : reader.varint('slot')
    reader.expect(slot < slotCount, 'slot')
    slots[document] = slot
  }
  const shapes: number[][] = []
  const shapeCount = reader.varint('shape count')
  for (let shape = 0; shape < shapeCount; shape++) {
    const fields: number[] = []
    const fieldCount = reader.varint('field count of a shape')
    for (let i = 0; i < fieldCount; i++) fields.push(reader.varint('field of a shape'))
    shapes.push(fields)
  }
  const shapeOf = new Uint32Array(documents)
  for (let document = 0; document < documents; document++) {
    const shape = reader.varint('shape')
    reader.expect(shape < shapeCount, 'shape')
    shapeOf[document] = shape
  }
  reader.expect(reader.position === bytes.length, 'end of the document table')
  return { ordinals, slots, shapes, shapeOf }
}
