/**
 * Brings documents from the page to the update role. The page stays free: what it has to do itself,
 * checking and writing JSON, is done in slices of a few milliseconds, and everything else is left
 * to the worker. One chunk is under way while the next is made.
 */
import type { DocumentsRequest, PayloadFormat, UpdateApi } from '../shared/engine-api.ts'
import { SeeklingError, textOf } from '../shared/errors.ts'
import { checkDocument } from '../shared/json-check.ts'
import type { UpdateReceipt } from '../shared/update.ts'
import { unreadable } from './plain-copy.ts'

/**
 * Documents as values, or a payload: text, its UTF-8 bytes, a Blob, a stream of bytes, a Response.
 * About the first 256 KiB are taken as they are at the time of the call; what comes after must not
 * be changed before the call has resolved.
 */
export type DocumentsInput<Doc> =
  | readonly Doc[]
  | Doc
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | Response

type Chunk = string | Uint8Array | Blob
type Chunks = AsyncGenerator<Chunk, void>

interface Source {
  readonly format: PayloadFormat
  /** All of it, where it is little. */
  readonly whole?: string | Uint8Array
  readonly chunks: Chunks
  /** Tells the source of a stream that it is not read any further. */
  readonly cancel?: () => void
}

/** Half of what a frame at 120 Hz allows, so that the page's own work fits beside it. */
const sliceMs = 4
const pieceLength = 2 ** 18

/**
 * Documents taken as they are at the time of the call: the first slice, which is all of most
 * payloads, is checked and copied at once.
 */
export interface Taken {
  readonly source: Source
  /** Absent: it is the source's whole. */
  readonly first?: Promise<IteratorResult<Chunk, void>>
}

/** Throws, or rejects in `first`, when something about the documents is found wrong. */
export function take(input: unknown, format?: PayloadFormat): Taken {
  let source: Source
  try {
    source = sourceOf(input, format)
  } catch (thrown) {
    throw unreadable(thrown)
  }
  if (source.whole !== undefined) return { source }
  const first = source.chunks.next()
  // The hand-over reports it, in its turn.
  first.catch(() => {})
  return { source, first }
}

/**
 * Sends documents and returns the receipt. Rejects, with nothing queued, as soon as something about
 * them is found wrong.
 */
export async function handOver(
  engines: { update(): Promise<UpdateApi> },
  request: Omit<DocumentsRequest, 'format'>,
  { source, first }: Taken,
): Promise<UpdateReceipt> {
  let forget = () => {}
  try {
    // A mistake in the first slice costs no worker.
    let next = await (first ?? source.chunks.next())
    const update = await engines.update()
    const id = await update.beginPayload({ ...request, format: source.format })
    forget = () => void update.dropPayload(id).catch(() => {})
    while (!next.done) {
      const [following] = await Promise.all([source.chunks.next(), update.pushPayload(id, next.value)])
      next = following
    }
    return await update.finishPayload(id)
  } catch (thrown) {
    forget()
    source.cancel?.()
    throw thrown
  }
}

function sourceOf(input: unknown, format: PayloadFormat = 'json'): Source {
  if (typeof input === 'string') return { format, chunks: piecesOf(input), ...ifSmall(input) }
  if (typeof input === 'object' && input !== null) {
    if (ArrayBuffer.isView(input)) return bytesSource(input, format)
    // By tag: a Blob of another frame is no instance of ours.
    const tag = Object.prototype.toString.call(input)
    if (/Blob|File/.test(tag)) return { format, chunks: once(input as Blob) }
    if (/ArrayBuffer/.test(tag)) return bytesSource(new Uint8Array(input as ArrayBuffer), format)
    if (/Response/.test(tag)) return responseSource(input as Response, format)
    if (isStream(input)) return streamed(input, format)
    if (!Array.isArray(input)) return linesSource([input], () => 'document')
    // An empty list is a payload too, but has no line.
    if (!input.length) return { format: 'json', chunks: once('[]'), whole: '[]' }
    // The list itself is copied at once, its documents when their slice comes.
    return linesSource(copyOf(input), (i) => `documents[${i}]`)
  }
  const kind = input === null ? input : typeof input
  throw new SeeklingError(
    'malformed_payload',
    `Documents are objects, text, bytes, a Blob, a stream or a Response, not ${kind}.`,
  )
}

