/** The tables of a segment come back as they went in; any bytes decode or fail by name. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bitset } from '../../../src/core/docset/bitset.ts'
import { decodeDeletions, encodeDeletions } from '../../../src/core/segment/deletions.ts'
import { decodeDocumentTable, encodeDocumentTable } from '../../../src/core/segment/document-table.ts'
import { decodeFieldLengths, encodeFieldLengths, fieldLength } from '../../../src/core/segment/field-lengths.ts'
import { encodeIds, IdTable } from '../../../src/core/segment/id-table.ts'

/**
 * Runs a decoder on damaged and random bytes: it may succeed or throw `corrupt_segment`, nothing
 * else.
 */
function expectNamedErrors(encoded: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  fc.assert(
    fc.property(fc.nat(), fc.nat(255), fc.uint8Array({ maxLength: 60 }), (place, value, noise) => {
      const damaged = encoded.slice()
      damaged[place % damaged.length] = value
      for (const bytes of [damaged, noise, encoded.subarray(0, place % encoded.length)]) {
        try {
          decode(bytes)
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt_segment' })
        }
      }
    }),
  )
}

const tableArbitrary = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(500), fc.nat(2)), { maxLength: 50 })
  .map((rows) => {
    let ordinal = -1
    return {
      ordinals: Uint32Array.from(rows, ([step]) => (ordinal += step)),
      slots: Uint32Array.from(rows, ([, slot]) => slot),
      shapes: [[0, 1, 5], [], [65_000]],
      shapeOf: Uint32Array.from(rows, ([, , shape]) => shape),
    }
  })

describe('document table', () => {
  test('reads back', () => {
    fc.assert(
      fc.property(tableArbitrary, (table) => {
        expect(decodeDocumentTable(encodeDocumentTable(table), table.ordinals.length, 501)).toEqual(table)
      }),
    )
  })

  test('plain slots take one byte in all', () => {
    const plain = {
      ordinals: Uint32Array.of(3, 4, 5),
      slots: Uint32Array.of(0, 1, 2),
      shapes: [[0]],
      shapeOf: Uint32Array.of(0, 0, 0),
    }
    expect(decodeDocumentTable(encodeDocumentTable(plain), 3, 3)).toEqual(plain)
    expect(encodeDocumentTable(plain)).toHaveLength(4 + 3 + 1 + 3 + 3)
  })

  test('damage is named', () => {
    const [table] = fc.sample(tableArbitrary, { numRuns: 1, seed: 7 })
    const { ordinals } = table as NonNullable<typeof table>
    expectNamedErrors(encodeDocumentTable(table as NonNullable<typeof table>), (bytes) =>
      decodeDocumentTable(bytes, ordinals.length, 501),
    )
  })
})

describe('ids', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/)

  test('every id leads to its document, others to none', () => {
    fc.assert(
      fc.property(fc.uniqueArray(id, { maxLength: 100 }), id, (ids, other) => {
        const table = new IdTable(encodeIds(ids), ids.length)
        ids.forEach((text, document) => {
          expect(table.find(text)).toBe(document)
          expect(table.idAt(document)).toBe(text)
        })
        expect(table.find(other)).toBe(ids.indexOf(other))
      }),
    )
  })

  test('damage is named', () => {
    expectNamedErrors(encodeIds(['a', 'bc', 'def']), (bytes) => new IdTable(bytes, 3))
  })
})

describe('deletions', () => {
  test('read back, few or many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.nat(299)), (size, members) => {
        const deleted = new Bitset(size)
        for (const member of members) if (member < size) deleted.add(member)
        expect(decodeDeletions(encodeDeletions(deleted), size)).toEqual(deleted)
      }),
    )
  })

  test('damage is named', () => {
    const few = new Bitset(300)
    few.add(17)
    expectNamedErrors(encodeDeletions(few), (bytes) => decodeDeletions(bytes, 300))
    expectNamedErrors(encodeDeletions(Bitset.full(300)), (bytes) => decodeDeletions(bytes, 300))
  })
})

describe('field lengths', () => {
  test('read back, and a missing field has length 0', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.uniqueArray(fc.nat(65_535), { maxLength: 6 }).map((fields) => fields.sort((a, b) => a - b)),
          { maxLength: 20 },
        ),
        (rows) => {
          const starts = [0]
          for (const row of rows) starts.push(starts[starts.length - 1] + row.length)
          const flat = rows.flat()
          const lengths = {
            starts: Uint32Array.from(starts),
            fields: Uint16Array.from(flat),
            lengths: Uint16Array.from(flat, (field) => field ^ 0x5a5a),
          }
          const decoded = decodeFieldLengths(encodeFieldLengths(lengths), rows.length)
          expect(decoded).toEqual(lengths)
          rows.forEach((row, document) => {
            for (const field of [...row, 12, 40_000]) {
              expect(fieldLength(decoded, document, field)).toBe(row.includes(field) ? field ^ 0x5a5a : 0)
            }
          })
        },
      ),
    )
  })

  test('damage is named', () => {
    const lengths = {
      starts: Uint32Array.of(0, 2, 2, 3),
      fields: Uint16Array.of(0, 9, 4),
      lengths: Uint16Array.of(3, 500, 1),
    }
    expectNamedErrors(encodeFieldLengths(lengths), (bytes) => decodeFieldLengths(bytes, 3))
  })
})

test('documents without an id, as a rebuild leaves them, make looking for others no slower', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? '' : `n${i}`))
  const table = new IdTable(encodeIds(ids), ids.length)
  // Every document compared with is asked for the length of what is looked for.
  let compared = 0
  const lookFor = (id: string) => {
    const counted = { charCodeAt: (at: number) => id.charCodeAt(at) }
    Object.defineProperty(counted, 'length', { get: () => ++compared && id.length })
    return table.find(counted as unknown as string)
  }
  for (let i = 0; i < 20_000; i++) expect(lookFor(`n${i}`)).toBe(i % 2 === 0 ? -1 : i)
  expect(compared).toBeLessThan(20_000 * 20)
  expect(table.find('')).toBe(-1)
})
