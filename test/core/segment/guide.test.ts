/**
 * A guide says of the sections what they say themselves; field sizes are the lengths, field by
 * field; damage is named.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFieldLengths, fieldLength, fieldTotals } from '../../../src/core/segment/field-lengths.ts'
import { FieldSizes } from '../../../src/core/segment/field-sizes.ts'
import { decodeGuide, encodeGuide, type GuideExpectation } from '../../../src/core/segment/guide.ts'
import { PackedDictionary } from '../../../src/core/segment/packed-dictionary.ts'
import { buildText } from '../../support/built-text.ts'

/** Documents with few or many words, in fields most of them have or few. */
const document = fc.array(
  fc.tuple(fc.constantFrom(0, 0, 0, 1, 3, 9), fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 1, 1, 60)),
  { maxLength: 4 },
)
const plain = fc.array(document, { minLength: 1, maxLength: 60 }).map((documents) =>
  documents.map((fields) =>
    fields.map(
      ([field, words, times]) =>
        [
          field,
          Array(words * times)
            .fill(`w${words}`)
            .join(' '),
        ] as [number, string],
    ),
  ),
)

/** Ascending numbers, mostly in runs. */
const numbers = (count: number, steps: readonly number[]): Uint32Array => {
  let next = 0
  return Uint32Array.from({ length: count }, (_, i) => (next += 1 + (steps[i % steps.length] ?? 0)))
}

function guideOf(documents: Parameters<typeof buildText>[0], ordinals: Uint32Array, slots: Uint32Array) {
  const text = buildText(documents)
  const lengths = decodeFieldLengths(text.lengths, documents.length)
  const { data } = new PackedDictionary(text.dictionary)
  const encoded = encodeGuide({ dictionary: data, table: { ordinals, slots }, lengths })
  const expected: GuideExpectation = {
    documents: documents.length,
    slots: 2 ** 31,
    dictionaryBytes: text.dictionary.length,
    postingsBytes: text.postings.length,
    sizesBytes: encoded.sizes.length,
  }
  return { ...encoded, expected, lengths }
}

test('it holds ordinals, slots, totals and the size of every field of every document', () => {
  fc.assert(
    fc.property(plain, fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }), (documents, steps) => {
      const ordinals = numbers(documents.length, steps)
      const slots = numbers(documents.length, steps.toReversed()).reverse()
      const { guide, sizes, expected, lengths } = guideOf(documents, ordinals, slots)
      const read = decodeGuide(guide, expected)
      expect(Array.from(ordinals, (_, i) => read.ordinals?.at(i))).toEqual([...ordinals])
      expect(Array.from(slots, (_, i) => read.slots?.at(i))).toEqual([...slots])
      expect(read.totals).toEqual(fieldTotals(lengths))
      for (let field = 0; field < 12; field++) {
        const place = read.sizes.get(field)
        const own = place && new FieldSizes(sizes.subarray(place.start, place.start + place.length), documents.length)
        for (let d = 0; d < documents.length; d++) expect(own?.of(d) ?? 0).toBe(fieldLength(lengths, d, field))
      }
    }),
    { numRuns: 60 },
  )
})

test('numbers in too many runs are left to the table', () => {
  const documents = Array.from({ length: 3000 }, () => [[0, 'a b']] as [number, string][])
  const every = numbers(3000, [0])
  const second = numbers(3000, [1])
  const { guide, expected } = guideOf(documents, second, every)
  const read = decodeGuide(guide, expected)
  expect(read.ordinals).toBeNull()
  expect(read.slots?.at(2999)).toBe(3000)
  expect(guide.length).toBeLessThan(200)
})

test('any bytes are a guide or a named error, and so are field sizes', () => {
  fc.assert(
    fc.property(plain, fc.nat(), fc.nat(255), fc.uint8Array({ maxLength: 80 }), (documents, place, value, noise) => {
      const every = numbers(documents.length, [0, 2])
      const { guide, sizes, expected } = guideOf(documents, every, every)
      const damaged = guide.slice()
      damaged[place % guide.length] = value
      const attempts = [damaged, noise, guide.subarray(0, place % guide.length)].map(
        (bytes) => () => void decodeGuide(bytes, expected),
      )
      const sizesDamaged = sizes.slice()
      if (sizes.length > 0) sizesDamaged[place % sizes.length] = value
      attempts.push(() => void new FieldSizes(sizesDamaged, documents.length).of(0))
      attempts.push(() => void new FieldSizes(noise, documents.length).of(0))
      for (const attempt of attempts) {
        try {
          attempt()
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt_segment' })
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('a guide of another segment is refused', () => {
  const documents = [[[0, 'solar wind']], [[1, 'lunar']]] as [number, string][][]
  const every = numbers(2, [0])
  const { guide, expected } = guideOf(documents, every, every)
  for (const other of [
    { documents: 3 },
    { slots: 2 },
    { dictionaryBytes: expected.dictionaryBytes + 1 },
    { postingsBytes: 1 },
    { sizesBytes: 1 },
  ])
    expect(() => decodeGuide(guide, { ...expected, ...other })).toThrow(
      expect.objectContaining({ code: 'corrupt_segment' }),
    )
})
