/**
 * One segment, opened for reading: its dictionary, lengths, table and deletions are in memory, ids, columns, postings and documents are read
 * when first needed. Opening decodes nothing into objects. An open segment never changes; new deletions make a new one that shares all the rest.
 */
import type { Bitset } from '../../core/docset/bitset.ts'
import { decodeDeletions } from '../../core/segment/deletions.ts'
import { type DocumentTable, decodeDocumentTable } from '../../core/segment/document-table.ts'
import { decodeFieldLengths, type FieldLengths } from '../../core/segment/field-lengths.ts'
import { IdTable } from '../../core/segment/id-table.ts'
import { PackedDictionary } from '../../core/segment/packed-dictionary.ts'
import type { Section, SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { BlockMap } from './block-map.ts'
import type { PageCache } from './page-cache.ts'
import { readSections } from './sections.ts'

interface SegmentParts {
  readonly dictionary: PackedDictionary
  readonly lengths: FieldLengths
  readonly table: DocumentTable
  readonly blocks: BlockMap
}

export class OpenSegment {
  readonly ref: SegmentRef
  readonly parts: SegmentParts
  /** null when no document is deleted. */
  readonly deletions: Bitset | null

  private constructor(ref: SegmentRef, parts: SegmentParts, deletions: Bitset | null) {
    this.ref = ref
    this.parts = parts
    this.deletions = deletions
  }

  /** Opens a segment; `previous`, the same segment as an older manifest knew it, lends whatever has not changed. */
  static async open(store: Store, cache: PageCache, ref: SegmentRef, previous?: OpenSegment): Promise<OpenSegment> {
    const before = previous !== undefined && sameParts(previous.ref, ref) ? previous : undefined
    const wanted: Section[] = []
    if (ref.deletions !== null) wanted.push(ref.deletions)
    if (before === undefined) wanted.push(ref.dictionary, ref.lengths, ref.table)
    const bytes = await readSections(store, cache, wanted)
    const deletions = ref.deletions === null ? null : decodeDeletions(bytes.shift() as Uint8Array, ref.documents)
    if (before !== undefined) return new OpenSegment(ref, before.parts, deletions)
    const blocks = new BlockMap(ref.documentFiles)
    const [dictionary, lengths, table] = bytes as [Uint8Array, Uint8Array, Uint8Array]
    const parts: SegmentParts = {
      dictionary: new PackedDictionary(dictionary),
      lengths: decodeFieldLengths(lengths, ref.documents),
      table: decodeDocumentTable(table, ref.documents, blocks.slots),
      blocks,
    }
    return new OpenSegment(ref, parts, deletions)
  }

  isDeleted(document: number): boolean {
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

/** The bytes, but not the rest of a page they may be a view of. */
const ownBytes = (bytes: Uint8Array): Uint8Array => (bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice())

const sameSection = (a: Section, b: Section): boolean =>
  a.file.file === b.file.file && a.start === b.start && a.length === b.length

/** Deletions and columns aside: is this the same segment with the same sections? */
const sameParts = (a: SegmentRef, b: SegmentRef): boolean =>
  a.id === b.id && sameSection(a.dictionary, b.dictionary) && sameSection(a.table, b.table)
