/**
 * Gzipped tars by another hand than the one that is tested: Node's zlib, and the plainest tar there
 * can be.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'

export interface ArchiveEntry {
  readonly path: string
  readonly content?: string | Uint8Array
  /** Tar's letter; default an ordinary file. */
  readonly type?: string
  /** What the header says, if it lies. */
  readonly size?: number
  readonly linkTarget?: string
}

export function packTar(entries: readonly ArchiveEntry[]): Buffer {
  const parts: Buffer[] = []
  for (const { path, content = '', type = '0', size, linkTarget = '' } of entries) {
    const bytes = Buffer.from(content as string)
    const header = Buffer.alloc(512)
    header.write(path, 0, 100)
    header.write('0000644\0', 100)
    header.write('0000000\0', 108)
    header.write('0000000\0', 116)
    header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124)
    header.write('00000000000\0', 136)
    header.write('        ', 148)
    header.write(type, 156)
    header.write(linkTarget, 157, 100)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    parts.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512))
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

export const packDump = (entries: readonly ArchiveEntry[]): Blob => new Blob([gzipSync(packTar(entries))])

/** A dump of these files, by path. */
export const dumpOf = (files: Readonly<Record<string, string>>): Blob =>
  packDump(Object.entries(files).map(([path, content]) => ({ path, content })))

/** The files of a gzipped tar, in order. Directories end in a slash and are empty. */
export async function unpackDump(blob: Blob): Promise<Map<string, string>> {
  const tar = gunzipSync(Buffer.from(await blob.arrayBuffer()))
  const files = new Map<string, string>()
  for (let at = 0; tar[at] !== 0; ) {
    const field = (start: number, length: number) =>
      tar.toString('utf8', at + start, at + start + length).split('\0')[0]
    const size = Number.parseInt(field(124, 12), 8)
    const path = field(0, 100)
    if (files.has(path)) throw new Error(`${path} is there twice`)
    files.set(path, tar.toString('utf8', at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

export const jsonLines = (text: string | undefined): unknown[] => {
  if (text === undefined) throw new Error('there is no such file')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

/**
 * The dump whose files lie in a folder of test/fixtures/dumps, packed in this order of their names
 * or the other way round.
 */
export function fixtureDump(name: string, order: 'ascending' | 'descending' = 'ascending'): Blob {
  const root = new URL(`../fixtures/dumps/${name}/`, import.meta.url)
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fileURLToPath(root), join(entry.parentPath, entry.name)))
    .sort()
  if (order === 'descending') paths.reverse()
  return packDump([
    { path: './', type: '5' },
    ...paths.map((path) => ({ path: `./${path}`, content: readFileSync(new URL(path, root)) })),
  ])
}
