/**
 * Building and merging the text part of segments: what went in comes out, and merging is the same
 * as building at once.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFieldLengths } from '../../../src/core/segment/field-lengths.ts'
import { PackedDictionary } from '../../../src/core/segment/packed-dictionary.ts'
import { PostingsDecoder } from '../../../src/core/segment/postings-codec.ts'
import { droppedDocument, mergeText } from '../../../src/core/segment/text-merge.ts'
import { buildText, type PlainDocument, readText, runSteps } from '../../support/built-text.ts'

const word = fc.constantFrom('sun', 'moon', 'mars', 'Äther', '漢', 'a', 'ab', 'abc')
const text = fc
  .array(fc.oneof(word, fc.constantFrom('.', '. ', '!')), { maxLength: 10 })
  .map((parts) => parts.join(' '))
const plainDocument: fc.Arbitrary<PlainDocument> = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 300, 65_000), text), {
  maxLength: 5,
})
const documents = fc.array(plainDocument, { maxLength: 12 })

describe('text of a segment', () => {
  test('a small example is as one would write it down', () => {
    const parts = buildText([
      [
        [1, 'sun moon'],
        [0, 'Sun. sun'],
      ],
      [],
      [
        [1, 'moon'],
        [1, 'sun'],
      ],
    ])
    expect(readText(parts, 3)).toEqual({
      terms: [
        [
          'moon',
          [
            [0, [[1, 1]]],
            [2, [[1, 0]]],
          ],
        ],
        [
          'sun',
          [
            [
              0,
              [
                [0, 0],
                [0, 8],
                [1, 0],
              ],
            ],
            [2, [[1, 8]]],
          ],
        ],
      ],
      fieldLengths: [
        [
          [0, 2],
          [1, 2],
        ],
        [],
        [[1, 2]],
      ],
    })
  })

  test('merging segments is building one, deleted documents left out and any order of the rest', () => {
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        (all, segmentOf, coin) => {
          const living = all.map(() => coin.next().value as boolean)
          const merged = all.filter((_, i) => living[i])
          const sources = [0, 1, 2, 3].map((segment) => {
            const members = all.map((_, i) => i).filter((i) => segmentOf[i] === segment)
            const parts = buildText(members.map((i) => all[i]))
            const newDocuments = Uint32Array.from(members, (i) =>
              living[i] ? merged.indexOf(all[i]) : droppedDocument,
            )
            return {
              dictionary: new PackedDictionary(parts.dictionary),
              postings: parts.postings,
              lengths: decodeFieldLengths(parts.lengths, members.length),
              newDocuments,
            }
          })
          const result = runSteps(mergeText(sources, merged.length))
          expect(readText(result, merged.length)).toEqual(readText(buildText(merged), merged.length))
        },
      ),
    )
  })

  test('documents put in order while finishing are the same as documents added in that order', () => {
    fc.assert(
      fc.property(documents, fc.infiniteStream(fc.nat()), (all, dice) => {
        const left = all.map((_, place) => place)
        const order: number[] = []
        for (let picks = left.length; picks > 0; picks--) {
          const roll = dice.next().value as number
          const [place] = left.splice(roll % left.length, 1)
          if (roll % 5 > 0) order.push(place as number)
        }
        const parts = buildText(all, Uint32Array.from(order))
        const plain = buildText(order.map((place) => all[place]))
        expect(readText(parts, order.length)).toEqual(readText(plain, order.length))
      }),
    )
  })

  test('any postings bytes decode or are a named error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(10), fc.nat(50), (bytes, count, limit) => {
        const decoder = new PostingsDecoder()
        try {
          decoder.read(bytes, 0, bytes.length, count, limit)
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt_segment' })
        }
      }),
    )
  })
})
