/**
 * Documents on their way in: chunks are parsed as they come and written as document blocks, the
 * form in which a segment will keep them, so that they are written once. A malformed payload is
 * refused at once and nothing of it is queued. Additions are analyzed in passing, for the settings
 * that their index is predicted to have when they run; if the prediction was wrong they are
 * analyzed again then.
 */
import { BlockWriter } from '../../core/document/block.ts'
import { createPayloadParser, type PayloadParser } from '../../core/input/payload-parser.ts'
import type { JsonObject } from '../../shared/document.ts'
import type { DocumentsRequest, PayloadId, SmallPayload } from '../../shared/engine-api.ts'
import { type ErrorRecord, SeeklingError } from '../../shared/errors.ts'
import { type AnalysisBasis, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import { maxPayloadBytes } from '../store/schema.ts'
import type { Pause } from '../work/running-work.ts'
import type { HotPayload, HotPayloads } from './hot-payloads.ts'
import type { NewUpdate } from './queue.ts'
import { checkDocumentsRequest } from './request-check.ts'

/** Bytes, or UTF-16 units of a string, parsed without a pause: a few milliseconds. */
const sliceLength = 512 * 1024

/** Small payloads taken without a pause: a few milliseconds. */
const payloadsPerPause = 64

export interface Refusal {
  readonly error: ErrorRecord
}

export const refusal = (thrown: unknown): Refusal => ({ error: SeeklingError.from(thrown).toRecord() })

export interface TakenPayload {
  readonly update: Extract<NewUpdate, { payload: unknown }>
  readonly hot: HotPayload
}

interface Incoming {
  readonly request: DocumentsRequest
  readonly parser: PayloadParser
  readonly blocks: BlockWriter
  /** Ends with the last chunk accepted so far; rejected once one was refused. */
  chunks: Promise<void>
  /**
   * Parsed documents or their analysis, whichever is kept; neither if there are too many, or if the
   * analysis has met a document that will make the update fail.
   */
  documents: JsonObject[] | null
  analysis: PayloadAnalysis | null
  count: number
  bytes: number
}

export class PayloadIntake {
  readonly #hot: HotPayloads
  readonly #pause: Pause
  readonly #predictBasis: (request: DocumentsRequest) => Promise<AnalysisBasis | null>
  readonly #maxBytes: number
  readonly #incoming = new Map<PayloadId, Incoming>()
  #taking = 0
  /**
   * Shared by all intakes, so that an id given by an engine that was replaced is unknown to the
   * next one.
   */
  static #lastId = 0

  /**
   * `predictBasis` returns the basis for which an addition should be analyzed; null when it cannot
   * be predicted. `maxBytes` of JSON may come in one payload.
   */
  constructor(
    hot: HotPayloads,
    pause: Pause,
    predictBasis: (request: DocumentsRequest) => Promise<AnalysisBasis | null>,
    maxBytes: number = maxPayloadBytes,
  ) {
    this.#maxBytes = maxBytes
    this.#hot = hot
    this.#pause = pause
    this.#predictBasis = predictBasis
  }

  /** Rejects with what `checkDocumentsRequest` and the parser find wrong with the request. */
  async begin(request: DocumentsRequest): Promise<PayloadId> {
    const checked = checkDocumentsRequest(request)
    const basis = checked.type === 'DocumentsAddition' ? await this.#predictBasis(checked) : null
    this.#incoming.set(++PayloadIntake.#lastId, this.#incomingFor(checked, basis))
    return PayloadIntake.#lastId
  }

  /**
   * Small payloads, each as a whole. They are analyzed in their turn: for so few documents a
   * prediction saves nothing.
   */
  async takeAll(payloads: readonly SmallPayload[]): Promise<(TakenPayload | Refusal)[]> {
    if (!Array.isArray(payloads)) throw new SeeklingError('bad_request', 'Payloads come in a list.')
    const all: (TakenPayload | Refusal)[] = []
    this.#taking++
    try {
      for (const payload of payloads) {
        if (all.length > 0 && all.length % payloadsPerPause === 0) await this.#pause()
        all.push(await this.#take(payload).catch(refusal))
      }
    } finally {
      this.#taking--
    }
    return all
  }

  #incomingFor(checked: DocumentsRequest, basis: AnalysisBasis | null): Incoming {
    const parser = createPayloadParser(
      { format: checked.format, csvDelimiter: checked.csvDelimiter },
      (value, json) => {
        incoming.bytes += json.length
        if (incoming.bytes > this.#maxBytes) throw tooLarge(this.#maxBytes)
        incoming.blocks.add(json)
        incoming.count++
        this.#keep(incoming, value)
      },
    )
    const incoming: Incoming = {
      request: checked,
      parser,
      blocks: new BlockWriter(),
      chunks: Promise.resolve(),
      documents: basis === null ? [] : null,
      analysis: basis === null ? null : new PayloadAnalysis(basis),
      count: 0,
      bytes: 0,
    }
    return incoming
  }

  /**
   * Chunks are taken in the order of the calls. Rejects once the payload is found malformed, and so
   * does every later call for it.
   */
  push(id: PayloadId, chunk: Uint8Array | string | Blob): Promise<void> {
    return this.#chain(id, (incoming) => this.#feed(incoming.parser, chunk))
  }

  /** What to enqueue. The payload is forgotten whether it is good or not. */
  async finish(id: PayloadId): Promise<TakenPayload> {
    try {
      return await this.#complete(id)
    } finally {
      this.#incoming.delete(id)
    }
  }

  drop(id: PayloadId): void {
    this.#incoming.delete(id)
  }

  isIdle(): boolean {
    return this.#incoming.size === 0 && this.#taking === 0
  }

  async #take({ request, documents }: SmallPayload): Promise<TakenPayload> {
    const incoming = this.#incomingFor(checkDocumentsRequest(request), null)
    await this.#feed(incoming.parser, documents)
    incoming.parser.finish()
    return taken(incoming)
  }

  async #complete(id: PayloadId): Promise<TakenPayload> {
    await this.#chain(id, async ({ parser }) => parser.finish())
    return taken(this.#require(id))
  }

  #keep(incoming: Incoming, document: JsonObject): void {
    if (!this.#hot.fits(incoming.bytes)) {
      incoming.documents = null
      incoming.analysis = null
      return
    }
    incoming.documents?.push(document)
    try {
      incoming.analysis?.add(document)
    } catch (error) {
      if (!(error instanceof SeeklingError)) throw error
      // Not reported by this call: the update will meet the same document and fail with the same
      // error.
      incoming.analysis = null
    }
  }

  async #chain(id: PayloadId, step: (incoming: Incoming) => Promise<void>): Promise<void> {
    const incoming = this.#require(id)
    const after = incoming.chunks.then(() => step(incoming))
    incoming.chunks = after
    return after
  }

  #require(id: PayloadId): Incoming {
    const incoming = this.#incoming.get(id)
    if (incoming) return incoming
    throw new SeeklingError(
      'bad_request',
      `There is no payload ${String(id)} under way: it was finished or dropped. Begin a new one.`,
    )
  }

  /**
   * In slices, so that other calls are served in between and a Blob is never in memory as a whole.
   */
  async #feed(parser: PayloadParser, chunk: Uint8Array | string | Blob): Promise<void> {
    const length = chunk instanceof Blob ? chunk.size : chunk.length
    for (let start = 0; start < length; start += sliceLength) {
      if (start > 0) await this.#pause()
      const end = start + sliceLength
      if (typeof chunk === 'string') parser.push(chunk.slice(start, end))
      else if (chunk instanceof Blob) parser.push(await readBlob(chunk.slice(start, end)))
      else parser.push(chunk.subarray(start, end))
    }
  }
}

function taken({ request, blocks, count, documents, analysis, bytes }: Incoming): TakenPayload {
  const { type, indexUid, primaryKey, skipCreation } = request
  return {
    update: {
      content: { type, indexUid, primaryKey, payloadCount: count, ...(skipCreation ? { skipCreation } : {}) },
      payload: blocks.finish(),
    },
    hot: { documents, analysis, bytes },
  }
}

/** A file may change or vanish between choosing and reading it. */
async function readBlob(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer())
  } catch (cause) {
    throw new SeeklingError(
      'malformed_payload',
      'The Blob could not be read to its end. Choose the file again.',
      undefined,
      cause,
    )
  }
}

const tooLarge = (maxBytes: number): SeeklingError =>
  new SeeklingError(
    'payload_too_large',
    `The documents of one update may have ${maxBytes} bytes of JSON. Send them as several, with addDocumentsInBatches() for one.`,
    { maxBytes },
  )
