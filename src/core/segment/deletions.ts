/**
 * Which local documents of a segment are gone: a bitmap written anew by every update that deletes
 * or replaces some of them.
 *
 *   u32 documents   u8 form (0 = varint gaps, 1 = bits)
 *   gaps: varint count, then varint (document - previous - 1) each;  bits: one per document, low bit first
 *
 * Beside it, for segments of a site, the ids of those that were deleted here: a JSON list of texts.
 *
 * Frozen in format v1.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { Bitset } from '../docset/bitset.ts'

export function encodeDeletions(deleted: Bitset): Uint8Array {
  const members = deleted.toArray()
  const bitBytes = (deleted.size + 7) >>> 3
  const out = new ByteWriter(16 + Math.min(bitBytes, members.length * 3))
  out.u32(deleted.size)
  // A gap takes about two bytes; this chooses the smaller form, roughly.
  if (members.length * 2 < bitBytes) {
    out.u8(0)
    out.varint(members.length)
    let previous = -1
    for (const member of members) {
      out.varint(member - previous - 1)
      previous = member
    }
  } else {
    out.u8(1)
    for (let i = 0; i < bitBytes; i++) out.u8((deleted.words[i >>> 2] >>> ((i & 3) * 8)) & 255)
  }
  return out.finish()
}

/** Throws `corrupt_segment` unless the bytes are the deletions of exactly `documents` documents. */
export function decodeDeletions(bytes: Uint8Array, documents: number): Bitset {
  const reader = new ByteReader(bytes, 'corrupt_segment')
  reader.expect(reader.u32('document count') === documents, 'document count of the deletions')
  const deleted = new Bitset(documents)
  const form = reader.u8('form of the deletions')
  reader.expect(form <= 1, 'form of the deletions')
  if (form === 0) {
    const count = reader.varint('deletion count')
    let previous = -1
    for (let i = 0; i < count; i++) {
      previous += reader.varint('deletion') + 1
      reader.expect(previous < documents, 'deletion')
      deleted.add(previous)
    }
  } else {
    for (let document = 0; document < documents; document += 8) {
      const bits = reader.u8('deletions')
      reader.expect(document + 8 <= documents || bits >>> (documents - document) === 0, 'deletions')
      deleted.words[document >>> 5] = deleted.words[document >>> 5] | (bits << (document & 31))
    }
  }
  reader.expect(reader.position === bytes.length, 'end of the deletions')
  return deleted
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export const encodeDeletedIds = (ids: readonly string[]): Uint8Array => encoder.encode(JSON.stringify(ids))

/** Throws `corrupt_segment` unless the bytes are a list of ids. */
export function decodeDeletedIds(bytes: Uint8Array): readonly string[] {
  try {
    const ids: unknown = JSON.parse(decoder.decode(bytes))
    if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return ids
  } catch {}
  throw new SeeklingError('corrupt_segment', 'The ids of deleted documents are no list of ids.')
}
