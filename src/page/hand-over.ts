/**
 * Brings documents from the page to the update role. The page stays free: what it has to do itself, checking and writing JSON, is done in
 * slices of a few milliseconds, and everything else is left to the worker. One chunk is under way while the next is made.
 */
import type { DocumentsRequest, PayloadFormat, UpdateApi } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import { checkDocument } from '../shared/json-check.ts'
import type { UpdateReceipt } from '../shared/update.ts'

/** Documents as values, or a payload: text, its UTF-8 bytes, a Blob or a stream of bytes. Values must not be changed before the call answers. */
export type DocumentsInput<Doc> = readonly Doc[] | Doc | string | Uint8Array | Blob | ReadableStream<Uint8Array>

type Chunk = string | Uint8Array | Blob
type Chunks = AsyncGenerator<Chunk, void>

interface Source {
  readonly format: PayloadFormat
  readonly chunks: Chunks
  /** Tells the giver of a stream that nobody reads on. */
  readonly cancel?: () => void
}

/** Half of what a frame at 120 Hz allows, so that the page's own work fits beside it. */
const sliceMs = 4
const pieceLength = 2 ** 18

/** Sends documents and answers the receipt. Rejects, with nothing queued, as soon as something about them is found wrong. */
export async function handOver(
  connect: () => Promise<UpdateApi>,
  request: Omit<DocumentsRequest, 'format'>,
  input: unknown,
  format?: PayloadFormat,
): Promise<UpdateReceipt> {
  const source = sourceOf(input, format)
  let forget = () => {}
  try {
    // A mistake in the first slice costs no worker.
    let next = await source.chunks.next()
    const update = await connect()
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
  if (typeof input === 'string') return { format, chunks: piecesOf(input) }
  if (typeof input === 'object' && input !== null) {
    if (ArrayBuffer.isView(input)) return { format, chunks: copiesOf(input) }
    // By tag: a Blob of another frame is no instance of ours.
    if (/Blob|File/.test(Object.prototype.toString.call(input))) return { format, chunks: once(input as Blob) }
    if (isStream(input)) return streamed(input, format)
    if (!Array.isArray(input)) return { format: 'ndjson', chunks: linesOf([input], () => 'document') }
    // Without a line there would be no payload at all, and an empty list is one.
    if (!input.length) return { format: 'json', chunks: once('[]') }
    return { format: 'ndjson', chunks: linesOf(input, (i) => `documents[${i}]`) }
  }
  const kind = input === null ? input : typeof input
  throw new SeeklingError('malformed_payload', `Documents are objects, text, bytes, a Blob or a stream, not ${kind}.`)
}

/** By what it can do, for streams of other frames and of polyfills. A document has no methods. */
function isStream(input: unknown): input is ReadableStream<unknown> {
  return typeof (input as { getReader?: unknown } | null | undefined)?.getReader === 'function'
}

async function* linesOf(documents: readonly unknown[], nameOf: (i: number) => string): Chunks {
  const encoder = new TextEncoder()
  let text = ''
  let since = performance.now()
  for (let i = 0; i < documents.length; i++) {
    checkDocument(documents[i], nameOf(i))
    text += `${JSON.stringify(documents[i])}\n`
    if (performance.now() - since >= sliceMs || text.length >= pieceLength) {
      yield encoder.encode(text)
      text = ''
      await yieldToPage()
      since = performance.now()
    }
  }
  if (text) yield encoder.encode(text)
}

async function* piecesOf(text: string): Chunks {
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = from + pieceLength
    // A pair that is cut in two could not be written as UTF-8.
    if ((text.charCodeAt(to - 1) & 0xfc00) === 0xd800) to--
    yield text.slice(from, to)
  }
}

async function* copiesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Chunks {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  for (let from = 0; from < byteLength; from += pieceLength)
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
  new SeeklingError('malformed_payload', `The stream of documents failed: ${thrown}`, undefined, thrown)

async function* chunksRead(reader: ReadableStreamDefaultReader<unknown>): Chunks {
  for (;;) {
    const { done, value } = await reader.read().catch((thrown) => {
      throw streamFailed(thrown)
    })
    if (done) return
    if (typeof value === 'string') yield* piecesOf(value)
    else if (ArrayBuffer.isView(value)) yield* copiesOf(value)
    else
      throw new SeeklingError('malformed_payload', `The stream gave a ${typeof value}: it must give Uint8Array chunks.`)
  }
}

/**
 * Lets the page draw and react. Not by `scheduler.yield`: Chromium runs its continuation before messages, timers and frames that wait, which
 * held up frames for 100 ms here.
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
