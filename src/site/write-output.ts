/**
 * Writes the folder that a page attaches. Law: what is there with the same content is not written
 * again, `index.json` comes last, and only what an earlier build wrote is removed.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'
import { compareText } from './warnings.ts'

export interface OutputFile {
  /** From the output folder, with forward slashes. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface Written {
  readonly files: number
  readonly bytes: number
  /** Of the files, those that are new or different. */
  readonly written: number
  readonly removed: number
}

const chunkFolder = 'chunks/'
/** A chunk, or what a build that was killed has left of one. */
const chunkPattern = /^[a-z2-7]{10,16}\.bin(\.\d+\.part)?$/

/** Throws `io_error` if the folder cannot be written, or holds something else's index.json. */
export function writeOutput(output: string, files: readonly OutputFile[]): Written {
  checkOwn(output)
  let written = 0
  try {
    mkdirSync(join(output, 'chunks'), { recursive: true })
    const chunks = new Set(readdirSync(join(output, 'chunks')))
    const last = files.filter(({ path }) => path === 'index.json')
    for (const file of [...files.filter(({ path }) => path !== 'index.json'), ...last])
      if (writeFile(output, file, chunks)) written++
    const removed = removeStale(output, new Set(files.map(({ path }) => path)))
    return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), written, removed }
  } catch (thrown) {
    throw unwritable(output, thrown)
  }
}

/** Before anything is indexed: a build that cannot be written should not take its time first. */
export function checkOutput(output: string): void {
  checkOwn(output)
  try {
    mkdirSync(output, { recursive: true })
  } catch (thrown) {
    throw unwritable(output, thrown)
  }
}

/** The folder may be a wrong one: what is in it is not to be lost. */
function checkOwn(output: string): void {
  const root = join(output, 'index.json')
  try {
    if (!existsSync(root) || 'seekling' in JSON.parse(readFileSync(root, 'utf8'))) return
  } catch {
    // No JSON, or none that can be read: it is not ours.
  }
  const why = `The folder ${output} holds an index.json that Seekling did not write: name another by \`output\`.`
  throw new SeeklingError('io_error', why, { path: output })
}

const unwritable = (output: string, cause: unknown): SeeklingError =>
  new SeeklingError(
    'io_error',
    `The folder ${output} cannot be written: ${(cause as Error).message}.`,
    { path: output },
    cause,
  )

/** `chunks`: names of those that are there. */
function writeFile(output: string, { path, bytes }: OutputFile, chunks: ReadonlySet<string>): boolean {
  const file = join(output, path)
  const isChunk = path.startsWith(chunkFolder)
  if (isChunk ? chunks.has(path.slice(chunkFolder.length)) && isSize(file, bytes) : holds(file, bytes)) return false
  // Whole or not at all: a server may be reading, or another build writing.
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, bytes)
  renameSync(part, file)
  return true
}

/** Enough for a chunk, which is named by its content. */
const isSize = (file: string, { length }: Uint8Array): boolean =>
  statSync(file, { throwIfNoEntry: false })?.size === length

const holds = (file: string, bytes: Uint8Array): boolean =>
  isSize(file, bytes) && Buffer.compare(readFileSync(file), bytes) === 0

function removeStale(output: string, paths: ReadonlySet<string>): number {
  const stale = readdirSync(join(output, 'chunks'))
    .filter((name) => chunkPattern.test(name) && !paths.has(`chunks/${name}`))
    .sort(compareText)
  for (const name of stale) unlinkSync(join(output, 'chunks', name))
  return stale.length
}
