/** Unpacks a chunk. Law: no more is unpacked than the chunk says it holds, and that is bounded. */
import { compressedPart, pageLengthOf } from '../../core/dump/chunk-file.ts'

/** The page, or what is wrong with the chunk, as a clause. */
export async function openChunk(chunk: Uint8Array): Promise<Uint8Array | string> {
  const length = pageLengthOf(chunk)
  const page = length && (await inflated(compressedPart(chunk), length))
  if (page) return page
  // Some hosts answer a missing file with a page of the site, and say that all is well.
  const isMarkup = /^\s*<[!?a-z]/i.test(new TextDecoder().decode(chunk.subarray(0, 64)))
  return isMarkup ? 'an HTML page came in its place' : 'what came is cut, damaged, or no chunk of a snapshot'
}

/** null unless there are exactly `length` bytes in it. */
async function inflated(compressed: Uint8Array, length: number): Promise<Uint8Array | null> {
  const stream = new Blob([compressed as Uint8Array<ArrayBuffer>]).stream()
  const reader = stream.pipeThrough(new DecompressionStream('deflate')).getReader()
  const content = new Uint8Array(length)
  let at = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return at === length ? content : null
      if (at + value.length > length) {
        reader.cancel().catch(() => {})
        return null
      }
      content.set(value, at)
      at += value.length
    }
  } catch {
    return null
  }
}
