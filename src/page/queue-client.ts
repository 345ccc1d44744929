/**
 * The page's part in the update queue: hands documents over, waits for updates, takes over what no
 * tab runs. A module of its own because a page that only searches does not need it: it is loaded
 * with the first write, or when there are updates to follow.
 */
import type { DocumentsRequest, PayloadFormat, SmallPayload } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { UpdateReceipt } from '../shared/update.ts'
import { asGiven } from './as-given.ts'
import { DumpClient } from './dump-client.ts'
import type { Engines } from './engines.ts'
import { copyOf, handOver, type Taken, take } from './hand-over.ts'
import { unreadable } from './plain-copy.ts'
import { UpdateWatcher } from './update-watcher.ts'

export interface DocumentsOptions {
  /**
   * Names the id attribute of an index that has none yet; default: inferred from the first
   * document.
   */
  readonly primaryKey?: string | undefined
  /** What text, bytes, a Blob, a stream or a Response hold; default `json`. Values need none. */
  readonly format?: PayloadFormat | undefined
  /** Documents whose id the index does not have yet are left out; default false. */
  readonly skipCreation?: boolean | undefined
  /** One ASCII character between the cells of CSV; default `,`. */
  readonly csvDelimiter?: string | undefined
}

/** A call with documents, as an index made it. */
export interface DocumentsCall extends Pick<DocumentsRequest, 'type' | 'indexUid'> {
  readonly documents: unknown
  readonly options: DocumentsOptions | undefined
  /** Set where every so many documents are an update of their own. */
  readonly batchSize?: number
}

/** Documents of one update, taken, with all that goes with them. */
interface TakenUpdate {
  readonly request: Omit<DocumentsRequest, 'format'>
  readonly documents: Taken
  /** All of it as one message, where it is little enough to go along with others. */
  readonly payload?: SmallPayload
}

/** A list that becomes many updates; each batch is taken when it is sent. */
interface TakenBatches {
  readonly call: DocumentsCall
  readonly list: readonly unknown[]
  readonly size: number
  readonly payload?: undefined
}

type TakenCall = TakenUpdate | TakenBatches

/** A call that waits for its turn. */
export interface WaitingCall {
  readonly call: DocumentsCall
  /** Absent if the code to take its documents was not there yet. */
  readonly taken: TakenCall | undefined
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * The most payloads in one message: they take a few milliseconds of the page's time, and one
 * transaction of the update worker.
 */
const mostTogether = 1000
const longestTogether = 2 ** 19

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
   * Asks the browser not to clear the storage by itself. Only a page may; elsewhere this returns
   * whether it is so already.
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
   * Sends the calls made while earlier writes were under way, in their order: small payloads
   * together, each with its own outcome.
   */
  async sendAll(calls: readonly WaitingCall[]): Promise<void> {
    let together: [call: WaitingCall, payload: SmallPayload][] = []
    let length = 0
    const flush = async () => {
      await this.#sendTogether(together)
      together = []
      length = 0
    }
    for (const waiting of calls) {
      try {
        const taken = waiting.taken ?? this.take(waiting.call)
        const { payload } = taken
        if (payload) {
          if (together.length >= mostTogether || length >= longestTogether) await flush()
          together.push([waiting, payload])
          length += payload.documents.length
        } else {
          await flush()
          waiting.resolve((await this.send(taken)) as never)
        }
      } catch (thrown) {
        waiting.reject(thrown)
      }
    }
    await flush()
  }

  /**
   * Takes the documents now, to be sent in their turn. Throws, or `send` rejects, when something
   * about them is found wrong.
   */
  take(call: DocumentsCall): TakenCall {
    return call.batchSize === undefined ? takeUpdate(call) : takeBatches(call, call.batchSize)
  }

  /** Returns the receipt, or those of all batches. */
  async send(taken: TakenCall): Promise<UpdateReceipt | UpdateReceipt[]> {
    if ('request' in taken) return this.#handOver(taken)
    const { call, list, size } = taken
    const receipts = []
    for (let from = 0; from < list.length; from += size) {
      const batch = takeUpdate({ ...call, documents: list.slice(from, from + size) })
      receipts.push(await this.#handOver(batch))
    }
    return receipts
  }

  async #handOver({ request, documents }: TakenUpdate): Promise<UpdateReceipt> {
    const receipt = await handOver(this.#engines, request, documents)
    this.watcher.stored(receipt.updateId)
    return receipt
  }

  async #sendTogether(together: readonly (readonly [call: WaitingCall, payload: SmallPayload])[]): Promise<void> {
    if (together.length === 0) return
    try {
      const update = await this.#engines.update()
      const outcomes = await update.addPayloads(together.map(([, payload]) => payload))
      together.forEach(([call], i) => {
        const outcome = outcomes[i]
        if ('error' in outcome) call.reject(SeeklingError.fromRecord(outcome.error))
        else {
          this.watcher.stored(outcome.updateId)
          call.resolve(outcome as never)
        }
      })
    } catch (thrown) {
      for (const [call] of together) call.reject(thrown)
    }
  }
}

function takeUpdate({ type, indexUid, documents, options }: DocumentsCall): TakenUpdate {
  const { primaryKey = null, format, csvDelimiter, skipCreation, ...unknown } = options ?? {}
  const [surplus] = Object.keys(unknown)
  if (surplus !== undefined) {
    throw new SeeklingError(
      'invalid_options',
      `There is no option \`${surplus}\` for documents. The options are primaryKey, format, csvDelimiter and skipCreation.`,
    )
  }
  const request = {
    type,
    indexUid,
    primaryKey,
    ...(csvDelimiter === undefined ? {} : { csvDelimiter }),
    ...(skipCreation === undefined ? {} : { skipCreation }),
  }
  const taken = take(documents, format)
  const { whole, format: sent } = taken.source
  return {
    request,
    documents: taken,
    ...(whole === undefined ? {} : { payload: { request: { ...request, format: sent }, documents: whole } }),
  }
}

function takeBatches(call: DocumentsCall, size: number): TakenBatches {
  let list: readonly unknown[]
  try {
    if (!Array.isArray(call.documents))
      throw new SeeklingError('malformed_payload', 'Only an array of documents can be sent in batches.')
    list = copyOf(asGiven(call.documents))
  } catch (thrown) {
    throw unreadable(thrown)
  }
  if (!(typeof size === 'number' && size >= 1))
    throw new SeeklingError('invalid_options', 'The batch size is a number of documents, from 1.')
  return { call, list, size }
}
