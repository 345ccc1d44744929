/**
 * What the visitor narrows the features to, as a value: to and from the address of the page, and as
 * a filter for the engine.
 */
import type { FilterInput } from 'seekling'

/** Of the choices inside a group any may hold; of the groups all. */
export interface Filters {
  readonly category: readonly string[]
  readonly baseline: readonly string[]
  readonly status: readonly string[]
  /** Usable in this browser from that version on; null: in any. */
  readonly support: { readonly browser: string; readonly version: number } | null
}

export type ChoiceGroup = 'category' | 'baseline' | 'status'
export type FilterGroup = ChoiceGroup | 'support'

export const noFilters: Filters = { category: [], baseline: [], status: [], support: null }

/**
 * Which attributes the choices of a group are values of. The choices of `status` are attributes
 * themselves.
 */
export const groupFacets: Readonly<Record<ChoiceGroup, readonly string[]>> = {
  category: ['category'],
  baseline: ['baseline'],
  status: ['deprecated', 'experimental', 'standard_track'],
}

export const choiceGroups = Object.keys(groupFacets) as ChoiceGroup[]

export const activeGroups = (filters: Filters): FilterGroup[] => [
  ...choiceGroups.filter((group) => filters[group].length > 0),
  ...(filters.support === null ? [] : (['support'] as const)),
]

/** `without`: the group that is left out, to count what its other choices would bring. */
export function filterOf(filters: Filters, without?: FilterGroup): FilterInput {
  const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`
  const all: (string | string[])[] = []
  for (const group of activeGroups(filters)) {
    if (group === without) continue
    if (group === 'support') {
      if (filters.support !== null) all.push(`support.${filters.support.browser} <= ${filters.support.version}`)
    } else if (group === 'status') all.push(filters.status.map((name) => `${name} = true`))
    else all.push([`${group} IN [${filters[group].map(quoted).join(', ')}]`])
  }
  return all
}

/** A parameter for each choice, and `works=chrome:120`. */
export function writeFilters(filters: Filters): [name: string, value: string][] {
  const params: [string, string][] = []
  for (const group of choiceGroups) for (const choice of filters[group]) params.push([group, choice])
  if (filters.support !== null) params.push(['works', `${filters.support.browser}:${filters.support.version}`])
  return params
}

/** What is no choice of a group is left out: addresses are written by anybody. */
export function readFilters(params: URLSearchParams): Filters {
  const [, browser, version] = /^([a-z_]+):(\d+(?:\.\d+)?)$/.exec(params.get('works') ?? '') ?? []
  return {
    category: params.getAll('category'),
    baseline: params.getAll('baseline').filter((choice) => ['high', 'low', 'limited'].includes(choice)),
    status: params.getAll('status').filter((choice) => groupFacets.status.includes(choice)),
    support: browser === undefined ? null : { browser, version: Number(version) },
  }
}

export const toggled = (choices: readonly string[], choice: string): string[] =>
  choices.includes(choice) ? choices.filter((other) => other !== choice) : [...choices, choice]
