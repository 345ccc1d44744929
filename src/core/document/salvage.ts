/**
 * Reads a damaged page of documents document by document. A text counts only if it fits its own
 * checksum, so what comes out is what was written; one changed bit costs one document at most. A
 * damaged offset is found again: the text's end is where its sum fits. Pages without sums (the
 * first block format) have nothing to tell good from bad by.
 */
import { checksum } from '../bytes/checksum.ts'
import { pageHeaderBytes } from '../bytes/page.ts'
import { sumDocument } from './block.ts'

const openingBrace = 0x7b

/**
 * Per document of the stored page its text, as a copy, or null. `count` is how many documents were
 * written to it.
 */
export function salvageDocuments(stored: unknown, count: number): (Uint8Array | null)[] {
  const none = new Array<Uint8Array | null>(count).fill(null)
  if (!(stored instanceof Uint8Array)) return none
  const page = stored.slice()
  const view = new DataView(page.buffer)
  const start = pageHeaderBytes + 4 * (count + 3)
  const sums = page.length - 4 * count
  // The mark of the sums stands before them and belongs to no document.
  const end = sums - 4
  if (end < start) return none
  const sumOf = (i: number): number => view.getUint32(sums + 4 * i, true)
  const offset = (i: number): number =>
    i === 0 ? start : i === count ? end : start + view.getUint32(pageHeaderBytes + 4 + 4 * i, true)
  const fits = (i: number, from: number, to: number): boolean =>
    from < to && to <= end && from >= start && sumDocument(page.subarray(from, to)) === sumOf(i)
  const starts = Array.from({ length: count }, (_, i) => offset(i))
  const ends = Array.from({ length: count }, (_, i) => offset(i + 1))
  const good = starts.map((from, i) => fits(i, from, ends[i]))
  for (let i = 0; i + 1 < count; i++) {
    // If the next text fits from its offset, then this one's end is right and its text is what is
    // damaged.
    if (good[i] || good[i + 1]) continue
    const from = i > 0 && good[i - 1] ? ends[i - 1] : starts[i]
    for (let to = page.indexOf(openingBrace, from + 1); to > 0 && to < end; to = page.indexOf(openingBrace, to + 1)) {
      if (!fits(i, from, to)) continue
      good[i] = true
      starts[i] = from
      ends[i] = starts[i + 1] = to
      good[i + 1] = fits(i + 1, to, ends[i + 1])
      break
    }
  }
  const damaged = good.indexOf(false)
  // If only a sum was damaged, the page fits again with the sum of the text in its place.
  if (damaged >= 0 && good.lastIndexOf(false) === damaged && starts[damaged] < ends[damaged]) {
    view.setUint32(sums + 4 * damaged, sumDocument(page.subarray(starts[damaged], ends[damaged])), true)
    good[damaged] = view.getUint32(0, true) === checksum(page, 4)
  }
  return good.map((isGood, i) => (isGood ? page.slice(starts[i], ends[i]) : null))
}
