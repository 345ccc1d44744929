import fc from 'fast-check'
import { expect, test } from 'vitest'
import { phrasePostings } from '../../../src/core/ranking/phrase-postings.ts'
import type { Postings } from '../../../src/core/segment/segment-view.ts'

/** Per document its occurrences as [field, position]. */
type Plain = ReadonlyMap<number, readonly number[]>

const plain: fc.Arbitrary<Plain> = fc
  .uniqueArray(fc.tuple(fc.nat(12), fc.uniqueArray(fc.tuple(fc.nat(1), fc.nat(6)), { minLength: 1, maxLength: 6 })), {
    maxLength: 12,
    selector: ([document]) => document,
  })
  .map(
    (entries) =>
      new Map(entries.map(([document, places]) => [document, places.map(([field, at]) => field * 65_536 + at)])),
  )

function postingsOf(words: Plain): Postings {
  const documents = [...words.keys()].sort((a, b) => a - b)
  const occurrences = documents.map((document) => [...(words.get(document) ?? [])].sort((a, b) => a - b))
  const starts = [0]
  for (const own of occurrences) starts.push((starts.at(-1) as number) + own.length)
  return {
    documents: Uint32Array.from(documents),
    starts: Uint32Array.from(starts),
    occurrences: Uint32Array.from(occurrences.flat()),
  }
}

test('a phrase stands where each of its words stands in its place', () => {
  const offsets = fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }).map((rest) => [0, ...rest.sort()])
  fc.assert(
    fc.property(fc.tuple(plain, plain, plain), offsets, (all, places) => {
      const words = all.slice(0, places.length)
      const expected = new Map<number, number[]>()
      for (const [document, own] of words[0]) {
        const found = own.filter((at) => places.every((offset, i) => words[i].get(document)?.includes(at + offset)))
        if (found.length > 0) expected.set(document, found)
      }
      expect(phrasePostings(words.map(postingsOf), places)).toEqual(postingsOf(expected))
    }),
    { numRuns: 2000 },
  )
})

test('a phrase does not run from the end of one field into the next', () => {
  const first = postingsOf(new Map([[0, [65_535]]]))
  const second = postingsOf(new Map([[0, [65_536]]]))
  expect(phrasePostings([first, second], [0, 1]).documents).toHaveLength(0)
})
