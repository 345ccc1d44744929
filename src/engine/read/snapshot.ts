/**
 * An index at one version, opened for reading. It never changes: a newer version is a newer snapshot, which takes over every segment both have.
 * Documents carry a global number here: the base of their segment plus their place in it.
 */

import type { Bitset } from '../../core/docset/bitset.ts'
import { documentAt, readBlock } from '../../core/document/block.ts'
import type { DocumentTable } from '../../core/segment/document-table.ts'
import type { JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import { completeSettings } from '../../shared/settings-merge.ts'
import type { Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { BlockPlace } from './block-map.ts'
import { OpenSegment } from './open-segment.ts'
import type { PageCache } from './page-cache.ts'
import { type Reading, readSections, readTogether } from './sections.ts'
import { SegmentColumns } from './segment-columns.ts'

const decoder = new TextDecoder()

/** A living document's place. */
export interface DocumentPlace {
  /** Place of the segment in the manifest. */
  readonly segment: number
  /** Local document. */
  readonly document: number
}

export class Snapshot {
  readonly manifest: Manifest
  readonly settings: Settings
  readonly segments: readonly OpenSegment[]
  /** Global number of each segment's first document. */
  readonly bases: readonly number[]
  /** Global numbers lie below this; deleted documents are counted. */
  readonly documentLimit: number
  readonly cache: PageCache
  readonly #store: Store

  private constructor(store: Store, cache: PageCache, manifest: Manifest, segments: readonly OpenSegment[]) {
    this.#store = store
    this.cache = cache
    this.manifest = manifest
    this.settings = completeSettings(manifest.settings)
    this.segments = segments
    const bases: number[] = []
    let base = 0
    for (const { ref } of segments) {
      bases.push(base)
      base += ref.documents
    }
    this.bases = bases
    this.documentLimit = base
  }

  /** `previous` is any older snapshot, of this index or none. Rejects with MissingPage if the manifest has been replaced meanwhile. */
  static async open(store: Store, manifest: Manifest, cache: PageCache, previous?: Snapshot): Promise<Snapshot> {
    const known = new Map(previous?.segments.map((segment) => [segment.ref.id, segment]))
    const segments = await Promise.all(
      manifest.segments.map((ref) => OpenSegment.open(store, cache, ref, known.get(ref.id))),
    )
    return new Snapshot(store, cache, manifest, segments)
  }

  /** Where the living document with this id is, or null. */
  async findId(id: string): Promise<DocumentPlace | null> {
    const [place] = await this.findIds([id])
    return place as DocumentPlace | null
  }

  /** The same for many ids at once. */
  async findIds(ids: readonly string[]): Promise<(DocumentPlace | null)[]> {
    const tables = await Promise.all(this.segments.map((segment) => segment.ids(this.#store, this.cache)))
    // Newest first: most lookups are for documents written lately, and a dead document may share its id with the living one.
    return ids.map((id) => {
      for (let segment = tables.length - 1; segment >= 0; segment--) {
        const document = tables[segment]?.find(id) ?? -1
        if (document >= 0 && !this.segments[segment].isDeleted(document)) return { segment, document }
      }
      return null
    })
  }

  /** Ids of a segment's documents, the dead ones included. */
  async idsOf(segment: number): Promise<readonly string[]> {
    const table = await this.segments[segment].ids(this.#store, this.cache)
    return Array.from({ length: table.size }, (_, document) => table.idAt(document))
  }

  /** Reads all of it in one transaction. Throws what the readings throw, and MissingPage. */
  read(readings: readonly Reading[]): Promise<void> {
    return readTogether(this.#store, this.cache, readings)
  }

  /** The columns of these attributes, or all, in some segments, or all, in the order of the segments. Throws `corrupt_segment`. */
  async readColumns(wanted: ReadonlySet<string> | null, places?: readonly number[]): Promise<SegmentColumns[]> {
    const segments = places?.map((place) => this.segments[place]) ?? this.segments
    const columns = segments.map(({ ref }) => new SegmentColumns(ref, this.cache))
    await this.read(columns.flatMap((one) => one.readings(wanted)))
    return columns
  }

  /** The attributes that have a column in some segment. */
  columnNames(): string[] {
    return [...new Set(this.segments.flatMap(({ ref }) => Object.keys(ref.columns)))]
  }

  /** Of these segments, which document has which ordinal, slot and shape. */
  async readTables(places: readonly number[]): Promise<DocumentTable[]> {
    return places.map((place) => this.segments[place].parts.table)
  }

  /** The postings of whole segments, for merging. */
  readPostings(segments: readonly number[]): Promise<Uint8Array[]> {
    const sections = segments.map((segment) => this.segments[segment].ref.postings)
    return readSections(this.#store, this.cache, sections)
  }

  globalNumber({ segment, document }: DocumentPlace): number {
    return this.bases[segment] + document
  }

  placeOf(globalNumber: number): DocumentPlace {
    let segment = this.bases.length - 1
    while (this.bases[segment] > globalNumber) segment--
    return { segment, document: globalNumber - this.bases[segment] }
  }

  ordinalOf({ segment, document }: DocumentPlace): number {
    return this.segments[segment].parts.table.ordinals[document]
  }

  deletionsOf(segment: number): Bitset | null {
    return this.segments[segment].deletions
  }

  /** The documents' JSON as stored, in the order asked for; one read transaction. Throws `corrupt_document`. */
  async readJson(globalNumbers: ArrayLike<number>): Promise<Uint8Array[]> {
    const places = Array.from(globalNumbers, (globalNumber) => {
      const { segment, document } = this.placeOf(globalNumber)
      const { table, blocks } = this.segments[segment].parts
      return blocks.find(table.slots[document])
    })
    const pages = await this.cache.load(
      this.#store,
      places.map(({ file, page }) => ({ file, page, code: 'corrupt_document' })),
    )
    return places.map(({ index }: BlockPlace, i) => documentAt(readBlock(pages[i] as Uint8Array), index))
  }

  async readDocuments(globalNumbers: ArrayLike<number>): Promise<JsonObject[]> {
    return (await this.readJson(globalNumbers)).map(parseStored)
  }
}

/** Parses a stored document. The bytes passed their checksum, so failing here means they were written wrong: still a named error. */
export function parseStored(json: Uint8Array): JsonObject {
  try {
    return JSON.parse(decoder.decode(json)) as JsonObject
  } catch (cause) {
    throw new SeeklingError('corrupt_document', 'A stored document is not JSON any more.', undefined, cause)
  }
}
