/**
 * From a parsed filter to the documents it means: checked against the setting
 * `filterableAttributes`, evaluated.
 */
import { type ErrorCode, SeeklingError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import { Bitset } from '../../docset/bitset.ts'
import type { GlobalDocument } from '../../docset/numbers.ts'
import { filterability, filterablePatterns, listFilterable } from '../../document/filterable.ts'
import { evaluateFilter } from '../../filter/evaluate.ts'
import type { Filter } from '../../filter/filter.ts'
import type { TimeLimit } from '../../filter/time-limit.ts'
import type { ColumnSource } from '../../segment/segment-view.ts'

export interface FilteredIndex {
  readonly settings: Settings
  readonly segments: readonly { readonly view: ColumnSource; readonly base: GlobalDocument }[]
  readonly documentCount: number
}

/**
 * Global numbers of the documents, deleted ones included; null when there is no filter. Throws
 * `code`. Once the time is over, of documents that it means only those found so far.
 */
export function readFilter(
  filter: Filter | null,
  index: FilteredIndex,
  code: ErrorCode,
  limit?: TimeLimit,
): Bitset | null {
  if (filter === null) return null
  checkAttributes(filter, index.settings, code)
  const found = new Bitset(index.documentCount)
  for (const { view, base } of index.segments) found.uniteAt(base, evaluateFilter(filter, view, limit))
  return found
}

const comparisons: readonly string[] = ['>', '>=', '<', '<=', 'TO']
const presence: readonly string[] = ['EXISTS', 'IS NULL', 'IS EMPTY']

function checkAttributes(filter: Filter, settings: Settings, code: ErrorCode): void {
  if ('parts' in filter) for (const part of filter.parts) checkAttributes(part, settings, code)
  else if ('part' in filter) checkAttributes(filter.part, settings, code)
  else {
    const { filterableAttributes } = settings
    const attribute = 'field' in filter ? filter.field : '_geo'
    const allowed = filterability(filterableAttributes, attribute)
    // Places are filterable only where `_geo` is named: a `*` covers plain values only.
    if (allowed === null || (attribute === '_geo' && !filterablePatterns(filterableAttributes).includes('_geo'))) {
      const message = `Attribute \`${attribute}\` is not filterable. ${listFilterable(filterableAttributes)} Add it to the setting \`filterableAttributes\` first.`
      throw new SeeklingError(code, message, { attribute })
    }
    const { op } = filter
    const feature = comparisons.includes(op) ? 'comparison' : 'equality'
    if ('field' in filter && !(presence.includes(op) ? allowed.equality || allowed.comparison : allowed[feature])) {
      const message = `\`${op}\` is not allowed for the attribute \`${attribute}\`: the rule of \`filterableAttributes\` that covers it has features.filter.${feature} off.`
      throw new SeeklingError(code, message, { attribute, operator: op })
    }
  }
}
