/**
 * The page's part in the update queue: hands documents over, waits for updates, takes over what no
 * tab runs. A module of its own because a page that only searches does not need it: it is loaded
 * with the first write, or when there are updates to follow.
 */
import type { DocumentsRequest, PayloadFormat, PayloadOutcome, SmallPayload } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { UpdateReceipt } from '../shared/update.ts'
import { asGiven } from './as-given.ts'
import { DumpClient } from './dump-client.ts'
import type { Engines } from './engines.ts'
import { handOver, take } from './hand-over.ts'
import { unreadable } from './plain-copy.ts'
import { UpdateWatcher } from './update-watcher.ts'

export interface DocumentsOptions {
  /**
   * Names the id attribute of an index that has none yet; default: inferred from the first
   * document.
   */
  readonly primaryKey?: string | undefined
  /** What text, bytes, a Blob or a stream hold; default `json`. Values need none. */
  readonly format?: PayloadFormat | undefined
  /** Documents whose id the index does not have yet are left out; default false. */
  readonly skipCreation?: boolean | undefined
  /** One ASCII character between the cells of CSV; default `,`. */
  readonly csvDelimiter?: string | undefined
}

/** Documents that were taken, on their way in their turn. */
export interface Sending<T> {
  readonly run: () => Promise<T>
  /** Set where they can go along with others: then `run` is not needed. */
  readonly payload?: SmallPayload
}

/** A call that waits for its turn. `taken` throws what is found wrong with its documents. */
export interface WaitingCall {
  readonly taken: (queue: QueueClient) => Sending<unknown>
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * Of payloads in one message: a few milliseconds of the page's time, and one transaction of the
 * update worker's.
 */
const mostTogether = 1000
const longestTogether = 2 ** 19

/** Where documents go. */
export type Target = Pick<DocumentsRequest, 'type' | 'indexUid'>

export class QueueClient {
  readonly #engines: Engines
  readonly watcher: UpdateWatcher
  readonly dumps: DumpClient

  constructor(engines: Engines) {
    this.#engines = engines
    this.watcher = new UpdateWatcher(engines)
    this.dumps = new DumpClient(engines)
  }

  /**
   * Asks for the storage not to be cleared by the browser itself. Only a page may; elsewhere it is
   * answered what holds.
   */
  async persist(): Promise<boolean> {
    const use = await (await this.#engines.search()).getStorageUse()
    if (use === null || use.persisted) return use !== null
    try {
      return await navigator.storage.persist()
    } catch {
      return false
    }
  }

  /**
   * Sends what was called while earlier writes were under way, in the order of the calls: small
   * payloads together, each with its own outcome.
   */
  async sendAll(calls: readonly WaitingCall[]): Promise<void> {
    let together: [call: WaitingCall, payload: SmallPayload][] = []
    let length = 0
    const flush = async () => {
      await this.#sendTogether(together)
      together = []
      length = 0
    }
    for (const call of calls) {
      try {
        const { payload, run } = call.taken(this)
        if (payload) {
          if (together.length >= mostTogether || length >= longestTogether) await flush()
          together.push([call, payload])
          length += payload.documents.length
        } else {
          await flush()
          call.resolve((await run()) as never)
        }
      } catch (thrown) {
        call.reject(thrown)
      }
    }
    await flush()
  }

  /**
   * Takes the documents now, to be sent in their turn. Throws, or rejects then, when something
   * about them is found wrong.
   */
  prepare(target: Target, documents: unknown, options?: DocumentsOptions): Sending<UpdateReceipt> {
    const { primaryKey = null, format, csvDelimiter, skipCreation, ...unknown } = options ?? {}
    const [surplus] = Object.keys(unknown)
    if (surplus !== undefined) {
      throw new SeeklingError(
        'invalid_options',
        `There is no option \`${surplus}\` for documents. The options are primaryKey, format, csvDelimiter and skipCreation.`,
      )
    }
    const request = {
      ...target,
      primaryKey,
      ...(csvDelimiter === undefined ? {} : { csvDelimiter }),
      ...(skipCreation === undefined ? {} : { skipCreation }),
    }
    const taken = take(documents, format)
    const { whole, format: sent } = taken.source
    const run = () => handOver(() => this.#engines.update(), request, taken)
    return whole === undefined ? { run } : { run, payload: { request: { ...request, format: sent }, documents: whole } }
  }

  prepareBatches(
    target: Target,
    documents: unknown,
    size = 1000,
    options?: DocumentsOptions,
  ): Sending<UpdateReceipt[]> {
    let all: readonly unknown[]
    try {
      if (!Array.isArray(documents))
        throw new SeeklingError('malformed_payload', 'Only an array of documents can be sent in batches.')
      all = asGiven(documents).slice()
    } catch (thrown) {
      throw unreadable(thrown)
    }
    if (!(typeof size === 'number' && size >= 1))
      throw new SeeklingError('invalid_options', 'The batch size is a number of documents, from 1.')
    const run = async () => {
      const receipts = []
      for (let from = 0; from < all.length; from += size) {
        receipts.push(await this.prepare(target, all.slice(from, from + size), options).run())
      }
      return receipts
    }
    return { run }
  }

  async #sendTogether(together: readonly (readonly [call: WaitingCall, payload: SmallPayload])[]): Promise<void> {
    if (together.length === 0) return
    try {
      const update = await this.#engines.update()
      const outcomes = await update.addPayloads(together.map(([, payload]) => payload))
      together.forEach(([call], i) => {
        const outcome = outcomes[i] as PayloadOutcome
        if ('error' in outcome) call.reject(SeeklingError.fromRecord(outcome.error))
        else call.resolve(outcome as never)
      })
    } catch (thrown) {
      for (const [call] of together) call.reject(thrown)
    }
  }
}
