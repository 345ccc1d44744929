/** SHA-256 against the platform's. */
import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha256 } from '../../../src/core/bytes/sha256.ts'

test('digests are those of SHA-256, at every length around a block and for views of a buffer', () => {
  const lengths = [...Array.from({ length: 140 }, (_, length) => length), 10_000, 100_001]
  for (const length of lengths) {
    const buffer = new Uint8Array(randomBytes(length + 3))
    const bytes = buffer.subarray(3)
    expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
