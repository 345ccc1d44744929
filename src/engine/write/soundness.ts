/** Whether a segment is stored as it was written: reads all of it, without any cache. */
import { readBlock } from '../../core/document/block.ts'
import { isDamage } from '../read/damage.ts'
import { makeGuide, OpenSegment } from '../read/open-segment.ts'
import { PageCache } from '../read/page-cache.ts'
import { readSections, readTogether } from '../read/sections.ts'
import { SegmentColumns } from '../read/segment-columns.ts'
import type { SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** Failures of the storage itself are no damage and are thrown. */
export async function isSound(store: Store, ref: SegmentRef): Promise<boolean> {
  const cache = new PageCache(0)
  try {
    const [segment] = await OpenSegment.open(store, cache, [ref])
    if (!(await isGuideRight(store, cache, ref))) return false
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

/** Whether guide and field sizes say what the sections say they were made from. */
async function isGuideRight(store: Store, cache: PageCache, ref: SegmentRef): Promise<boolean> {
  const made = await makeGuide(store, cache, ref)
  if (ref.guide === undefined || ref.fieldSizes === undefined) return true
  const [guide, sizes] = await readSections(store, cache, [ref.guide, ref.fieldSizes])
  return isEqual(guide, made.guide) && isEqual(sizes, made.sizes)
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])
