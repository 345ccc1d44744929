/** A snapshot's files as a test reads them: by the format, with the platform's zlib and hash. */
import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { encodeChunkHead, encodeImageHead, encodePages } from '../../src/core/dump/image-file.ts'
import type { PackedFiles } from '../../src/shared/dump.ts'

export type Folder = Map<string, Uint8Array<ArrayBuffer>>

/** In the order in which they were made. */
export async function unpacked({ blob, files }: PackedFiles): Promise<Folder> {
  const all = new Uint8Array(await blob.arrayBuffer())
  const folder: Folder = new Map()
  let at = 0
  for (const { path, bytes } of files) {
    folder.set(path, all.slice(at, at + bytes))
    at += bytes
  }
  return folder
}

export interface Root {
  readonly seekling: number
  readonly build: string
  readonly versions: Record<string, number>
  readonly chunks: string[]
  readonly files: { pages: number; bytes: number; lengths?: number[] }[]
  readonly indexes: object[]
}

export const rootOf = (folder: Folder): Root => JSON.parse(Buffer.from(folder.get('index.json') ?? []).toString())

export const namesOf = (chunks: string): string[] => chunks.match(/.{10}/g) ?? []

/** The page in the chunk of this name, if it has that name. */
function pageOf(folder: Folder, name: string): Uint8Array {
  const chunk = folder.get(`chunks/${name}.bin`)
  if (chunk === undefined) throw new Error(`There is no chunk ${name}.`)
  const page = inflateSync(chunk.subarray(4))
  if (new DataView(chunk.buffer).getUint32(0, true) !== page.length) throw new Error('The length is wrong.')
  if (nameOf(page) !== name) throw new Error('The name is wrong.')
  return new Uint8Array(page)
}

function nameOf(page: Uint8Array): string {
  const hash = BigInt(`0x${createHash('sha256').update(page).digest('hex')}`)
  const letters = 'abcdefghijklmnopqrstuvwxyz234567'
  return Array.from({ length: 10 }, (_, i) => letters[Number((hash >> BigInt(251 - 5 * i)) & 31n)]).join('')
}

/** The same as the one-file form, which can be imported. */
export function asImage(folder: Folder): Blob {
  const { files, indexes, chunks } = rootOf(folder)
  const parts: Uint8Array<ArrayBuffer>[] = [new Uint8Array(encodeImageHead(1))]
  const add = (kind: 'description' | 'pages' | 'end', bytes: Uint8Array) => {
    const compressed = deflateSync(bytes)
    parts.push(new Uint8Array(encodeChunkHead(kind, bytes, compressed.length)), new Uint8Array(compressed))
  }
  add('description', new Uint8Array(Buffer.from(JSON.stringify({ files, indexes }))))
  const names = chunks.flatMap(namesOf)
  for (const name of names) add('pages', encodePages([pageOf(folder, name)]))
  add('end', new Uint8Array(Uint32Array.of(names.length).buffer))
  return new Blob(parts)
}
