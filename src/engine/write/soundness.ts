/** Whether a segment is stored as it was written: all of it is read, past every cache. */
import { readBlock } from '../../core/document/block.ts'
import { isDamage } from '../read/damage.ts'
import { OpenSegment } from '../read/open-segment.ts'
import { PageCache } from '../read/page-cache.ts'
import { readSections, readTogether } from '../read/sections.ts'
import { SegmentColumns } from '../read/segment-columns.ts'
import type { SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** Trouble with the storage itself is not damage and rises. */
export async function isSound(store: Store, ref: SegmentRef): Promise<boolean> {
  const cache = new PageCache(0)
  try {
    const segment = await OpenSegment.open(store, cache, ref)
    await segment.ids(store, cache)
    await readTogether(store, cache, new SegmentColumns(ref, cache).readings(null))
    const spares = [ref.spareTable, ref.spareDeletions].filter((section) => section !== undefined)
    await readSections(store, cache, [ref.postings, ...spares])
    for (const file of ref.documentFiles) {
      for (let page = 0; page < file.counts.length; page++) {
        const [content] = await cache.load(store, [{ file, page, code: 'corrupt_document' }])
        readBlock(content as Uint8Array)
      }
    }
    return true
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}
