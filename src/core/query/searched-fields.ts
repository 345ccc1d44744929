/**
 * What each field of the index means to one query: its weight (earlier in `searchableAttributes` is better), and whether words are looked
 * for in it at all, exactly or with typos.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { Settings } from '../../shared/settings.ts'
import { coveringPattern } from './attribute-pattern.ts'

export interface SearchedFields {
  /** By field id; all 0 when every attribute is searchable. */
  readonly weights: Int32Array
  readonly maxWeight: number
  /** By field id, 1 = searched; null when all are. */
  readonly allowed: Uint8Array | null
  /** The same for words reached by a typo. */
  readonly typoAllowed: Uint8Array | null
}

const maxWeight = 0xffff

/** `fields`: dot path by field id. Throws `invalid_search_attributes_to_search_on` for an attribute that is not searchable. */
export function searchedFields(
  fields: readonly string[],
  settings: Settings,
  attributesToSearchOn: readonly string[] | null,
): SearchedFields {
  const { searchableAttributes, typoTolerance } = settings
  const weights = new Int32Array(fields.length)
  let greatest = 0
  if (!searchableAttributes.includes('*')) {
    for (let field = 0; field < fields.length; field++) {
      const place = coveringPattern(searchableAttributes, fields[field])
      weights[field] = place < 0 ? maxWeight : Math.min(place, maxWeight)
      if (place > greatest) greatest = place
    }
    checkSearchOn(attributesToSearchOn, searchableAttributes, fields)
  }
  const allowed =
    attributesToSearchOn === null || attributesToSearchOn.includes('*')
      ? null
      : Uint8Array.from(fields, (field) => (coveringPattern(attributesToSearchOn, field) >= 0 ? 1 : 0))
  const typoAllowed =
    typoTolerance.disableOnAttributes.length === 0
      ? allowed
      : Uint8Array.from(fields, (field, i) =>
          allowed?.[i] !== 0 && coveringPattern(typoTolerance.disableOnAttributes, field) < 0 ? 1 : 0,
        )
  return { weights, maxWeight: greatest, allowed, typoAllowed }
}

/** An attribute is fine if it is listed, nested in a listed one, or holds one. */
function checkSearchOn(
  asked: readonly string[] | null,
  searchable: readonly string[],
  fields: readonly string[],
): void {
  for (const attribute of asked ?? []) {
    if (attribute === '*' || coveringPattern(searchable, attribute) >= 0) continue
    if (searchable.some((name) => coveringPattern([attribute], name) >= 0)) continue
    if (fields.some((field) => coveringPattern(searchable, field) >= 0 && coveringPattern([attribute], field) >= 0))
      continue
    const message =
      `Attribute \`${attribute}\` in \`attributesToSearchOn\` is not searchable. ` +
      `Searchable attributes are: ${searchable.join(', ') || 'none'}; add it to the setting \`searchableAttributes\` first.`
    throw new SeeklingError('invalid_search_attributes_to_search_on', message, { attribute })
  }
}
