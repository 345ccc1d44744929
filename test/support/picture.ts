/**
 * The whole store as text, for comparing states and for reading in a failed test. Every bucket and
 * every field of its records is taken apart here: what is not drawn must be named, so that a new
 * one cannot be forgotten.
 */
import { filesNamedBy } from '../../src/engine/store/files.ts'
import type { FileRef, Manifest, PendingUpdate } from '../../src/engine/store/schema.ts'
import { type Bucket, bucketNames, type Key, type Store } from '../../src/engine/store/store.ts'
import type { FinishedUpdate } from '../../src/shared/update.ts'

type Row = readonly [Key, unknown]

const drawers: { readonly [B in Bucket]: (rows: readonly Row[]) => string[] } = {
  meta: (rows) =>
    // What is laid aside for a full disk says nothing.
    rows
      .filter(([key]) => !String(key).startsWith('reserve'))
      .map(
        ([key, value]) =>
          `${key} ${key === 'garbage' ? (value as FileRef[]).map(drawFile).join(' ') : JSON.stringify(value)}`,
      ),
  pending: (rows) => rows.map(([key, value]) => drawPending(key, value as PendingUpdate)),
  finished: (rows) => rows.map(([key, value]) => drawFinished(key, value as FinishedUpdate)),
  indexes: (rows) => rows.flatMap(([key, value]) => drawManifest(key, value as Manifest)),
  pages0: drawPages,
  pages1: drawPages,
  pages2: drawPages,
  pages3: drawPages,
}

export function picture(store: Store): Promise<string> {
  return store.read(bucketNames, async (transaction) => {
    const lines: string[] = []
    for (const bucket of bucketNames) {
      const [keys, values] = await Promise.all([transaction.getAllKeys(bucket), transaction.getAll(bucket)])
      const rows = drawers[bucket](keys.map((key, i) => [key, values[i]] as const))
      if (rows.length > 0) lines.push(`${bucket}:`, ...rows.map((row) => `  ${row}`))
    }
    return lines.join('\n')
  })
}

function drawPending(key: Key, update: PendingUpdate): string {
  const { updateId, indexUid, type, enqueuedAt, content, ...rest } = update
  return `${key}/${updateId} ${indexUid} ${drawType(type)} ${enqueuedAt} ${JSON.stringify(content, plainBytes)}${drawRest(rest)}`
}

function drawFinished(key: Key, update: FinishedUpdate): string {
  const { updateId, indexUid, type, status, enqueuedAt, processedAt, duration, ...more } = update
  const failure = 'errorCode' in more ? ` ${more.errorCode} (${more.errorType}) ${more.error}` : ''
  const { error: _, errorCode: __, errorType: ___, errorLink: ____, ...rest } = more as Record<string, unknown>
  return `${key}/${updateId} ${indexUid} ${drawType(type)} ${status} ${enqueuedAt} ${processedAt} ${duration} s${failure}${drawRest(rest)}`
}

function drawManifest(key: Key, manifest: Manifest): string[] {
  const {
    uid,
    primaryKey,
    createdAt,
    updatedAt,
    version,
    settings,
    fields,
    nextOrdinal,
    documents,
    segments,
    ...rest
  } = manifest
  return [
    `${key}/${uid} version ${version} key ${primaryKey} ${documents} documents, next ordinal ${nextOrdinal} ${createdAt} ${updatedAt}${drawRest(rest)}`,
    `  settings ${JSON.stringify(settings)} fields ${fields.join(' ')}`,
    ...segments.map((segment) => {
      // Whatever else a segment has are sections; the files they lie in say where.
      const { id, documents, deleted } = segment
      const files = filesNamedBy({ segments: [segment] })
        .map(drawFile)
        .join(' ')
      return `  segment ${id}: ${documents} documents, ${deleted} deleted, ${files}`
    }),
  ]
}

function drawPages(rows: readonly Row[]): string[] {
  const files = new Map<number, { pages: number; bytes: number; sum: number }>()
  for (const [key, value] of rows) {
    const file = Math.floor((key as number) / 2 ** 20)
    const bytes = value as Uint8Array
    const { pages, bytes: before, sum } = files.get(file) ?? { pages: 0, bytes: 0, sum: 0 }
    const next = bytes.reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, sum)
    files.set(file, { pages: pages + 1, bytes: before + bytes.length, sum: next })
  }
  return [...files].map(
    ([file, { pages, bytes, sum }]) => `file ${file}: ${pages} pages, ${bytes} bytes, ${(sum >>> 0).toString(16)}`,
  )
}

const drawFile = ({ shelf, file, pages, bytes }: FileRef): string => `${shelf}:${file}(${pages} pages, ${bytes} bytes)`

const drawType = (type: FinishedUpdate['type']): string => {
  const { name, number, settings, ...rest } = type
  return `${name}${number === undefined ? '' : ` ${number}`}${settings === undefined ? '' : ` ${JSON.stringify(settings)}`}${drawRest(rest)}`
}

const drawRest = (rest: object): string => (Object.keys(rest).length === 0 ? '' : ` ALSO ${JSON.stringify(rest)}`)

const plainBytes = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value)
