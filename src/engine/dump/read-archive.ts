/**
 * A gzipped tar in a Blob as the events it consists of, read in small pieces and no further than
 * the declared limits.
 */
import { dumpTooLarge, invalidDump } from '../../core/dump/invalid-dump.ts'
import { archiveLimits } from '../../core/dump/limits.ts'
import { type TarEvent, TarReader } from '../../core/dump/tar-reader.ts'
import { StreamPump } from './compression.ts'

/** Bytes of the Blob in memory at once. */
const sliceBytes = 1024 * 1024
/**
 * Bytes given to the decompression at once: it may produce a thousand times as much before it can
 * be stopped.
 */
const pieceBytes = 16 * 1024

/**
 * Calls `handle` for every event, in order, and waits for it; `read` is called with how many bytes
 * have been unpacked, and from how many bytes of the Blob. Rejects with what they throw, with
 * `invalid_dump` for what is no gzipped tar from end to end, and with `payload_too_large`.
 */
export async function readArchive(
  blob: Blob,
  read: (unpacked: number, packed: number) => Promise<void>,
  handle: (event: TarEvent) => Promise<void> | void,
): Promise<void> {
  const tar = new TarReader()
  let unpacked = 0
  let packed = 0
  const { maxUnpackedBytes, maxRatio, ratioFreeBytes } = archiveLimits
  const most = Math.min(maxUnpackedBytes, Math.max(ratioFreeBytes, blob.size * maxRatio))
  const pump = new StreamPump(
    new DecompressionStream('gzip'),
    async (bytes) => {
      unpacked += bytes.length
      if (unpacked > most) throw dumpTooLarge(`it unpacks to more than ${most} bytes`)
      for (const event of tar.push(bytes)) await handle(event)
      await read(unpacked, packed)
    },
    (cause) => invalidDump('its compression is damaged, cut short, or none', undefined, cause),
  )
  try {
    for (let at = 0; at < blob.size; at += sliceBytes) {
      const slice = await bytesOf(blob.slice(at, at + sliceBytes))
      for (let from = 0; from < slice.length; from += pieceBytes) {
        const piece = slice.subarray(from, from + pieceBytes)
        packed += piece.length
        await pump.push(piece)
      }
    }
    await pump.finish()
  } catch (thrown) {
    pump.drop()
    throw thrown
  }
  tar.finish()
}

/** A file may change or vanish between choosing and reading it. */
async function bytesOf(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer())
  } catch (cause) {
    throw invalidDump('the Blob could not be read to its end', undefined, cause)
  }
}
