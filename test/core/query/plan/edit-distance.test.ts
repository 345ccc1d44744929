import fc from 'fast-check'
import { expect, test } from 'vitest'
import { typosBetween } from '../../../../src/core/query/plan/edit-distance.ts'
import { naiveTypos } from '../../../support/naive-segment.ts'

const word = fc
  .array(fc.constantFrom('a', 'b', 'c', 'é', '漢', '😀'), { minLength: 1, maxLength: 8 })
  .map((all) => all.join(''))

test('typos are counted as the textbook counts them', () => {
  fc.assert(
    fc.property(word, word, fc.constantFrom(0, 1, 2), fc.boolean(), (query, term, budget, prefix) => {
      const typos = naiveTypos(query, term, prefix)
      expect(typosBetween(query, term, budget, prefix)).toBe(typos <= budget ? typos : -1)
    }),
    { numRuns: 5000 },
  )
})

test('a swap of neighbours is one typo, another first letter one more', () => {
  expect(typosBetween('flower', 'folwer', 2, false)).toBe(1)
  expect(typosBetween('flower', 'glower', 2, false)).toBe(2)
  expect(typosBetween('flower', 'glower', 1, false)).toBe(-1)
  expect(typosBetween('flwr', 'flowers', 2, true)).toBe(2)
})
