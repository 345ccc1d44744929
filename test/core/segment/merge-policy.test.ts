/** The merge policy as a table, and its promises over long random runs. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SegmentStats, segmentsToMerge } from '../../../src/core/segment/merge-policy.ts'

const segments = (...sizes: (number | [documents: number, deleted: number])[]): SegmentStats[] =>
  sizes.map((size) =>
    typeof size === 'number' ? { documents: size, deleted: 0 } : { documents: size[0], deleted: size[1] },
  )

describe('which segments to merge', () => {
  test.each([
    ['nothing to do', segments(), []],
    ['one segment stays', segments(100), []],
    ['seven of a level stay', segments(1, 1, 1, 1, 1, 1, 1), []],
    ['eight of a level become one', segments(1, 1, 1, 1, 1, 1, 1, 1), [0, 1, 2, 3, 4, 5, 6, 7]],
    ['a large one is left out', segments(20_000, 1, 2, 3, 4, 5, 6, 7, 1), [1, 2, 3, 4, 5, 6, 7, 8]],
    ['half deleted stays', segments([10, 5]), []],
    ['more than half deleted is rewritten alone', segments(50, [10, 6], 50), [1]],
    ['an empty one goes', segments(50, [3, 3]), [1]],
  ])('%s', (_, given, expected) => {
    expect(segmentsToMerge(given)).toEqual(expected)
  })

  const megabyte = 1024 * 1024
  const level = (...megabytes: number[]): SegmentStats[] =>
    megabytes.map((size) => ({ documents: 1000, deleted: 0, bytes: size * megabyte }))

  test.each([
    ['all that fit together', level(8, 8, 8, 8, 8, 8, 8, 8), [0, 1, 2, 3, 4, 5, 6, 7]],
    ['as many as fit, in their order', level(10, 10, 50, 10, 10, 10, 10, 10), [0, 1, 3, 4, 5, 6]],
    ['the smallest, which wait behind no larger ones', level(20, 20, 20, 5, 5, 5, 5, 5), [0, 3, 4, 5, 6, 7]],
    ['none, where fewer than half of a level fit', level(30, 30, 30, 30, 30, 30, 30, 30), []],
    ['none that is larger than a merge may be', level(70, 70, 70, 70, 70, 1, 1, 1), []],
  ])('of a level, by bytes: %s', (_, given, expected) => {
    expect(segmentsToMerge(given)).toEqual(expected)
  })

  test('small segments beside large ones of a level stay few', () => {
    let list = level(21, 21, 21)
    for (let i = 0; i < 100; i++) {
      list = [...list, ...level(5)]
      for (let places = segmentsToMerge(list); places.length > 0; places = segmentsToMerge(list)) {
        const merged = places.map((place) => list[place])
        const documents = merged.reduce((sum, one) => sum + one.documents, 0)
        const bytes = merged.reduce((sum, one) => sum + (one.bytes ?? 0), 0)
        expect(bytes).toBeLessThanOrEqual(64 * megabyte)
        list = [...list.filter((_, place) => !places.includes(place)), { documents, deleted: 0, bytes }]
      }
    }
    // In all 563 MB: about one for every 16, and those of one level that wait for more.
    expect(list.length).toBeLessThanOrEqual(563 / 16 + 8)
  })

  test('adding one document at a time keeps segments few and rewriting logarithmic', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (count) => {
        let list: SegmentStats[] = []
        let rewritten = 0
        for (let i = 0; i < count; i++) {
          list = [...list, { documents: 1, deleted: 0 }]
          for (let places = segmentsToMerge(list); places.length > 0; places = segmentsToMerge(list)) {
            const documents = places.reduce((sum, place) => sum + list[place].documents, 0)
            rewritten += documents
            list = [...list.filter((_, place) => !places.includes(place)), { documents, deleted: 0 }]
          }
        }
        const levels = Math.ceil(Math.log(count + 1) / Math.log(8)) + 1
        expect(list.length).toBeLessThanOrEqual(8 * levels)
        expect(rewritten).toBeLessThanOrEqual(count * levels)
      }),
      { numRuns: 20 },
    )
  })
})
