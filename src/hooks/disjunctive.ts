/**
 * A search with chosen facet values. Of one facet any chosen value is enough, of several facets
 * each must be met; and the counts of a facet are those there would be without its own choice, so
 * that a list of values to choose from does not shrink to the chosen ones.
 */
import type { AttributePath, Client, JsonObject, SearchParams, SearchResponse } from '../index.ts'

/** Parameters of a search, and what is chosen. */
export interface SearchQuery<Doc extends object = JsonObject> extends SearchParams<AttributePath<Doc>> {
  readonly q?: string | null | undefined
  /** By facet, the values of which any must be met; none is no condition. Must be filterable. */
  readonly refinements?: Readonly<Record<string, readonly (string | number | boolean)[] | undefined>> | undefined
  /** How long a query stays the same before it is searched; default 0. The first is at once. */
  readonly debounceMs?: number | undefined
}

export async function searchRefined<Doc extends object>(
  client: Client,
  indexUid: string,
  { refinements = {}, debounceMs: _, filter, ...params }: SearchQuery<Doc>,
  signal: AbortSignal,
): Promise<SearchResponse<Doc>> {
  const given = typeof filter === 'string' ? [filter] : (filter ?? [])
  const chosen = Object.entries(refinements).map(
    ([name, values = []]) => [name, values.map((value) => `${quoted(name)} = ${quoted(value)}`)] as const,
  )
  const refined = chosen.filter(([, conditions]) => conditions.length)
  /** All conditions but those of one facet. */
  const queryWithout = (facet?: string) => ({
    ...params,
    indexUid,
    filter: [...given, ...refined.flatMap(([name, conditions]) => (name === facet ? [] : [conditions]))],
  })
  const counts = (params.facets?.length ? refined : []).map(([name]) => ({
    ...queryWithout(name),
    facets: [name],
    limit: 0,
    page: undefined,
    hitsPerPage: undefined,
  }))
  const { results } = await client.multiSearch<Doc>([queryWithout(), ...counts], { signal })
  const answer: { -readonly [Key in keyof SearchResponse<Doc>]: SearchResponse<Doc>[Key] } = { ...results[0] }
  for (const { facetDistribution, facetStats } of results.slice(1)) {
    answer.facetDistribution = { ...answer.facetDistribution, ...facetDistribution }
    answer.facetStats = { ...answer.facetStats, ...facetStats }
  }
  return answer as SearchResponse<Doc>
}

const quoted = (text: unknown): string => `"${String(text).replace(/["\\]/g, '\\$&')}"`
