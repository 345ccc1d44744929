/** Chunks of an index, packed on several cores. */
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type IndexFile, type PackedChunk, packChunk, packChunks, packTaken } from '../../src/site/pack-chunks.ts'
import { SiteThreads } from '../../src/site/site-threads.ts'
import type { SiteTask } from '../../src/site/thread-tasks.ts'

const file = (place: number): IndexFile => ({
  path: `chunks/${place}.bin`,
  bytes: Uint8Array.from({ length: 300 + place }, (_, i) => (i < 4 ? i : (i * place) % 7)),
})
const files: readonly IndexFile[] = [
  ...Array.from({ length: 40 }, (_, place) => file(place)),
  { path: 'chunks/known.bin', bytes: new Uint8Array(0) },
  { path: 'index.json', bytes: Uint8Array.of(123, 125) },
]

/** Threads of which each does its part by `act`. */
class TestThreads extends SiteThreads {
  readonly #act: (task: SiteTask) => readonly PackedChunk[]

  constructor(act: (task: SiteTask) => readonly PackedChunk[]) {
    super()
    this.#act = act
  }

  override async ask<Result>(task: SiteTask): Promise<(readonly Result[])[]> {
    return [this.#act(task), []] as readonly unknown[] as Result[][]
  }
}

test('a chunk keeps its first 4 bytes, and the rest is compressed', () => {
  const { bytes } = file(3)
  const packed = packChunk(bytes)
  expect(packed.subarray(0, 4)).toEqual(bytes.subarray(0, 4))
  expect(Buffer.compare(packed.subarray(4), deflateSync(bytes.subarray(4)))).toBe(0)
})

const expected = files.map(({ path, bytes }) => ({
  path,
  bytes: path === 'index.json' || bytes.length === 0 ? bytes : packChunk(bytes),
}))

test('files are the same in the same order, whoever packs them', async () => {
  expect(await packChunks(files, new SiteThreads())).toEqual(expected)
  let others = 0
  const share = new TestThreads((task) => {
    // A thread that is done before this one begins has taken all.
    const packed = task.type === 'pack' ? packTaken(task) : []
    others = packed.length
    return packed
  })
  expect(await packChunks(files, share)).toEqual(expected)
  expect(others).toBe(40)
})

test('what a thread took and did not return is packed here', async () => {
  const lost = new TestThreads((task) => {
    if (task.type === 'pack') Atomics.add(task.next, 0, 16)
    return []
  })
  expect(await packChunks(files, lost)).toEqual(expected)
})
