/**
 * The page's part in the update queue: hands documents over, waits for updates, takes over what nobody runs. A module of its own because a
 * page that only searches does not need it: it is loaded with the first write, or when there are updates to follow.
 */
import type { DocumentsRequest, PayloadFormat } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { UpdateReceipt } from '../shared/update.ts'
import { DumpClient } from './dump-client.ts'
import type { Engines } from './engines.ts'
import { handOver, take } from './hand-over.ts'
import { UpdateWatcher } from './update-watcher.ts'

export interface DocumentsOptions {
  /** Names the id attribute of an index that has none yet; default: inferred from the first document. */
  readonly primaryKey?: string | undefined
  /** What text, bytes, a Blob or a stream hold; default `json`. Values need none. */
  readonly format?: PayloadFormat | undefined
  /** Documents whose id the index does not have yet are left out; default false. */
  readonly skipCreation?: boolean | undefined
  /** One ASCII character between the cells of CSV; default `,`. */
  readonly csvDelimiter?: string | undefined
}

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

  /** Takes the documents now and answers what sends them, in its turn. Throws, now or then, when something about them is found wrong. */
  prepare(target: Target, documents: unknown, options?: DocumentsOptions): () => Promise<UpdateReceipt> {
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
    return () => handOver(() => this.#engines.update(), request, taken)
  }

  prepareBatches(
    target: Target,
    documents: unknown,
    size = 1000,
    options?: DocumentsOptions,
  ): () => Promise<UpdateReceipt[]> {
    if (!Array.isArray(documents))
      throw new SeeklingError('malformed_payload', 'Only an array of documents can be sent in batches.')
    if (!(size >= 1)) throw new SeeklingError('invalid_options', 'The batch size is a number of documents, from 1.')
    const all = documents.slice()
    return async () => {
      const receipts = []
      for (let from = 0; from < all.length; from += size) {
        receipts.push(await this.prepare(target, all.slice(from, from + size), options)())
      }
      return receipts
    }
  }
}
