/** The greatest numbers, as sorting all would give them. */
import { expect, test } from 'vitest'
import { selectGreatest } from '../../../src/core/ranking/select-greatest.ts'
import { makeRandom } from '../../bench/random.ts'

test('as many as wanted, and all that equal the last, in order', () => {
  const random = makeRandom(3)
  for (let run = 0; run < 300; run++) {
    const count = Math.floor(random() * 60)
    // Few distinct values, so that many are equal.
    const keys = Float64Array.from({ length: count }, () => Math.floor(random() * 12))
    const all = [...keys.keys()].sort((a, b) => keys[b] - keys[a] || a - b)
    for (const wanted of [0, 1, 2, 5, 20, 59, 60, 100]) {
      const found = [...selectGreatest(keys, wanted)]
      expect(found).toEqual(all.slice(0, found.length))
      expect(found.length).toBeGreaterThanOrEqual(Math.min(wanted, count))
      const next = all[found.length]
      if (next !== undefined && found.length > 0) expect(keys[next]).toBeLessThan(keys[found.at(-1) as number])
    }
  }
})
