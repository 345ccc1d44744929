/** Bitset algebra agrees with `Set`. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Bitset } from '../../../src/core/docset/bitset.ts'

const size = 130
const members = fc.uniqueArray(fc.nat(size - 1))
const bitsetOf = (list: readonly number[]): Bitset => {
  const set = new Bitset(size)
  for (const member of list) set.add(member)
  return set
}
const sorted = (list: Iterable<number>): number[] => [...list].sort((a, b) => a - b)

test('union, intersection, difference, count and members agree with Set', () => {
  fc.assert(
    fc.property(members, members, (left, right) => {
      const a = new Set(left)
      const b = new Set(right)
      expect([...bitsetOf(left).unite(bitsetOf(right)).toArray()]).toEqual(sorted(new Set([...a, ...b])))
      expect([...bitsetOf(left).intersect(bitsetOf(right)).toArray()]).toEqual(sorted([...a].filter((x) => b.has(x))))
      expect([...bitsetOf(left).subtract(bitsetOf(right)).toArray()]).toEqual(sorted([...a].filter((x) => !b.has(x))))
      expect(bitsetOf(left).count()).toBe(a.size)
      expect(bitsetOf(left).isEmpty()).toBe(a.size === 0)
    }),
  )
})

test('members of a smaller set can be added at an offset', () => {
  fc.assert(
    fc.property(members, fc.nat(70), fc.array(fc.nat(59)), (list, offset, small) => {
      const other = new Bitset(60)
      for (const member of small) other.add(member)
      const wanted = new Set([...list, ...small.map((member) => member + offset)])
      expect([...bitsetOf(list).uniteAt(offset, other).toArray()]).toEqual(sorted(wanted))
    }),
  )
})

test('a smaller set is removed at an offset', () => {
  fc.assert(
    fc.property(members, fc.nat(70), fc.array(fc.nat(59)), (list, offset, small) => {
      const other = new Bitset(60)
      for (const member of small) other.add(member)
      const gone = new Set(small.map((member) => member + offset))
      expect([...bitsetOf(list).subtractAt(offset, other).toArray()]).toEqual(
        sorted(list.filter((member) => !gone.has(member))),
      )
    }),
  )
})

test('removing a member leaves the others', () => {
  fc.assert(
    fc.property(members, fc.nat(size - 1), (list, gone) => {
      const set = bitsetOf(list)
      set.remove(gone)
      expect([...set.toArray()]).toEqual(sorted(list.filter((member) => member !== gone)))
    }),
  )
})

test('a full set has every member and none beyond', () => {
  for (const limit of [0, 1, 31, 32, 33, 64]) {
    expect([...Bitset.full(limit).toArray()]).toEqual(Array.from({ length: limit }, (_, i) => i))
  }
})
