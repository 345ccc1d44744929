/** Asks the index what the visitor typed. Only the newest question counts: an older one is aborted and answers null. */
import type { Client, Hit } from 'seekling'
import { type Feature, indexUid } from './feature.ts'

export interface Question {
  readonly q: string
  /** `field:asc`, `field:desc` or nothing for relevance. */
  readonly sort: string
}

export interface Answer {
  readonly question: Question
  readonly hits: readonly Hit<Feature>[]
  readonly offset: number
  readonly total: number
  /** Milliseconds measured in the search worker. */
  readonly workerMs: number
  /** Milliseconds from the call to its answer, measured here. */
  readonly pageMs: number
}

export const pageSize = 20
const narrow = matchMedia('(max-width: 30rem)')

export class Searcher {
  readonly #client: Client
  #running: AbortController | undefined

  constructor(client: Client) {
    this.#client = client
  }

  async ask(question: Question, offset = 0, limit = pageSize): Promise<Answer | null> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const before = performance.now()
    try {
      const response = await this.#client
        .index<Feature>(indexUid)
        .search(question.q, paramsOf(question, offset, limit), {
          signal: running.signal,
        })
      if (running.signal.aborted) return null
      return {
        question,
        hits: response.hits,
        offset,
        total: response.estimatedTotalHits,
        workerMs: response.processingTimeMs,
        pageMs: performance.now() - before,
      }
    } catch (error) {
      if (running.signal.aborted) return null
      throw error
    }
  }
}

function paramsOf({ q, sort }: Question, offset: number, limit: number) {
  const browsing = q.trim() === ''
  // With nothing typed the page shows what became usable everywhere last.
  const order = sort !== '' ? sort : browsing ? 'baseline_date:desc' : null
  return {
    offset,
    limit,
    showFormattedParts: true,
    attributesToHighlight: ['name', 'path', 'description'],
    // Two or three lines, around what was asked for.
    attributesToCrop: [`description:${narrow.matches ? 14 : 26}`],
    // A chosen order must not bring up documents that lack some of the words.
    ...(order === null ? {} : { sort: [order], matchingStrategy: 'all' as const }),
  }
}
