/**
 * The lengths of fields of a segment as one search sees them: those of a field are read when a
 * search looks into it, and held until the search is over.
 */
import { assert } from '../../core/bytes/assert.ts'
import type { LocalDocument } from '../../core/docset/numbers.ts'
import { decodeFieldLengths } from '../../core/segment/field-lengths.ts'
import { encodeFieldSizes, FieldSizes } from '../../core/segment/field-sizes.ts'
import type { OpenSegment } from './open-segment.ts'
import type { PageCache } from './page-cache.ts'
import { type Reading, wholeSection } from './sections.ts'

export class SegmentLengths {
  readonly #segment: OpenSegment
  readonly #cache: PageCache
  /** By field; null where no document has words in it. */
  readonly #held: (FieldSizes | null)[] = []

  constructor(segment: OpenSegment, cache: PageCache) {
    this.#segment = segment
    this.#cache = cache
  }

  /**
   * What must be read for these fields (1 = wanted), or all of them. The readings throw
   * `corrupt_segment`.
   */
  readings(wanted: Uint8Array | null): Reading[] {
    const { ref, guide } = this.#segment
    const missing: number[] = []
    for (const field of guide.sizes.keys()) {
      if (this.#held[field] !== undefined || (wanted !== null && wanted[field] !== 1)) continue
      const kept = this.#cache.made<FieldSizes>(this.#keptName(field))
      if (kept === undefined) missing.push(field)
      else this.#held[field] = kept
    }
    if (missing.length === 0) return []
    const { fieldSizes } = ref
    if (fieldSizes === undefined) return [wholeSection(ref.lengths, (bytes) => this.#acceptAll(bytes))]
    return missing.map((field) => {
      const { start, length } = guide.sizes.get(field) as { start: number; length: number }
      return { section: fieldSizes, start, length, accept: (bytes) => this.#accept(field, bytes) }
    })
  }

  /** Words in a field of a document; the field's lengths must have been loaded if it has any. */
  of(document: LocalDocument, field: number): number {
    const sizes = this.#held[field]
    if (sizes !== undefined) return sizes === null ? 0 : sizes.of(document)
    assert(!this.#segment.guide.sizes.has(field), 'lengths of a field are loaded before they are looked at')
    this.#held[field] = null
    return 0
  }

  /** Segments of older versions have the lengths of all fields together. */
  #acceptAll(bytes: Uint8Array): void {
    const encoded = encodeFieldSizes(decodeFieldLengths(bytes, this.#segment.ref.documents))
    encoded.forEach((sizes, field) => {
      if (sizes !== undefined) this.#accept(field, sizes)
    })
  }

  #accept(field: number, bytes: Uint8Array): void {
    const sizes = new FieldSizes(bytes, this.#segment.ref.documents)
    this.#held[field] = this.#cache.keep(this.#keptName(field), sizes, sizes.bytes)
  }

  #keptName(field: number): string {
    const { file, start } = this.#segment.ref.lengths
    return `sizes ${file.file}:${start}:${field}`
  }
}
