/**
 * Bytes: varints, pages and checksums come back as they went in, and damage is always a named
 * error.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader } from '../../../src/core/bytes/byte-reader.ts'
import { ByteWriter } from '../../../src/core/bytes/byte-writer.ts'
import { openPage, pageHeaderBytes, sealPage } from '../../../src/core/bytes/page.ts'

describe('byte writer and reader', () => {
  test('numbers and bytes read back as written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffffffff)),
        fc.uint8Array(),
        fc.double({ noNaN: true }),
        (numbers, bytes, float) => {
          const out = new ByteWriter(1)
          for (const number of numbers) out.varint(number)
          for (const number of numbers) out.u32(number)
          out.f64(float)
          out.raw(bytes)
          const reader = new ByteReader(out.finish(), 'corrupt_segment')
          expect(numbers.map(() => reader.varint('n'))).toEqual(numbers)
          expect(numbers.map(() => reader.u32('n'))).toEqual(numbers)
          expect(reader.f64('f')).toBe(float)
          expect(reader.raw(bytes.length, 'b')).toEqual(bytes)
          expect(() => reader.u8('end')).toThrow(expect.objectContaining({ code: 'corrupt_segment' }))
        },
      ),
    )
  })

  test('texts read back as UTF-8 after their length', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const out = new ByteWriter(1)
        for (const text of texts) out.text(text)
        const reader = new ByteReader(out.finish(), 'corrupt_segment')
        const read = texts.map(() => new TextDecoder().decode(reader.raw(reader.varint('length'), 'text')))
        expect(read).toEqual(texts)
      }),
    )
  })

  test('a varint that does not end or does not fit 32 bits is damage', () => {
    for (const bytes of [[0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0xff, 0xff, 0xff, 0xff, 0x10]]) {
      const reader = new ByteReader(Uint8Array.from(bytes), 'corrupt_segment')
      expect(() => reader.varint('n')).toThrow(expect.objectContaining({ code: 'corrupt_segment' }))
    }
  })
})

describe('pages', () => {
  const seal = (content: Uint8Array): Uint8Array => {
    const page = new Uint8Array(pageHeaderBytes + content.length)
    page.set(content, pageHeaderBytes)
    return sealPage(page)
  }

  test('a sealed page opens to its content', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
        expect(openPage(seal(content), 'corrupt_segment', 'A page')).toEqual(content)
      }),
    )
  })

  test('any single flipped bit is found', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(), fc.nat(7), (content, place, bit) => {
        const page = seal(content)
        const at = place % page.length
        page[at] = page[at] ^ (1 << bit)
        expect(() => openPage(page, 'corrupt_segment', 'A page')).toThrow(
          expect.objectContaining({ code: 'corrupt_segment' }),
        )
      }),
    )
  })

  test('any bytes are a page or a named error, and a missing value is one too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          openPage(bytes, 'corrupt_document', 'A page')
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt_document' })
        }
      }),
    )
    expect(() => openPage(undefined, 'corrupt_document', 'Page 7')).toThrow('Page 7 is missing')
  })

  test('a page that lies unaligned in a larger buffer opens too', () => {
    const page = seal(Uint8Array.of(1, 2, 3))
    const shifted = new Uint8Array(page.length + 1)
    shifted.set(page, 1)
    expect(openPage(shifted.subarray(1), 'corrupt_segment', 'A page')).toEqual(Uint8Array.of(1, 2, 3))
  })
})
