/**
 * The packed dictionary answers as a sorted list of strings would; any bytes are a dictionary or a
 * named error.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DictionaryWriter } from '../../../src/core/segment/dictionary-writer.ts'
import { PackedDictionary } from '../../../src/core/segment/packed-dictionary.ts'
import { editDistance, prefixDistance } from '../../support/edit-distance.ts'
import { leafDictionary } from '../../support/leaf-dictionary.ts'

const encoder = new TextEncoder()
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

function write(terms: readonly string[]): Uint8Array {
  const writer = new DictionaryWriter()
  terms.forEach((term, i) => {
    const bytes = encoder.encode(term)
    writer.add(bytes, 0, bytes.length, i + 1, i % 5)
  })
  return writer.finish()
}

const letters = fc.constantFrom('a', 'b', 'c', 'é', '漢', '😀')
const term = fc.array(letters, { minLength: 1, maxLength: 8 }).map((list) => list.join(''))
const terms = fc.uniqueArray(term, { maxLength: 120 }).map((list) => list.sort(byBytes))

test('a dictionary with more bytes of postings than it can count is never written', () => {
  const writer = new DictionaryWriter()
  const add = (name: string) => writer.add(encoder.encode(name), 0, name.length, 1, 2 ** 31 - 1)
  add('a')
  add('b')
  expect(() => writer.finish()).not.toThrow()
  add('c')
  expect(() => writer.finish()).toThrow('32 bits')
})

describe('a packed dictionary', () => {
  test('has every term and its numbers', () => {
    fc.assert(
      fc.property(terms, (list) => {
        const dictionary = new PackedDictionary(write(list))
        expect(dictionary.size).toBe(list.length)
        let postings = 0
        list.forEach((text, i) => {
          expect(dictionary.termAt(i)).toBe(text)
          expect(dictionary.documentFrequency(i)).toBe(i + 1)
          expect(dictionary.postingsStart(i)).toBe(postings)
          postings += i % 5
        })
        expect(dictionary.postingsStart(list.length)).toBe(postings)
      }),
    )
  })

  test('a prefix is the range of terms that start with it', () => {
    fc.assert(
      fc.property(terms, fc.array(letters, { maxLength: 4 }), (list, parts) => {
        const prefix = parts.join('')
        const { from, to } = leafDictionary(write(list)).prefixRange(prefix)
        expect(list.slice(from, to)).toEqual(list.filter((text) => text.startsWith(prefix)))
      }),
    )
  })

  test('its typo walk agrees with the textbook distance', () => {
    fc.assert(
      fc.property(
        terms,
        term,
        fc.constantFrom(1, 2) as fc.Arbitrary<1 | 2>,
        fc.boolean(),
        (list, word, budget, prefix) => {
          const { terms: found, typos } = leafDictionary(write(list)).withinDistance(word, budget, prefix)
          const expected = list
            .map((text) => {
              const distance = prefix ? prefixDistance(word, text) : editDistance(word, text)
              return [text, [...text][0] === [...word][0] ? distance : distance + 1, distance] as const
            })
            .filter(([, cost, distance]) => distance > 0 && cost <= budget)
            .map(([text, cost]) => [text, cost])
          expect([...found].map((ordinal, i) => [list[ordinal], typos[i]])).toEqual(expected)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('words cut by another tokenizer are refused', () => {
    const other = write(['solar', 'wind'])
    other[0] = other[0] + 1
    expect(() => new PackedDictionary(other)).toThrow(
      expect.objectContaining({ code: 'corrupt_segment', details: { field: 'tokenizer version' } }),
    )
  })

  test('any bytes are a dictionary or a named error', () => {
    fc.assert(
      fc.property(terms, fc.nat(), fc.nat(255), fc.uint8Array({ maxLength: 60 }), (list, place, value, noise) => {
        const damaged = write(list)
        damaged[place % damaged.length] = value
        for (const bytes of [damaged, noise, damaged.subarray(0, place % damaged.length)]) {
          try {
            const dictionary = new PackedDictionary(bytes)
            for (let i = 0; i < dictionary.size; i++) dictionary.termAt(i)
          } catch (error) {
            expect(error).toMatchObject({ code: 'corrupt_segment' })
          }
        }
      }),
    )
  })
})
