/**
 * One question to the index: hits, how many pages there are, and the values to filter by. Of one
 * filter any chosen value is enough, each filter must be met; and the counts of a filter are those
 * there would be without its own choice, so that its list does not shrink to what is chosen.
 */
import type { Client, Correction, FacetDistribution, JsonObject, SearchResponse } from '../index.ts'
import { matchEnd, matchStart } from './highlight.ts'

/** By filter, the chosen values. */
export type Chosen = Readonly<Record<string, readonly string[]>>

export interface Question {
  readonly q: string
  readonly offset: number
  readonly limit: number
  readonly chosen: Chosen
  /** Names of the filters whose values are counted. */
  readonly facets: readonly string[]
}

export interface Reply {
  readonly hits: readonly JsonObject[]
  /** Of all hits; each is a page where the index groups by page. */
  readonly total: number
  readonly corrections: readonly Correction[]
  /** In the order in which they were asked for, whatever is chosen. */
  readonly facets: FacetDistribution
}

/** Rejects as a search does. */
export async function ask(client: Client, indexUid: string, question: Question, signal: AbortSignal): Promise<Reply> {
  const { q, offset, limit, chosen, facets } = question
  const isChosen = (facet: string) => (chosen[facet]?.length ?? 0) > 0
  const conditionsWithout = (left?: string) =>
    facets
      .filter((facet) => facet !== left && isChosen(facet))
      .map((facet) => chosen[facet].map((value) => `${quoted(facet)} = ${quoted(value)}`))
  const main = {
    indexUid,
    q,
    offset,
    limit,
    filter: conditionsWithout(),
    facets: facets.filter((facet) => !isChosen(facet)),
    highlightPreTag: matchStart,
    highlightPostTag: matchEnd,
  }
  const counts = facets
    .filter(isChosen)
    .map((facet) => ({ indexUid, q, limit: 0, filter: conditionsWithout(facet), facets: [facet] }))
  const { results } = await client.multiSearch([main, ...counts], { signal })
  const [answer] = results
  const counted: FacetDistribution = Object.assign({}, ...results.map(({ facetDistribution }) => facetDistribution))
  return {
    hits: answer.hits,
    total: totalOf(answer),
    corrections: answer.corrections ?? [],
    facets: Object.fromEntries(facets.flatMap((facet) => (counted[facet] ? [[facet, counted[facet]]] : []))),
  }
}

const totalOf = (answer: SearchResponse): number =>
  'estimatedTotalHits' in answer ? answer.estimatedTotalHits : answer.totalHits

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** The query with the words read as the index has them: what "Results for ..." says. */
export function corrected(q: string, corrections: readonly Correction[]): string {
  return corrections.reduce((text, { typed, readAs }) => text.replace(typed, () => readAs), q)
}

/**
 * What to try instead of a query that found nothing: completions of it, else of its beginning,
 * where most mistakes are not.
 */
export async function suggestInstead(
  client: Client,
  indexUid: string,
  q: string,
  signal: AbortSignal,
): Promise<string[]> {
  const index = client.index(indexUid)
  for (const share of [1, 0.6, 0.4]) {
    const start = q.slice(0, Math.ceil(q.length * share)).trim()
    if (start.length < 2) break
    const { suggestions } = await index.suggest(start, { limit: 5 })
    if (signal.aborted) break
    const texts = suggestions.map(({ text }) => text).filter((text) => text !== q)
    if (texts.length > 0) return texts
  }
  return []
}
