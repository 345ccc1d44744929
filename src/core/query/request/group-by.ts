/**
 * The attribute of which each value comes with one hit only: that of `groupBy`, else of `distinct`,
 * else of the setting `distinctAttribute`.
 */
import { SeeklingError } from '../../../shared/errors.ts'
import type { SearchRequest } from '../../../shared/search.ts'
import type { Settings } from '../../../shared/settings.ts'
import { filterability, listFilterable } from '../../document/filterable.ts'

export const defaultGroupSize = 3

type Asked = Pick<SearchRequest, 'groupBy' | 'distinct'>

/** The attribute as the request names it, not checked yet. */
export function wantedDistinct({ groupBy, distinct }: Asked, settings: Settings): string | null {
  if (groupBy) return groupBy.attribute
  return distinct === undefined ? settings.distinctAttribute : distinct
}

/**
 * Throws `invalid_search_distinct` or `invalid_search_group_by` where the attribute of the request
 * is not filterable.
 */
export function distinctAttribute(request: Asked, settings: Settings): string | null {
  const wanted = wantedDistinct(request, settings)
  const { groupBy, distinct } = request
  const isAsked = groupBy || distinct !== undefined
  const { filterableAttributes } = settings
  if (!isAsked || wanted === null || filterability(filterableAttributes, wanted) !== null) return wanted
  const [name, code] = groupBy
    ? (['groupBy', 'invalid_search_group_by'] as const)
    : (['distinct', 'invalid_search_distinct'] as const)
  const message = `Attribute \`${wanted}\` in \`${name}\` is not filterable. ${listFilterable(filterableAttributes)}`
  throw new SeeklingError(code, message, { attribute: wanted })
}