/** More than 512 MiB of JSON can hold. A list may say that it is longer than what it has. */
const mostDocuments = 2 ** 26

/** A list as it is now. Throws `payload_too_large` where a copy alone would take minutes. */
export function copyOf(list: readonly unknown[]): readonly unknown[] {
  if (list.length > mostDocuments)
    throw new SeeklingError('payload_too_large', `A call takes up to ${mostDocuments} documents, not ${list.length}.`)
  return list.slice()
}

/** By what it can do, for streams of other frames and of polyfills. A document has no methods. */
function isStream(input: unknown): input is ReadableStream<unknown> {
  return typeof (input as { getReader?: unknown } | null | undefined)?.getReader === 'function'
}

const ifSmall = <Whole extends string | Uint8Array>(whole: Whole) => (whole.length <= pieceLength ? { whole } : {})

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

function bytesSource(view: ArrayBufferView, format: PayloadFormat): Source {
  const bytes = bytesOf(view)
  if (bytes.length > pieceLength) return { format, chunks: copiesOf(bytes) }
  const whole = new Uint8Array(bytes)
  return { format, chunks: once(whole), whole }
}

/** Throws `malformed_payload` for what is a host's error page. */
function responseSource({ ok, status, url, body }: Response, format: PayloadFormat): Source {
  if (!ok) throw new SeeklingError('malformed_payload', `The response from "${url}" has the status ${status}.`)
  return body === null ? { format, chunks: once('') } : streamed(body, format)
}

/** The first slice is made at once. */
function linesSource(documents: readonly unknown[], nameOf: (i: number) => string): Source {
  let at = 0
  const slice = (): string => {
    let text = ''
    const since = performance.now()
    while (at < documents.length && text.length < pieceLength && performance.now() - since < sliceMs) {
      text += `${jsonOf(documents[at], nameOf(at))}\n`
      at++
    }
    return text
  }
  const first = slice()
  async function* chunks(): Chunks {
    const encoder = new TextEncoder()
    yield encoder.encode(first)
    while (at < documents.length) {
      await yieldToPage()
      yield encoder.encode(slice())
    }
  }
  return { format: 'ndjson', chunks: chunks(), ...(at < documents.length ? {} : { whole: first }) }
}

/** Getters and proxies run code of the page's own, which may throw anything. */
function jsonOf(document: unknown, name: string): string {
  try {
    checkDocument(document, name)
    return JSON.stringify(document)
  } catch (thrown) {
    if (thrown instanceof SeeklingError) throw thrown
    throw new SeeklingError('malformed_payload', `${name} could not be read: ${textOf(thrown)}`, undefined, thrown)
  }
}

async function* piecesOf(text: string): Chunks {
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = from + pieceLength
    // A pair that is cut in two could not be written as UTF-8.
    if ((text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to--
    yield text.slice(from, to)
  }
}

async function* copiesOf(bytes: Uint8Array): Chunks {
  for (let from = 0; from < bytes.length; from += pieceLength)
    yield new Uint8Array(bytes.subarray(from, from + pieceLength))
}

async function* once(chunk: Chunk): Chunks {
  yield chunk
}

function streamed(stream: ReadableStream<unknown>, format: PayloadFormat): Source {
  try {
    const reader = stream.getReader()
    return { format, chunks: chunksRead(reader), cancel: () => void reader.cancel().catch(() => {}) }
  } catch (thrown) {
    throw streamFailed(thrown)
  }
}

const streamFailed = (thrown: unknown): SeeklingError =>
  new SeeklingError('malformed_payload', `The stream of documents failed: ${textOf(thrown)}`, undefined, thrown)

async function* chunksRead(reader: ReadableStreamDefaultReader<unknown>): Chunks {
  for (;;) {
    const { done, value } = await reader.read().catch((thrown) => {
      throw streamFailed(thrown)
    })
    if (done) return
    if (typeof value === 'string') yield* piecesOf(value)
    else if (ArrayBuffer.isView(value)) yield* copiesOf(bytesOf(value))
    else
      throw new SeeklingError(
        'malformed_payload',
        `The stream gave ${value === null ? 'null' : `a value of type ${typeof value}`}: it must give Uint8Array chunks.`,
      )
  }
}

/**
 * Lets the page draw and react. Not by `scheduler.yield`: Chromium runs its continuation before
 * messages, timers and frames that wait, which held up frames for 100 ms here.
 */
function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}
