/**
 * What the benchmark asks of every engine, Seekling among them. All times are taken at the page,
 * around calls of these methods; each engine but Seekling, which starts workers of its own, does
 * them in one worker. An engine keeps, and returns with each hit, what a list of hits shows.
 */
import { expose } from 'comlink'

interface Field {
  readonly name: string
  /** How much more a match in it counts than one in a field of weight 1. */
  readonly weight: number
}

export interface Collection {
  /** A name for what is stored; databases of other names stay untouched. */
  readonly name: string
  /** Searched fields, the weightiest first. All hold strings, or are absent. */
  readonly fields: readonly Field[]
  /** Fields that hits carry, beside `id`. */
  readonly shown: readonly string[]
}

export interface Document {
  readonly id: string
  readonly [field: string]: unknown
}

export interface Hit {
  readonly id: string
  readonly [field: string]: unknown
}

/** As many as a list of hits shows while somebody types. */
export const hitCount = 10

export interface Engine {
  /** Opens what an earlier visit stored, or begins with nothing. To be called first. */
  open(collection: Collection): Promise<void>
  /** Adds documents of NDJSON to an engine that holds none. Searchable when it returns. */
  fill(ndjson: Uint8Array): Promise<void>
  /** Adds documents whose ids are new. Searchable when it returns. */
  add(documents: readonly Document[]): Promise<void>
  /** Takes documents away: no search finds them when it returns. */
  remove(ids: readonly string[]): Promise<void>
  /** What was done is there at the next visit when it returns; at once where it already is. */
  persist(): Promise<void>
  /** The best `hitCount` documents for what was typed so far; its last word may be unfinished. */
  search(query: string): Promise<readonly Hit[]>
  /** Bytes of WebAssembly memory, which the browser leaves out of what a page uses; 0 if absent. */
  wasmBytes?(): Promise<number>
}

/** Makes the worker whose script calls it answer as this engine. */
export function serve(engine: Engine): void {
  expose({ wasmBytes: async () => 0, ...engine })
}

const decodedAtOnce = 2 ** 22
const lineFeed = 10

/**
 * The documents of NDJSON; decoded in pieces, as a string has a limit that a million records pass.
 */
export function parseLines(ndjson: Uint8Array): Document[] {
  const decoder = new TextDecoder()
  const documents: Document[] = []
  for (let start = 0, end: number; start < ndjson.length; start = end) {
    const found = ndjson.indexOf(lineFeed, Math.min(start + decodedAtOnce, ndjson.length))
    end = found < 0 ? ndjson.length : found + 1
    for (const line of decoder.decode(ndjson.subarray(start, end)).split('\n'))
      if (line !== '') documents.push(JSON.parse(line) as Document)
  }
  return documents
}

/** `id` and the shown fields of a document. */
export function shownOf({ shown }: Collection, document: Document): Hit {
  const hit: Record<string, unknown> & { id: string } = { id: document.id }
  for (const name of shown) hit[name] = document[name]
  return hit
}

/** `id`, shown and searched fields: what an engine needs to keep that indexes texts again. */
export function keptOf(collection: Collection, document: Document): Document {
  const names = [...collection.shown, ...collection.fields.map(({ name }) => name)]
  return shownOf({ ...collection, shown: [...new Set(names)] }, document)
}
