/** Parts of bytes become one array. */
import { expect, test } from 'vitest'
import { joinBytes } from '../../src/shared/join-bytes.ts'

test('parts follow each other, however many there are', () => {
  const one = Uint8Array.of(1, 2)
  expect(joinBytes([])).toEqual(new Uint8Array())
  expect(joinBytes([one])).toBe(one)
  expect(joinBytes([one, Uint8Array.of(), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3))
})
