/**
 * Compresses and unpacks one chunk of an image. Unpacking never takes more than the chunk says it
 * holds.
 */
import { invalidSnapshot } from '../../core/dump/image-file.ts'
import { joinBytes } from '../../shared/join-bytes.ts'
import { StreamPump } from '../dump/compression.ts'

export async function deflate(content: Uint8Array): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const pump = new StreamPump(new CompressionStream('deflate'), async (bytes) => void pieces.push(bytes))
  await pump.push(content)
  await pump.finish()
  return joinBytes(pieces)
}

/**
 * Bytes given to the decompression at once: hostile ones may unpack to a thousand times as much
 * before it can be stopped.
 */
const pieceBytes = 64 * 1024

/** Throws `invalid_snapshot` unless there are exactly `length` bytes in it. */
export async function inflate(compressed: Uint8Array, length: number): Promise<Uint8Array> {
  const content = new Uint8Array(length)
  let at = 0
  const pump = new StreamPump(
    new DecompressionStream('deflate'),
    async (bytes) => {
      if (at + bytes.length > length) throw invalidSnapshot('a part of it is longer than it says')
      content.set(bytes, at)
      at += bytes.length
    },
    (cause) => invalidSnapshot('the compression of a part is damaged', cause),
  )
  try {
    for (let from = 0; from < compressed.length; from += pieceBytes)
      await pump.push(compressed.subarray(from, from + pieceBytes))
    await pump.finish()
  } catch (thrown) {
    pump.drop()
    throw thrown
  }
  if (at !== length) throw invalidSnapshot('a part of it is shorter than it says')
  return content
}
