/** Cutting content for the network: nothing is lost, and a change moves few cuts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ContentCutter,
  type CutSizes,
  contentSizes,
  dictionarySizes,
  type Placed,
  postingsSizes,
  type Region,
  wholeSizes,
} from '../../../src/core/dump/content-cuts.ts'

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

function cut(runs: readonly Placed[], regions: readonly Region[] = []): Placed[] {
  const cutter = new ContentCutter(regions)
  return [...runs.flatMap((run) => [...cutter.push(run)]), ...cutter.finish()]
}

const allSizes = [contentSizes, wholeSizes, postingsSizes, dictionarySizes(1000), dictionarySizes(1_000_000)]

const at = (start: number, sizes: CutSizes = contentSizes): Region => ({ start, sizes })

test('pieces have all bytes at their places, whatever the runs, gaps and regions', () => {
  const run = fc.record({ length: fc.integer({ min: 1, max: 90_000 }), gap: fc.constantFrom(0, 0, 0, 17, 40_000) })
  const region = fc.record({ start: fc.integer({ min: 0, max: 300_000 }), sizes: fc.constantFrom(...allSizes) })
  const regions = fc.array(region, { maxLength: 12 })
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), regions, (lengths, places) => {
      let end = 0
      const runs = lengths.map(({ length, gap }, i) => {
        const start = end
        end += length + gap
        return { start, bytes: noise(length, i) }
      })
      const expected = new Int16Array(end).fill(-1)
      for (const { start, bytes } of runs) expected.set(bytes, start)
      const found = new Int16Array(end).fill(-1)
      for (const { start, bytes } of cut(
        runs,
        places.sort((a, b) => a.start - b.start),
      )) {
        expect(bytes.length).toBeGreaterThan(0)
        expect(bytes.length).toBeLessThanOrEqual(wholeSizes.most)
        found.set(bytes, start)
      }
      expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(expected.buffer))).toBe(0)
    }),
    { numRuns: 60 },
  )
})

test('pieces end where a section does', () => {
  const bytes = noise(100_000, 3)
  const starts = cut([{ start: 0, bytes }], [at(40_000), at(40_100), at(70_000)]).map(({ start }) => start)
  expect(starts).toContain(40_000)
  expect(starts).toContain(70_000)
  // What lies between the first two would be a piece of a hundred bytes.
  expect(starts).not.toContain(40_100)
})

test('what is read as a whole is one piece with nothing beside it, and several only where it is long', () => {
  const bytes = noise(400_000, 3)
  const regions = [at(100, wholeSizes), at(200), at(300, wholeSizes), at(59_000), at(100_000, wholeSizes), at(300_000)]
  const starts = cut([{ start: 0, bytes }], regions).map(({ start }) => start)
  expect(starts.slice(0, 5)).toEqual([0, 100, 200, 300, 59_000])
  const within = starts.filter((start) => start >= 100_000 && start <= 300_000)
  expect([within[0], within.at(-1)]).toEqual([100_000, 300_000])
  expect(within.length).toBeGreaterThan(3)
  expect(within.length).toBeLessThan(7)
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
