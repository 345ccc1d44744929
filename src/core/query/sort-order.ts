/** `field:asc` and `field:desc`, as the `sort` parameter and as a custom ranking rule. */
import { SeeklingError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import { coveringPattern } from '../document/attribute-pattern.ts'

export interface SortOrder {
  readonly field: string
  readonly descending: boolean
}

/** undefined when the text is no sort order. A field may hold colons itself: the last one counts. */
export function parseSortOrder(text: string): SortOrder | undefined {
  const [, field, direction] = /^(.+):(asc|desc)$/s.exec(text) ?? []
  return field === undefined ? undefined : { field, descending: direction === 'desc' }
}

/** The `sort` parameter against the settings; throws `invalid_search_sort`. A field counts where it stands first. */
export function checkSort(sort: readonly string[] | null, { rankingRules, sortableAttributes }: Settings): SortOrder[] {
  if (sort === null || sort.length === 0) return []
  if (!rankingRules.includes('sort')) {
    throw new SeeklingError(
      'invalid_search_sort',
      'This index cannot sort: add `sort` to the setting `rankingRules`, where its place says how much it counts.',
    )
  }
  const orders: SortOrder[] = []
  for (const text of sort) {
    const order = parseSortOrder(text)
    if (order === undefined) {
      const message = `\`${text}\` in \`sort\` is no sort order: write "attribute:asc" or "attribute:desc".`
      throw new SeeklingError('invalid_search_sort', message, { sort: text })
    }
    if (coveringPattern(sortableAttributes, order.field) < 0) {
      const message =
        `Attribute \`${order.field}\` is not sortable. Sortable attributes are: ${sortableAttributes.join(', ') || 'none'}; ` +
        'add it to the setting `sortableAttributes` first.'
      throw new SeeklingError('invalid_search_sort', message, { attribute: order.field })
    }
    if (!orders.some(({ field }) => field === order.field)) orders.push(order)
  }
  return orders
}
