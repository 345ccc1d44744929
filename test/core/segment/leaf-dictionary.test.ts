/**
 * A dictionary in leaves answers as the whole one; a survey names every leaf that is needed; damage
 * is named.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader } from '../../../src/core/bytes/byte-reader.ts'
import { splitTerms } from '../../../src/core/query/plan/split-terms.ts'
import { readLeaf } from '../../../src/core/segment/dictionary-leaf.ts'
import { encodeTop, readTop } from '../../../src/core/segment/dictionary-top.ts'
import { DictionaryWriter } from '../../../src/core/segment/dictionary-writer.ts'
import { MissingLeaf } from '../../../src/core/segment/leaf-dictionary.ts'
import { LeafSurvey } from '../../../src/core/segment/leaf-survey.ts'
import { dictionaryBytes, PackedDictionary } from '../../../src/core/segment/packed-dictionary.ts'
import type { Dictionary } from '../../../src/core/segment/segment-view.ts'
import { typoLeaves } from '../../../src/core/segment/typo-leaves.ts'
import { editDistance, prefixDistance } from '../../support/edit-distance.ts'
import { leafDictionary, leafOf, topOf } from '../../support/leaf-dictionary.ts'

const encoder = new TextEncoder()
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** By bytes: half a surrogate pair is another character. */
const beginsWith = (text: string, prefix: string): boolean => Buffer.from(text).indexOf(Buffer.from(prefix)) === 0

function write(terms: readonly string[]): Uint8Array {
  const writer = new DictionaryWriter()
  terms.forEach((term, i) => {
    const bytes = encoder.encode(term)
    writer.add(bytes, 0, bytes.length, i + 1, i % 5)
  })
  return writer.finish()
}

const letters = fc.constantFrom('a', 'b', 'c', 'd', 'é', '漢', '😀')
const term = fc.array(letters, { minLength: 1, maxLength: 8 }).map((list) => list.join(''))
const terms = fc.uniqueArray(term, { maxLength: 250 }).map((list) => list.sort(byBytes))

type LookUp = (dictionary: Dictionary) => unknown
const lookUp = fc.oneof(
  term.map(
    (word): LookUp =>
      (dictionary) =>
        dictionary.find(word),
  ),
  term.map((word): LookUp => {
    return (dictionary) => splitTerms(word, [{ dictionary }])
  }),
  fc.array(letters, { maxLength: 3 }).map((parts): LookUp => {
    return (dictionary) => {
      const { from, to } = dictionary.prefixRange(parts.join(''))
      return Array.from({ length: to - from }, (_, i) => [dictionary.termAt(from + i), from + i])
    }
  }),
  fc.tuple(term, fc.constantFrom(1, 2) as fc.Arbitrary<1 | 2>, fc.boolean()).map(([word, budget, prefix]): LookUp => {
    return (dictionary) => dictionary.withinDistance(word, budget, prefix)
  }),
)

