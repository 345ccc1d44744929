/**
 * What a kill in the middle of a long write leaves of LevelDB's log, made at will: a record that is
 * begun and never ended. The log is blocks of 32 KiB; a record that does not fit is cut into
 * fragments `checksum, length (2 bytes), type, payload`, of the types first, middle and last
 * (https://github.com/google/leveldb/blob/main/doc/log_format.md).
 */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const blockBytes = 32 * 1024
const headerBytes = 7
const first = 2
const middle = 3

/**
 * Leaves the newest log of the profile's one IndexedDB folder torn. False: it already is.
 */
export function tearLog(profile: string): boolean {
  const databases = join(profile, 'Default', 'IndexedDB')
  const [folder] = readdirSync(databases).filter((name) => name.endsWith('.indexeddb.leveldb'))
  const logs = readdirSync(join(databases, folder)).filter((name) => /^\d+\.log$/.test(name))
  const log = join(databases, folder, logs.sort()[logs.length - 1])
  const bytes = readFileSync(log)
  if (endsTorn(bytes)) return false
  const left = blockBytes - (bytes.length % blockBytes)
  const padding = left <= headerBytes ? Buffer.alloc(left) : Buffer.alloc(0)
  const payload = Buffer.alloc((left <= headerBytes ? blockBytes : left) - headerBytes, 'torn')
  appendFileSync(log, Buffer.concat([padding, headerOf(payload), payload]))
  return true
}

/** Whether the log ends inside a record. */
function endsTorn(bytes: Buffer): boolean {
  let torn = false
  for (let at = 0; at + headerBytes <= bytes.length; ) {
    const left = blockBytes - (at % blockBytes)
    if (left < headerBytes) {
      at += left
      continue
    }
    const type = bytes[at + 6]
    torn = type === first || type === middle
    at += headerBytes + bytes.readUInt16LE(at + 4)
    if (at > bytes.length) return true
  }
  return torn
}

function headerOf(payload: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes)
  const checksum = crc32c(Buffer.concat([Buffer.of(first), payload]))
  // LevelDB stores checksums turned and shifted, since data may itself hold checksums.
  header.writeUInt32LE((((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0, 0)
  header.writeUInt16LE(payload.length, 4)
  header[6] = first
  return header
}

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
