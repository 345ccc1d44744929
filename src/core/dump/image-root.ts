/**
 * `index.json`, the one file of an image's folder that has a fixed name: which build it is, what
 * its versions are, its indexes (engine/image/description.ts), and the names of the chunks of every
 * file. Everything else is named by its content and never changes. Frozen in formats 2 and 3.
 *
 *   { seekling: 2, versions: { tokenizer, storage, columns }, build,
 *     chunks: [names], inline: [[file, page, base64]], files, indexes }
 *
 * `chunks` has the names of each file's chunks, one after the other, in one text per file.
 * `inline` has pages themselves that every search reads first; they have chunks too.
 *
 * Format 3, which only images of very many chunks have, adds `tables: [[file, [counts]]]`: in
 * `chunks` such a file has the names of tables (name-tables.ts), which name so many chunks each.
 * Format 1, which is still read, had longer names (chunk-file.ts), and no `inline`.
 */

import { membersOf } from '../../shared/value-shapes.ts'
import { columnFormat } from '../segment/value-column.ts'
import { tokenizerVersion } from '../text/tokenize.ts'
import { contentName } from './chunk-file.ts'
import { incompatibleSnapshot, invalidSnapshot } from './image-file.ts'

const rootFormat = 2
const tablesFormat = 3
const oldestRootFormat = 1

const rootVersions = (storage: number): Readonly<Record<string, number>> => ({
  tokenizer: tokenizerVersion,
  storage,
  columns: columnFormat,
})

/**
 * `content`: files, indexes, the names of chunks, and tables if it has some. The build is named
 * after all of it.
 */
export function printRoot(content: object, storage: number): Uint8Array {
  const text = { versions: rootVersions(storage), ...content }
  const build = contentName(encoder.encode(JSON.stringify(text)))
  const seekling = 'tables' in content ? tablesFormat : rootFormat
  return encoder.encode(JSON.stringify({ seekling, build, ...text }))
}

const encoder = new TextEncoder()

/** A root, checked but for its content. */
export interface ImageRoot {
  readonly build: string
  readonly chunks: readonly unknown[]
  /** Empty in format 1. */
  readonly inline: readonly unknown[]
  /** Empty but in format 3. */
  readonly tables: readonly unknown[]
  /** Has `files` and `indexes`. */
  readonly content: unknown
}

/** Throws `invalid_snapshot` or `snapshot_incompatible`. */
export function parseRoot(text: string, storage: number): ImageRoot {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalidSnapshot(isMarkup.test(text) ? 'an HTML page came in its place' : 'its root is no JSON', cause)
  }
  const { seekling, build, ...content } = membersOf(value)
  if (seekling === undefined) throw invalidSnapshot('its root does not say what it is')
  const found = { root: seekling, ...membersOf(content.versions) }
  for (const [part, needed] of Object.entries({ root: tablesFormat, ...rootVersions(storage) })) {
    const version = found[part as keyof typeof found]
    if (version === needed || (part === 'root' && (version === rootFormat || version === oldestRootFormat))) continue
    throw incompatibleSnapshot(`its ${part} has version ${String(version)}, and ${needed} is needed`, {
      ...{ part, found: version, needed },
    })
  }
  if (build !== contentName(encoder.encode(JSON.stringify(content)))) throw invalidSnapshot('its root is damaged')
  if (!Array.isArray(content.chunks)) throw invalidSnapshot('its root names no chunks')
  const { chunks, inline = [], tables = [] } = content
  if (!Array.isArray(inline)) throw invalidSnapshot('the pages in its root are no list')
  if (!Array.isArray(tables)) throw invalidSnapshot('the tables in its root are no list')
  return { build: build as string, chunks, inline, tables, content }
}

const isMarkup = /^\s*<[!?a-z]/i