describe('a dictionary in leaves', () => {
  test('finds every term and its numbers, and ranges, as the whole one does', () => {
    fc.assert(
      fc.property(terms, term, fc.integer({ min: 1, max: 4 }), (list, other, blocks) => {
        const bytes = write(list)
        const whole = new PackedDictionary(bytes)
        const dictionary = leafDictionary(bytes, () => true, blocks)
        expect(dictionary.size).toBe(list.length)
        list.forEach((text, i) => {
          expect(dictionary.find(text)).toBe(i)
          expect(dictionary.termAt(i)).toBe(text)
          expect(dictionary.documentFrequency(i)).toBe(i + 1)
        })
        for (let i = 0; i <= list.length; i++) expect(dictionary.postingsStart(i)).toBe(whole.postingsStart(i))
        expect(dictionary.find(other)).toBe(list.indexOf(other))
        for (const prefix of ['', other, other.slice(0, 1), other.slice(0, 2)]) {
          const { from, to } = dictionary.prefixRange(prefix)
          expect(list.slice(from, to)).toEqual(list.filter((text) => beginsWith(text, prefix)))
        }
      }),
    )
  })

  test('a survey names every leaf that several look-ups need, whichever are at hand', () => {
    fc.assert(
      fc.property(terms, fc.array(lookUp, { minLength: 1, maxLength: 5 }), fc.nat(), (list, lookUps, held) => {
        const bytes = write(list)
        const expected = lookUps.map((look) => look(leafDictionary(bytes)))
        const here = new Set(Array.from({ length: 16 }, (_, leaf) => leaf).filter((leaf) => (held >> leaf) & 1))
        const isHere = (leaf: number): boolean => here.has(leaf)
        const dictionary = leafDictionary(bytes, isHere)
        const survey = new LeafSurvey(topOf(bytes), dictionary, isHere)
        for (const look of lookUps) look(survey)
        for (const leaf of survey.missing) here.add(leaf)
        expect(lookUps.map((look) => look(dictionary))).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('a leaf that is not at hand is missed, never taken for empty', () => {
    const bytes = write(Array.from({ length: 100 }, (_, i) => `w${String(i).padStart(3, '0')}`))
    const dictionary = leafDictionary(bytes, (leaf) => leaf !== 3)
    expect(() => dictionary.find('w050')).toThrow(MissingLeaf)
    expect(() => dictionary.withinDistance('w05x', 1, false)).toThrow(MissingLeaf)
    expect(() => dictionary.termAt(50)).toThrow(MissingLeaf)
    expect(dictionary.find('w020')).toBe(20)
  })

  test('typos are looked for in leaves that may have some, and in few others', () => {
    const alphabet = [...'abcdefghijklmnopqrstuvwxyz']
    const list = alphabet.flatMap((a) => alphabet.flatMap((b) => alphabet.map((c) => `${a}${b}${c}word`))).sort(byBytes)
    const top = topOf(write(list))
    const leaves = (budget: 1 | 2, word: string): number => typoLeaves(top, word, budget, false).length
    expect(top.leaves).toBe(Math.ceil(26 ** 3 / 16))
    for (const word of ['abcword', 'qzword', 'mmmwrd']) {
      // One typo shares the first letter; two mostly do, or have the rest of the word.
      expect(leaves(1, word)).toBeLessThan(top.leaves / 12)
      expect(leaves(2, word)).toBeLessThan(top.leaves / 5)
      for (const prefix of [true, false]) {
        const found = leafDictionary(write(list)).withinDistance(word, 2, prefix)
        const expected = list.filter((text) => {
          const distance = prefix ? prefixDistance(word, text) : editDistance(word, text)
          return distance > 0 && distance + (text[0] === word[0] ? 0 : 1) <= 2
        })
        expect(Array.from(found.terms, (ordinal) => list[ordinal])).toEqual(expected)
      }
    }
  })

  test('any bytes are a top and leaves, or a named error', () => {
    fc.assert(
      fc.property(terms, fc.nat(), fc.nat(255), fc.uint8Array({ maxLength: 60 }), (list, place, value, noise) => {
        const bytes = write(list)
        const top = encodeTop(dictionaryBytes(bytes), 1)
        const damagedTop = top.slice()
        damagedTop[place % top.length] = value
        const damaged = bytes.slice()
        damaged[place % bytes.length] = value
        const attempts = [
          ...[damagedTop, noise, top.subarray(0, place % top.length)].map((of) => () => {
            const read = readTop(new ByteReader(of, 'corrupt_segment'))
            typoLeaves(read, 'abcab', 2, true)
          }),
          () => leafOf(topOf(bytes), damaged, 0),
          () => readLeaf(topOf(bytes), 0, noise),
        ]
        for (const attempt of list.length === 0 ? attempts.slice(0, 3) : attempts) {
          try {
            attempt()
          } catch (error) {
            expect(error).toMatchObject({ code: 'corrupt_segment' })
          }
        }
      }),
    )
  })
})
