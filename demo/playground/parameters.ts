/** Every parameter of a search, and how it is typed in: a form is made of this table. */
import type { SearchParams } from 'seekling'

export type Kind = 'number' | 'flag' | 'text' | 'list' | 'json' | readonly string[]

/** The compiler refuses a table that lacks a parameter. */
export const parameters: Readonly<Record<keyof SearchParams, Kind>> = {
  limit: 'number',
  offset: 'number',
  page: 'number',
  hitsPerPage: 'number',
  filter: 'text',
  facets: 'list',
  sort: 'list',
  distinct: 'text',
  groupBy: 'json',
  matchingStrategy: ['last', 'all', 'frequency', 'any'],
  matchForms: 'flag',
  matchingShare: 'number',
  attributesToSearchOn: 'list',
  attributesToRetrieve: 'list',
  attributesToCrop: 'list',
  cropLength: 'number',
  cropMarker: 'text',
  attributesToHighlight: 'list',
  highlightPreTag: 'text',
  highlightPostTag: 'text',
  showFormattedParts: 'flag',
  showMatchesPosition: 'flag',
  showRankingScore: 'flag',
  showRankingScoreDetails: 'flag',
  rankingScoreThreshold: 'number',
  locales: 'list',
}

/** What was typed as a value; undefined where nothing was. Throws where it is no JSON. */
export function parameterValue(kind: Kind, typed: string): unknown {
  const text = typed.trim()
  if (text === '') return undefined
  if (kind === 'number') return Number(text)
  if (kind === 'flag') return text === 'true'
  if (kind === 'list') {
    return text
      .split(/[,\n]/)
      .map((part) => part.trim())
      .filter(Boolean)
  }
  return kind === 'json' ? JSON.parse(text) : text
}
