/**
 * One segment, opened for reading: its guide and deletions are in memory, all else is read when it
 * is needed. An open segment never changes; new deletions make a new one that shares the rest.
 */
import type { Bitset } from '../../core/docset/bitset.ts'
import type { LocalDocument } from '../../core/docset/numbers.ts'
import { decodeDeletions } from '../../core/segment/deletions.ts'
import { decodeDocumentTable } from '../../core/segment/document-table.ts'
import { decodeFieldLengths } from '../../core/segment/field-lengths.ts'
import { decodeGuide, encodeGuide, type Guide } from '../../core/segment/guide.ts'
import { IdTable } from '../../core/segment/id-table.ts'
import { PackedDictionary } from '../../core/segment/packed-dictionary.ts'
import type { Section, SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { BlockMap } from './block-map.ts'
import type { PageCache, PageSource } from './page-cache.ts'
import { type Reading, readSections, readTogether, wholeSection } from './sections.ts'

export class OpenSegment {
  readonly ref: SegmentRef
  readonly guide: Guide
  readonly blocks: BlockMap
  /** null when no document is deleted. */
  readonly deletions: Bitset | null

  private constructor(ref: SegmentRef, guide: Guide, blocks: BlockMap, deletions: Bitset | null) {
    this.ref = ref
    this.guide = guide
    this.blocks = blocks
    this.deletions = deletions
  }

  /**
   * Opens segments, all in one round of reading; one that an older version wrote, without a guide,
   * is read whole after that. `previous` are segments of an older manifest, whose unchanged parts
   * are shared. Throws `corrupt_segment` and MissingPage.
   */
  static async open(
    store: PageSource,
    cache: PageCache,
    refs: readonly SegmentRef[],
    previous: readonly OpenSegment[] = [],
  ): Promise<OpenSegment[]> {
    const readings: Reading[] = []
    const opening = refs.map((ref) => {
      const before = previous.find((segment) => hasSameParts(segment.ref, ref))
      const blocks = before?.blocks ?? new BlockMap(ref.documentFiles)
      const parts: { guide?: Guide; deletions: Bitset | null } = { deletions: null }
      if (before !== undefined) parts.guide = before.guide
      else if (ref.guide !== undefined)
        readings.push(
          wholeSection(ref.guide, (bytes) => {
            parts.guide = decodeGuide(bytes, expectedGuide(ref, blocks))
          }),
        )
      if (ref.deletions !== null)
        readings.push(
          wholeSection(ref.deletions, (bytes) => {
            parts.deletions = decodeDeletions(bytes, ref.documents)
          }),
        )
      return { ref, blocks, parts }
    })
    await readTogether(store, cache, readings)
    const opened: OpenSegment[] = []
    for (const { ref, blocks, parts } of opening) {
      const guide = parts.guide ?? decodeGuide((await makeGuide(store, cache, ref)).guide, expectedGuide(ref, blocks))
      opened.push(new OpenSegment(ref, guide, blocks, parts.deletions))
    }
    return opened
  }

  isDeleted(document: LocalDocument): boolean {
    return this.deletions?.has(document) ?? false
  }

  /** The documents' ids; read when asked for, since searching needs none, and kept in the cache. */
  async ids(store: Store, cache: PageCache): Promise<IdTable> {
    const { ids, documents } = this.ref
    const name = `ids ${ids.file.file}:${ids.start}`
    const kept = cache.made<IdTable>(name)
    if (kept !== undefined) return kept
    const [bytes] = await readSections(store, cache, [ids])
    const table = new IdTable(ownBytes(bytes), documents)
    return cache.keep(name, table, table.bytes)
  }
}

const expectedGuide = (ref: SegmentRef, { slots }: BlockMap) => ({
  documents: ref.documents,
  slots,
  dictionaryBytes: ref.dictionary.length,
  postingsBytes: ref.postings.length,
  sizesBytes: ref.fieldSizes?.length ?? null,
})

/**
 * The guide of a segment as it would be written, made from the sections it speaks of. Throws
 * `corrupt_segment`.
 */
export async function makeGuide(
  store: PageSource,
  cache: PageCache,
  ref: SegmentRef,
): Promise<ReturnType<typeof encodeGuide>> {
  const [dictionary, table, lengths] = await readSections(store, cache, [ref.dictionary, ref.table, ref.lengths])
  return encodeGuide({
    dictionary: new PackedDictionary(dictionary).data,
    table: decodeDocumentTable(table, ref.documents, new BlockMap(ref.documentFiles).slots),
    lengths: decodeFieldLengths(lengths, ref.documents),
  })
}

/** The bytes, but not the rest of a page they may be a view of. */
export const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice()

const isSameSection = (a: Section, b: Section): boolean =>
  a.file.file === b.file.file && a.start === b.start && a.length === b.length

/** Whether this is the same segment with the same sections, deletions and columns aside. */
const hasSameParts = (a: SegmentRef, b: SegmentRef): boolean =>
  a.id === b.id && isSameSection(a.dictionary, b.dictionary) && isSameSection(a.table, b.table)
