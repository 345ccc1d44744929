/**
 * Which parts of a file's content are cut into which sizes for the network (content-cuts.ts): by
 * the sections that lie there, and of postings by their terms. Law: it depends on the content
 * alone, so equal indexes are cut alike.
 */
import {
  type CutSizes,
  contentSizes,
  dictionarySizes,
  longPostingsBytes,
  postingsSizes,
  type Region,
  wholeSizes,
} from '../../core/dump/content-cuts.ts'
import { PackedDictionary } from '../../core/segment/packed-dictionary.ts'
import { TermCursor } from '../../core/segment/term-cursor.ts'
import { PageCache } from '../read/page-cache.ts'
import { readSections } from '../read/sections.ts'
import type { Manifest, Section, SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

interface Span {
  readonly start: number
  readonly end: number
  readonly sizes: CutSizes
}

/** By file number. Rejects as reading the dictionaries does. */
export async function cutRegions(store: Store, manifests: readonly Manifest[]): Promise<Map<number, Region[]>> {
  const spans = new Map<number, Span[]>()
  const add = ({ file, start, length }: Section, sizes: CutSizes, from = 0, to = length): void => {
    const known = spans.get(file.file) ?? []
    spans.set(file.file, known)
    known.push({ start: start + from, end: start + to, sizes })
  }
  for (const segment of manifests.flatMap(({ segments }) => segments)) {
    const { guide, fieldSizes, columnRows = {}, dictionary, postings } = segment
    for (const section of sectionsOf(segment)) add(section, contentSizes)
    for (const section of [guide, fieldSizes, ...Object.values(columnRows)]) if (section) add(section, wholeSizes)
    add(dictionary, dictionarySizes(dictionary.length))
    add(postings, postingsSizes)
    for (const [from, to] of await longPostings(store, segment)) add(postings, wholeSizes, from, to)
  }
  return new Map(Array.from(spans, ([file, known]) => [file, flattened(known)]))
}

/** Whatever in the record has a file, a start and a length. */
function sectionsOf(value: unknown): Section[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  const { file, start, length } = value as Partial<Section>
  if (typeof file === 'object' && typeof start === 'number' && typeof length === 'number') return [value as Section]
  return Object.values(value).flatMap(sectionsOf)
}

/** Where in the postings those of a frequent term lie. */
async function longPostings(store: Store, { dictionary }: SegmentRef): Promise<[number, number][]> {
  const [bytes] = await readSections(store, new PageCache(0), [dictionary])
  const cursor = new TermCursor(new PackedDictionary(bytes).data)
  const long: [number, number][] = []
  while (cursor.next()) {
    const { postingsStart, postingsLength } = cursor
    if (postingsLength >= longPostingsBytes) long.push([postingsStart, postingsStart + postingsLength])
  }
  return long
}

/** Of spans that lie in each other, the innermost counts; of equal ones, the one named last. */
function flattened(spans: readonly Span[]): Region[] {
  const regions: Region[] = []
  const open: Span[] = []
  const closeUntil = (place: number): void => {
    for (let last = open.at(-1); last && last.end <= place; last = open.at(-1)) {
      open.pop()
      regions.push({ start: last.end, sizes: open.at(-1)?.sizes ?? contentSizes })
    }
  }
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    closeUntil(span.start)
    open.push(span)
    regions.push({ start: span.start, sizes: span.sizes })
  }
  closeUntil(Number.POSITIVE_INFINITY)
  return regions
}
