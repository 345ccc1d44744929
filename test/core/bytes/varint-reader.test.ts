/** The fast reader of varints reads what a ByteWriter wrote, and never runs on at the end. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteWriter } from '../../../src/core/bytes/byte-writer.ts'
import { VarintReader } from '../../../src/core/bytes/varint-reader.ts'

const numbers = fc.array(fc.oneof(fc.nat(127), fc.nat(20_000), fc.integer({ min: 0, max: 2 ** 32 - 1 })))

test('varints come back one after the other, and the reader stands behind each', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      const out = new ByteWriter()
      const ends = list.map((number) => {
        out.varint(number)
        return out.length
      })
      const reader = new VarintReader(out.finish())
      expect(list.map(() => [reader.varint(), reader.at])).toEqual(list.map((number, i) => [number, ends[i]]))
    }),
  )
})

test('a varint that is cut off ends with zeros, and one that has no end after five bytes', () => {
  const cut = new VarintReader(Uint8Array.of(0x83), 0)
  expect(cut.varint()).toBe(3)
  expect(cut.at).toBeGreaterThan(1)
  expect(cut.varint()).toBe(0)
  const endless = new VarintReader(new Uint8Array(40).fill(0xff))
  expect(endless.varint()).toBe(0xffff_ffff)
  expect(endless.at).toBe(5)
})
