/** Cutting content for the network: nothing is lost, and a change moves few cuts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ContentCutter, contentSizes, type Placed } from '../../../src/core/dump/content-cuts.ts'

/** Bytes that repeat as little as postings do. */
function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed | 1
  for (let i = 0; i < length; i++) {
    state = Math.imul(state ^ (state >>> 13), 0x5bd1e995) + i
    bytes[i] = state >>> 11
  }
  return bytes
}

function cut(runs: readonly Placed[], borders: readonly number[] = []): Placed[] {
  const cutter = new ContentCutter(borders)
  return [...runs.flatMap((run) => [...cutter.push(run)]), ...cutter.finish()]
}

test('pieces have all bytes at their places, whatever the runs, gaps and borders', () => {
  const run = fc.record({ length: fc.integer({ min: 1, max: 90_000 }), gap: fc.constantFrom(0, 0, 0, 17, 40_000) })
  const borders = fc.uniqueArray(fc.integer({ min: 0, max: 300_000 }), { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), borders, (lengths, places) => {
      let at = 0
      const runs = lengths.map(({ length, gap }, i) => {
        const start = at
        at += length + gap
        return { start, bytes: noise(length, i) }
      })
      const expected = new Int16Array(at).fill(-1)
      for (const { start, bytes } of runs) expected.set(bytes, start)
      const found = new Int16Array(at).fill(-1)
      for (const { start, bytes } of cut(
        runs,
        places.sort((a, b) => a - b),
      )) {
        expect(bytes.length).toBeGreaterThan(0)
        expect(bytes.length).toBeLessThanOrEqual(contentSizes.most)
        found.set(bytes, start)
      }
      expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(expected.buffer))).toBe(0)
    }),
    { numRuns: 60 },
  )
})

test('pieces end where a section does', () => {
  const bytes = noise(100_000, 3)
  const starts = cut([{ start: 0, bytes }], [40_000, 40_100, 70_000]).map(({ start }) => start)
  expect(starts).toContain(40_000)
  expect(starts).toContain(70_000)
  // What lies between the first two would be a piece of a hundred bytes.
  expect(starts).not.toContain(40_100)
})

test('where bytes were put in or taken out, the pieces around the place are others and no more', () => {
  const before = noise(1_000_000, 5)
  const pieces = new Set(cut([{ start: 0, bytes: before }]).map(({ bytes }) => Buffer.from(bytes).toString('latin1')))
  for (const [at, removed, added] of [
    [0, 0, 1],
    [500_000, 0, 3],
    [333_333, 700, 0],
    [700_000, 5, 5000],
  ]) {
    const after = Buffer.concat([before.subarray(0, at), noise(added, 9), before.subarray(at + removed)])
    const fresh = cut([{ start: 0, bytes: after }]).filter(
      ({ bytes }) => !pieces.has(Buffer.from(bytes).toString('latin1')),
    )
    expect(fresh.length).toBeGreaterThan(0)
    expect(fresh.length).toBeLessThanOrEqual(4)
  }
})
