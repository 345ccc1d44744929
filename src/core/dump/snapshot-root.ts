/**
 * `index.json`, the one file of a snapshot's folder that has a fixed name: which build it is, what
 * its versions are, its indexes (engine/image/description.ts), and the names of the chunks of every
 * file. Everything else is named by its content and never changes. Frozen in format 1.
 *
 *   { seekling: 1, versions: { tokenizer, storage, columns }, build, chunks: [names], files, indexes }
 *
 * `chunks` has the names of each file's chunks, one after the other, in one text per file.
 */
import { columnFormat } from '../segment/value-column.ts'
import { tokenizerVersion } from '../text/tokenize.ts'
import { chunkName } from './chunk-file.ts'

export const rootPath = 'index.json'

const rootFormat = 1

const rootVersions = (storage: number): Readonly<Record<string, number>> => ({
  tokenizer: tokenizerVersion,
  storage,
  columns: columnFormat,
})

/** `content`: files, indexes and the names of chunks. The build is named after all of it. */
export function printRoot(content: object, storage: number): Uint8Array {
  const text = { versions: rootVersions(storage), ...content }
  const build = chunkName(encoder.encode(JSON.stringify(text)))
  return encoder.encode(JSON.stringify({ seekling: rootFormat, build, ...text }))
}

const encoder = new TextEncoder()
