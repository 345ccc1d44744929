/**
 * How each field of the index counts for one query: its weight (earlier in `searchableAttributes`
 * is better), and whether words are looked for in it at all, exactly or with typos.
 */
import { SeeklingError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import { coveringPattern, fitsPattern } from '../../document/attribute-pattern.ts'

export interface SearchedFields {
  /** By field id; all 0 when every attribute is searchable. */
  readonly weights: Int32Array
  readonly maxWeight: number
  /** By field id, 1 = searched; null when all are. */
  readonly allowed: Uint8Array | null
  /** The same for terms with typos. */
  readonly typoAllowed: Uint8Array | null
}

/** Of fields that are not searchable: none of their words should be in the index. */
const heaviest = 0xffff

/**
 * The result for the last index with these settings, since an index may have tens of thousands of
 * fields: too many to go through at every keystroke.
 */
const known = new WeakMap<Settings, { fields: readonly string[]; count: number; searched: SearchedFields }>()

/**
 * `fields`: dot path by field id. Throws `invalid_search_attributes_to_search_on` for an attribute
 * that is not searchable.
 */
export function searchedFields(
  fields: readonly string[],
  settings: Settings,
  attributesToSearchOn: readonly string[] | null,
): SearchedFields {
  const last = known.get(settings)
  let searched = last?.fields === fields && last.count === fields.length ? last.searched : undefined
  if (searched === undefined) {
    searched = allFields(fields, settings)
    known.set(settings, { fields, count: fields.length, searched })
  }
  if (attributesToSearchOn === null || attributesToSearchOn.includes('*')) return searched
  if (!settings.searchableAttributes.includes('*')) {
    checkSearchOn(attributesToSearchOn, settings.searchableAttributes, fields)
  }
  const { typoAllowed } = searched
  const allowed = Uint8Array.from(fields, (field) => (coveringPattern(attributesToSearchOn, field) >= 0 ? 1 : 0))
  return { ...searched, allowed, typoAllowed: allowed.map((yes, i) => (typoAllowed?.[i] === 0 ? 0 : yes)) }
}

function allFields(fields: readonly string[], { searchableAttributes, typoTolerance }: Settings): SearchedFields {
  const weights = new Int32Array(fields.length)
  let maxWeight = 0
  if (!searchableAttributes.includes('*')) {
    for (let field = 0; field < fields.length; field++) {
      const place = coveringPattern(searchableAttributes, fields[field])
      weights[field] = place < 0 ? heaviest : Math.min(place, heaviest)
      if (place > maxWeight) maxWeight = place
    }
  }
  const { disableOnAttributes } = typoTolerance
  const typoAllowed =
    disableOnAttributes.length === 0
      ? null
      : Uint8Array.from(fields, (field) => (coveringPattern(disableOnAttributes, field) < 0 ? 1 : 0))
  return { weights, maxWeight, allowed: null, typoAllowed }
}

/** An attribute is accepted if it is listed, is nested in a listed one, or holds one. */
function checkSearchOn(asked: readonly string[], searchable: readonly string[], fields: readonly string[]): void {
  for (const attribute of asked) {
    if (searchable.some((name) => fitsPattern(name, attribute))) continue
    if (searchable.some((name) => coveringPattern([attribute], name) >= 0)) continue
    if (fields.some((field) => coveringPattern(searchable, field) >= 0 && coveringPattern([attribute], field) >= 0))
      continue
    const message =
      `Attribute \`${attribute}\` in \`attributesToSearchOn\` is not searchable. ` +
      `Searchable attributes are: ${searchable.join(', ') || 'none'}; add it to the setting \`searchableAttributes\` first.`
    throw new SeeklingError('invalid_search_attributes_to_search_on', message, { attribute })
  }
}
