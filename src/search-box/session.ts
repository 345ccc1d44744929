/**
 * One visitor's search, without its looks: what was typed and chosen, and what came of it. Laws: an
 * older answer never comes after a newer one; the last answer stays until the next; what a new
 * build of the site took away is attached anew and asked for again before it is called an error.
 */
import type { FacetDistribution, JsonObject } from '../index.ts'
import { ask, type Chosen, corrected, type Question, type Reply, suggestInstead } from './ask.ts'
import type { Connection } from './site.ts'

/** `failed` and `offline` say what became of the last question, not of the last answer. */
type Phase = 'idle' | 'connecting' | 'searching' | 'ready' | 'failed' | 'offline'

/** What was found for a query, and what to do where nothing was. */
export interface Found {
  readonly query: string
  readonly hits: readonly JsonObject[]
  readonly total: number
  /** The query as it was read, where words were read differently; else empty. */
  readonly readAs: string
  readonly suggestions: readonly string[]
}

export interface SearchView {
  readonly query: string
  readonly phase: Phase
  /** The last answer; undefined before the first, and for an empty query. */
  readonly found: Found | undefined
  readonly chosen: Chosen
  readonly facets: FacetDistribution
  /** From 0 to 1, while the index is being stored for use offline. */
  readonly saved: number | undefined
}

export interface SessionParts {
  readonly connect: () => Promise<Connection>
  readonly limit: number
  readonly isOffline: () => boolean
  /** Hears every change. */
  readonly tell: (view: SearchView) => void
  /** Hears the first answer to a query. */
  readonly onFound: (found: Found) => void
  /** Hears what went wrong, for the developer. */
  readonly complain: (thrown: unknown) => void
}

const blank: SearchView = { query: '', phase: 'idle', found: undefined, chosen: {}, facets: {}, saved: undefined }

/** What was attached is not there any more, or reads otherwise: a new build may have it. */
const curedByNewBuild = ['snapshot_unavailable', 'index_not_found', 'invalid_search_filter', 'invalid_search_facets']

export class SearchSession {
  readonly #parts: SessionParts
  #view = blank
  #connection: Connection | undefined
  #listening: (() => void)[] = []
  #asked: AbortController | undefined
  #isOver = false

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get view(): SearchView {
    return this.#view
  }

  /** At the first sign of interest: loads what a search needs. */
  prepare(): void {
    this.#connect().catch(() => {})
  }

  type(query: string): void {
    const isSame = query.trim() === this.#view.query.trim()
    this.#set({ query })
    if (!isSame || this.#view.phase === 'failed' || this.#view.phase === 'offline') this.#askAnew()
  }

  toggle(facet: string, value: string): void {
    const before = this.#view.chosen[facet] ?? []
    const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value]
    this.#set({ chosen: { ...this.#view.chosen, [facet]: after } })
    this.#askAnew()
  }

  retry(): void {
    this.#askAnew()
  }

  /** The next pages, after those that are shown. */
  more(): void {
    if (this.#view.phase === 'ready') void this.#ask(this.#view.found?.hits.length ?? 0)
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isOver = true
    this.#asked?.abort()
    for (const leave of this.#listening.splice(0)) leave()
  }

  #askAnew(): void {
    if (this.#view.query.trim() !== '') return void this.#ask(0)
    this.#asked?.abort()
    this.#asked = undefined
    this.#set({ phase: 'idle', found: undefined, facets: {} })
  }

  async #ask(offset: number, limit = this.#parts.limit): Promise<void> {
    this.#asked?.abort()
    const own = (this.#asked = new AbortController())
    const { onFound, complain, isOffline } = this.#parts
    const { chosen } = this.#view
    const q = this.#view.query.trim()
    this.#set({ phase: this.#connection ? 'searching' : 'connecting' })
    try {
      const connection = await this.#connect()
      if (own.signal.aborted) return
      this.#set({ phase: 'searching' })
      const reply = await answer(connection, { q, offset, limit, chosen, facets: connection.facets }, own.signal)
      const { client, indexUid } = connection
      // That nothing was found is an answer, whatever becomes of these.
      const suggest = () => suggestInstead(client, indexUid, q, own.signal).catch(() => [])
      const suggestions = reply.total > 0 ? [] : await suggest()
      if (own.signal.aborted) return
      const before = this.#view.found
      const found = foundBy(q, reply, suggestions, offset > 0 ? before?.hits : undefined)
      this.#set({ phase: 'ready', found, facets: reply.facets })
      if (before?.query !== q) onFound(found)
    } catch (thrown) {
      if (own.signal.aborted) return
      complain(thrown)
      this.#set({ phase: isOffline() ? 'offline' : 'failed' })
    }
  }

  /** Asked for each time, so that the site can look for a newer build now and then. */
  async #connect(): Promise<Connection> {
    const connection = await this.#parts.connect()
    if (this.#connection?.client !== connection.client) this.#listen(connection)
    this.#connection = connection
    return connection
  }

  #listen({ client, indexUid }: Connection): void {
    for (const leave of this.#listening.splice(0)) leave()
    if (this.#isOver) return
    this.#listening = [
      client.on('version', ({ indexUid: changed, version }) => {
        const { found, phase } = this.#view
        if (changed !== indexUid || version === null || found === undefined || phase !== 'ready') return
        void this.#ask(0, Math.max(this.#parts.limit, found.hits.length))
      }),
      client.on('transfer', ({ type, status, progress }) => {
        if (type !== 'snapshot-fill') return
        const isOn = status === 'in_progress' && progress && progress.total > 0
        this.#set({ saved: isOn ? progress.done / progress.total : undefined })
      }),
    ]
  }

  #set(change: Partial<SearchView>): void {
    if (this.#isOver) return
    this.#view = { ...this.#view, ...change }
    this.#parts.tell(this.#view)
  }
}

/** After a new build of the site took away what the question needs, that build is asked. */
async function answer(connection: Connection, question: Question, signal: AbortSignal): Promise<Reply> {
  const { client, indexUid, refresh } = connection
  try {
    return await ask(client, indexUid, question, signal)
  } catch (thrown) {
    const { code } = Object(thrown) as { code?: unknown }
    if (signal.aborted || !curedByNewBuild.some((curable) => curable === code)) throw thrown
    await refresh()
    return ask(client, indexUid, question, signal)
  }
}

function foundBy(
  query: string,
  reply: Reply,
  suggestions: readonly string[],
  before: readonly JsonObject[] = [],
): Found {
  const { hits, total, corrections } = reply
  const readAs = corrections.length > 0 ? corrected(query, corrections) : ''
  return { query, hits: [...before, ...hits], total, readAs, suggestions }
}
