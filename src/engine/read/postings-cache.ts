/** Decoded postings, least recently used ones dropped first: what one keystroke needed, the next one mostly needs too. */
import type { Postings } from '../../core/segment/segment-view.ts'
import { LruCache } from './lru-cache.ts'

export class PostingsCache extends LruCache<string, Postings> {
  /** In bytes. */
  constructor(limit: number) {
    super(limit, sizeOf)
  }
}

/** Bytes with the overhead of three arrays, an object and a map entry. */
const sizeOf = ({ documents, occurrences }: Postings): number => documents.length * 8 + occurrences.length * 4 + 700
