/**
 * Sorting by an attribute, for the `sort` parameter and for custom rules `field:asc` and
 * `field:desc`: one part per value or distance.
 */
import type { SortOrder } from '../../query/request/sort-order.ts'
import { Bucket } from '../bucket.ts'
import type { RankingRule } from '../rule.ts'
import { selectLeast } from '../select-least.ts'
import { compareKeys, noKeys, readKeys } from '../sort-keys.ts'

const stepsOfComparison = 8

export function fieldOrder(order: SortOrder): RankingRule {
  const { field, descending } = order
  return {
    name: `${field}:${descending ? 'desc' : 'asc'}`,
    split({ segments, wanted, limit }, bucket) {
      const { documents, narrowing, gathered } = bucket
      const keys = noKeys(documents.length)
      let from = 0
      for (const segment of segments) {
        const end = segment.base + segment.view.documentCount
        let to = from
        while (to < documents.length && documents[to] < end) to++
        limit.pass(to - from)
        if (to > from) readKeys(segment, order, { documents, from, to }, keys)
        from = to
      }
      const compare = (a: number, b: number): number => {
        limit.pass(stepsOfComparison)
        return compareKeys(keys, descending, a, b)
      }
      const sorted = selectLeast(documents.length, wanted, compare)
      let at = 0
      return () => {
        if (at === sorted.length) return null
        let end = at + 1
        while (end < sorted.length && compare(sorted[at], sorted[end]) === 0) end++
        const part = new Uint32Array(end - at)
        for (let i = at; i < end; i++) part[i - at] = documents[sorted[i]]
        at = end
        const first = sorted[end - 1]
        const value = Number.isNaN(keys.numbers[first]) ? (keys.strings[first] ?? null) : keys.numbers[first]
        // Sorting has no part in the ranking score.
        return { bucket: Bucket.of(part, narrowing, gathered), rank: 1, max: 1, value }
      }
    },
  }
}
