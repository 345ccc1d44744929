/**
 * An index at one version, opened for reading. It never changes: a newer version is a newer
 * snapshot, which takes over every segment both have. Documents carry a global number here: the
 * base of their segment plus their place in it.
 */

import type { Bitset } from '../../core/docset/bitset.ts'
import type { GlobalDocument, LocalDocument } from '../../core/docset/numbers.ts'
import { documentAt, readBlock } from '../../core/document/block.ts'
import type { DocumentTable } from '../../core/segment/document-table.ts'
import { decodeFieldLengths } from '../../core/segment/field-lengths.ts'
import { PackedDictionary } from '../../core/segment/packed-dictionary.ts'
import type { MergeSource } from '../../core/segment/text-merge.ts'
import type { JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import { completeSettings } from '../../shared/settings-complete.ts'
import type { Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { BlockPlace } from './block-map.ts'
import { type DocumentPlaces, keptTable, placesAtHand, placesIn, tableReading } from './document-places.ts'
import { makeGuide, OpenSegment } from './open-segment.ts'
import type { PageCache, PageSource } from './page-cache.ts'
import { type Reading, readSections, readTogether } from './sections.ts'
import { SegmentColumns } from './segment-columns.ts'

const decoder = new TextDecoder()

/** A living document's place. */
export interface DocumentPlace {
  /** Place of the segment in the manifest. */
  readonly segment: number
  readonly document: LocalDocument
}

/** What a merge needs of a segment's texts. */
export type SegmentText = Pick<MergeSource, 'dictionary' | 'lengths' | 'postings'>

export class Snapshot {
  readonly manifest: Manifest
  readonly settings: Settings
  readonly segments: readonly OpenSegment[]
  /** Global number of each segment's first document. */
  readonly bases: readonly GlobalDocument[]
  /** Global numbers lie below this; deleted documents are counted. */
  readonly documentLimit: GlobalDocument
  readonly cache: PageCache
  readonly #store: Store

  private constructor(store: Store, cache: PageCache, manifest: Manifest, segments: readonly OpenSegment[]) {
    this.#store = store
    this.cache = cache
    this.manifest = manifest
    this.settings = completeSettings(manifest.settings)
    this.segments = segments
    const bases: GlobalDocument[] = []
    let base = 0
    for (const { ref } of segments) {
      bases.push(base)
      base += ref.documents
    }
    this.bases = bases
    this.documentLimit = base
  }

  /**
   * `previous` is any older snapshot, of this index or none. Rejects with MissingPage if the
   * manifest has been replaced meanwhile.
   */
  static async open(store: Store, manifest: Manifest, cache: PageCache, previous?: Snapshot): Promise<Snapshot> {
    const segments = await OpenSegment.open(store, cache, manifest.segments, previous?.segments)
    return new Snapshot(store, cache, manifest, segments)
  }

  /** The same of an index whose guides are stored; nothing is fetched from a site. */
  static async openStored(store: Store, manifest: Manifest, cache: PageCache): Promise<Snapshot> {
    const stored: PageSource = { read: (buckets, body) => store.read(buckets, body) }
    const segments = await OpenSegment.open(stored, cache, manifest.segments)
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
    // Newest first: most look-ups are for documents written lately, and a deleted document may have
    // the same id as the living one.
    return ids.map((id) => {
      for (let segment = tables.length - 1; segment >= 0; segment--) {
        const document = tables[segment]?.find(id) ?? -1
        if (document >= 0 && !this.segments[segment].isDeleted(document)) return { segment, document }
      }
      return null
    })
  }

  /** Ids of a segment's documents, the deleted ones included. */
  async idsOf(segment: number): Promise<readonly string[]> {
    const table = await this.segments[segment].ids(this.#store, this.cache)
    return Array.from({ length: table.size }, (_, document) => table.idAt(document))
  }

  /** Reads all of it in one transaction. Throws what the readings throw, and MissingPage. */
  read(readings: readonly Reading[]): Promise<void> {
    return readTogether(this.#store, this.cache, readings)
  }

  /**
   * The columns of these attributes, or all, in some segments, or all, in the order of the
   * segments. Throws `corrupt_segment`.
   */
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

  /**
   * Of these segments, which document has which ordinal, slot and shape. Throws `corrupt_segment`.
   */
  async readTables(places: readonly number[]): Promise<DocumentTable[]> {
    const tables: DocumentTable[] = []
    const readings = places.flatMap((place, i) => {
      const segment = this.segments[place]
      const kept = keptTable(segment, this.cache)
      const accept = (table: DocumentTable): void => {
        tables[i] = table
      }
      if (kept === undefined) return [tableReading(segment, this.cache, accept)]
      accept(kept)
      return []
    })
    await this.read(readings)
    return tables
  }

  /** The guide of a segment, made anew. Throws `corrupt_segment`. */
  makeGuide(place: number): ReturnType<typeof makeGuide> {
    return makeGuide(this.#store, this.cache, this.segments[place].ref)
  }

  /** The text parts of whole segments, for merging. Throws `corrupt_segment`. */
  async readText(places: readonly number[]): Promise<SegmentText[]> {
    const refs = places.map((place) => this.segments[place].ref)
    const sections = refs.flatMap(({ dictionary, lengths, postings }) => [dictionary, lengths, postings])
    const bytes = await readSections(this.#store, this.cache, sections)
    return refs.map(({ documents }, i) => ({
      dictionary: new PackedDictionary(bytes[i * 3]),
      lengths: decodeFieldLengths(bytes[i * 3 + 1], documents),
      postings: bytes[i * 3 + 2],
    }))
  }

  globalNumber({ segment, document }: DocumentPlace): GlobalDocument {
    return this.bases[segment] + document
  }

  placeOf(globalNumber: GlobalDocument): DocumentPlace {
    let segment = this.bases.length - 1
    while (this.bases[segment] > globalNumber) segment--
    return { segment, document: globalNumber - this.bases[segment] }
  }

  /**
   * Ordinals and slots of every segment's documents, or of some segments', in the order of the
   * segments. Throws `corrupt_segment`.
   */
  async readPlaces(places?: Iterable<number>): Promise<DocumentPlaces[]> {
    const found: DocumentPlaces[] = []
    const readings: Reading[] = []
    for (const place of places ?? this.segments.keys()) {
      const segment = this.segments[place]
      const atHand = placesAtHand(segment, this.cache)
      if (atHand !== undefined) found[place] = atHand
      else
        readings.push(
          tableReading(segment, this.cache, (table) => {
            found[place] = placesIn(table)
          }),
        )
    }
    await this.read(readings)
    return found
  }

  deletionsOf(segment: number): Bitset | null {
    return this.segments[segment].deletions
  }

  /**
   * The documents' JSON as stored, in the order asked for; one read transaction. Throws
   * `corrupt_document`.
   */
  async readJson(globalNumbers: ArrayLike<GlobalDocument>): Promise<Uint8Array[]> {
    const wanted = Array.from(globalNumbers, (globalNumber) => this.placeOf(globalNumber))
    const known = await this.readPlaces(new Set(wanted.map(({ segment }) => segment)))
    const places = wanted.map(({ segment, document }) =>
      this.segments[segment].blocks.find(known[segment].slot(document)),
    )
    const pages = await this.cache.load(
      this.#store,
      places.map(({ file, page }) => ({ file, page, code: 'corrupt_document' })),
    )
    return places.map(({ index }: BlockPlace, i) => documentAt(readBlock(pages[i]), index))
  }

  async readDocuments(globalNumbers: ArrayLike<GlobalDocument>): Promise<JsonObject[]> {
    return (await this.readJson(globalNumbers)).map(parseStored)
  }
}

/**
 * Parses a stored document. Its bytes have passed their checksum, so a failure means that they were
 * written wrong: that is a named error too.
 */
export function parseStored(json: Uint8Array): JsonObject {
  try {
    return JSON.parse(decoder.decode(json)) as JsonObject
  } catch (cause) {
    throw new SeeklingError('corrupt_document', 'A stored document is not JSON any more.', undefined, cause)
  }
}
