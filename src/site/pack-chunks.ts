/**
 * Compresses the chunks of an index, on several cores. Law: a chunk is what the engine itself would
 * make of it, whichever thread packs it.
 */
import { deflateSync } from 'node:zlib'
import type { SiteThreads } from './site-threads.ts'
import type { PackTask } from './thread-tasks.ts'

/** A file of an index; chunks among them are not compressed yet. */
export interface IndexFile {
  readonly path: string
  readonly bytes: Uint8Array
}

export type PackedChunk = readonly [place: number, chunk: Uint8Array]

/** What says the length of a chunk's page, before the page. */
const headBytes = 4

/** Chunks that a thread takes at a time. */
const chunksAtOnce = 8

export function packChunk(chunk: Uint8Array): Uint8Array {
  const packed = deflateSync(chunk.subarray(headBytes))
  const bytes = new Uint8Array(headBytes + packed.length)
  bytes.set(chunk.subarray(0, headBytes))
  bytes.set(packed, headBytes)
  return bytes
}

/** Packs chunks that no other thread has taken. */
export function packTaken({ bytes, starts, next }: PackTask): PackedChunk[] {
  const packed: PackedChunk[] = []
  for (;;) {
    const from = Atomics.add(next, 0, chunksAtOnce)
    const end = Math.min(from + chunksAtOnce, starts.length - 1)
    if (from >= end) return packed
    for (let place = from; place < end; place++)
      packed.push([place, packChunk(bytes.subarray(starts[place], starts[place + 1]))])
  }
}

/** The same files in the same order. Those without bytes are chunks that are there, and stay so. */
export async function packChunks(files: readonly IndexFile[], threads: SiteThreads): Promise<IndexFile[]> {
  const chunks = files.filter(({ path, bytes }) => path.startsWith('chunks/') && bytes.length > 0)
  const task = taskOf(chunks)
  const others = threads.ask<PackedChunk>(task)
  const packed = new Map<string, Uint8Array>()
  const take = (results: readonly PackedChunk[]) => {
    for (const [place, chunk] of results) packed.set(chunks[place].path, chunk)
  }
  take(packTaken(task))
  for (const results of await others) take(results)
  for (const { path, bytes } of chunks) if (!packed.has(path)) packed.set(path, packChunk(bytes))
  return files.map(({ path, bytes }) => ({ path, bytes: packed.get(path) ?? bytes }))
}

function taskOf(chunks: readonly IndexFile[]): PackTask {
  const starts = [0]
  for (const { bytes } of chunks) starts.push((starts.at(-1) ?? 0) + bytes.length)
  const bytes = new Uint8Array(new SharedArrayBuffer(starts.at(-1) ?? 0))
  for (const [place, chunk] of chunks.entries()) bytes.set(chunk.bytes, starts[place])
  return { type: 'pack', bytes, starts, next: new Int32Array(new SharedArrayBuffer(4)) }
}
