import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lowerBound } from '../../../src/core/ranking/seek.ts'
import { selectLeast } from '../../../src/core/ranking/select-least.ts'

describe('seeking in an ascending array', () => {
  test('finds what a walk finds, from any place up to any end', () => {
    const ascending = fc.array(fc.nat(60)).map((values) => Uint32Array.from(values).sort())
    fc.assert(
      fc.property(ascending, fc.nat(70), fc.nat(20), fc.nat(60), (values, wanted, start, length) => {
        const from = Math.min(start, values.length)
        const to = Math.min(from + length, values.length)
        let at = from
        while (at < to && values[at] < wanted) at++
        expect(lowerBound(values, wanted, from, to)).toBe(at)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('selecting the least', () => {
  test('answers the beginning of the sorted order, to the last equal one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { maxLength: 60 }), fc.nat(20), (values, wanted) => {
        const compare = (a: number, b: number): number => values[a] - values[b]
        const order = [...values.keys()].sort((a, b) => compare(a, b) || a - b)
        const found = [...selectLeast(values.length, wanted, compare)]
        expect(found).toEqual(order.slice(0, found.length))
        expect(found.length).toBeGreaterThanOrEqual(Math.min(wanted, values.length))
        const [last, next] = [found.at(-1), order[found.length]]
        if (last !== undefined && next !== undefined) expect(values[next]).toBeGreaterThan(values[last])
      }),
      { numRuns: 2000 },
    )
  })
})
