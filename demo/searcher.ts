/**
 * Asks the index what the visitor typed. Only the newest question counts: an older one is aborted
 * and answers null.
 */
import type { Client, FacetDistribution, Hit, OffsetResponse, SearchParams } from 'seekling'
import { codeOf } from './errors.ts'
import { type Feature, indexUid } from './feature.ts'
import { choiceGroups, type Filters, filterOf, groupFacets } from './filters.ts'
import type { Explained } from './why-view.ts'

export interface Question {
  readonly q: string
  /** `field:asc`, `field:desc` or nothing for relevance. */
  readonly sort: string
  readonly filters: Filters
}

export interface Answer {
  readonly question: Question
  readonly hits: readonly Hit<Feature>[]
  readonly offset: number
  readonly total: number
  /** By facet and value, what choosing it would bring; null while the index cannot tell. */
  readonly counts: FacetDistribution | null
  /** Words that were read differently from how they were typed. */
  readonly corrections: NonNullable<OffsetResponse<Feature>['corrections']>
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
      const { response, counts } = await this.#search(question, offset, limit, running.signal)
      if (running.signal.aborted) return null
      return {
        question,
        hits: response.hits,
        offset,
        total: response.estimatedTotalHits,
        counts,
        corrections: response.corrections ?? [],
        pageMs: performance.now() - before,
      }
    } catch (error) {
      if (running.signal.aborted) return null
      throw error
    }
  }

  /** Why the hit at that place is there, and what is below it. */
  async explain(question: Question, place: number): Promise<Explained> {
    const { hits } = await this.#client.index<Feature>(indexUid).search(question.q, {
      ...paramsOf(question, place, 2),
      filter: filterOf(question.filters),
      showRankingScoreDetails: true,
    })
    const [hit, next] = hits
    return {
      details: hit?._rankingScoreDetails ?? {},
      next: next === undefined ? null : { name: next.name, details: next._rankingScoreDetails ?? {} },
    }
  }

  /**
   * The hits and the counts of all facets; what the other choices of a narrowed group would bring
   * takes a query for each group.
   */
  async #search(question: Question, offset: number, limit: number, signal: AbortSignal) {
    const { filters } = question
    const params = paramsOf(question, offset, limit)
    const groups = choiceGroups.filter((group) => filters[group].length > 0)
    const query = { indexUid, q: question.q }
    try {
      const { results } = await this.#client.multiSearch<Feature>(
        [
          {
            ...query,
            ...params,
            filter: filterOf(filters),
            facets: choiceGroups.flatMap((group) => groupFacets[group]),
          },
          ...groups.map((group) => ({
            ...query,
            ...matchingOf(question),
            limit: 0,
            filter: filterOf(filters, group),
            facets: groupFacets[group],
          })),
        ],
        { signal },
      )
      const response = results[0] as OffsetResponse<Feature>
      const counts = Object.assign({}, ...results.map(({ facetDistribution }) => facetDistribution))
      return { response, counts: counts as FacetDistribution }
    } catch (error) {
      // An index that an earlier version of this page made, before it is made anew.
      if (!/^invalid_search_(filter|facets)$/.test(codeOf(error))) throw error
      const response = await this.#client.index<Feature>(indexUid).search(question.q, params, { signal })
      return { response, counts: null }
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
    ...(order === null ? {} : { sort: [order] }),
    ...matchingOf({ q, sort }),
  } satisfies SearchParams
}

/** A chosen order must not bring up documents that lack some of the words. */
function matchingOf({
  q,
  sort,
}: Pick<Question, 'q' | 'sort'>): Pick<SearchParams, 'matchingStrategy' | 'matchingShare'> {
  if (sort !== '' || q.trim() === '') return { matchingStrategy: 'all' }
  // Of a question, a hit holds a good part of what its words say: not just `item`.
  return isQuestion(q) ? { matchingStrategy: 'any', matchingShare: 0.3 } : { matchingStrategy: 'last' }
}

/** A question's words need not all be there, and its small ones count little. */
export function isQuestion(q: string): boolean {
  return /\?\s*$/.test(q) || /^\s*(how|what|why|when|where|which|who|can|do|does|is|are)\s+\S+\s+\S/i.test(q)
}
