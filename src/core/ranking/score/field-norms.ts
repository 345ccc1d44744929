/**
 * How much a word in a field counts: more in the weightiest attribute, less in a text longer than
 * the average of its field.
 */
import type { SearchPlan } from '../../query/plan/plan.ts'

const b = 0.75

export interface FieldNorms {
  /**
   * By field id, for each occurrence: 4 in the weightiest attribute, 2 in the next, else 1; all 1
   * if all attributes weigh the same.
   */
  readonly weights: Float64Array
  /** By field id, for the field as a whole: 1, .8, .65, .575 and so on to .5. */
  readonly heights: Float64Array
  /** By field id: words on average, of the documents that have any. */
  readonly averages: Float64Array
  /** Whether all attributes weigh the same. */
  readonly isFlat: boolean
}

export function fieldNorms({ index, fields }: SearchPlan): FieldNorms {
  const count = index.fields.length
  const words = new Float64Array(count)
  const documents = new Float64Array(count)
  for (const { view } of index.segments) {
    const totals = view.fieldTotals()
    for (let field = 0; field < totals.words.length && field < count; field++) {
      words[field] += totals.words[field]
      documents[field] += totals.documents[field]
    }
  }
  const isSearched = (field: number): boolean => documents[field] > 0 && fields.allowed?.[field] !== 0
  // Attributes that no document has do not count.
  const places = [...new Set(fields.weights.filter((_, field) => isSearched(field)))].sort((a, b) => a - b)
  const isFlat = places.length < 2
  const placeOf = (weight: number): number => (isFlat ? 0 : places.indexOf(weight))
  return {
    weights: Float64Array.from(fields.weights, (weight) => (isFlat ? 1 : ([4, 2][placeOf(weight)] ?? 1))),
    heights: Float64Array.from(fields.weights, (weight) => Math.min(1, 0.5 + 0.6 / 2 ** placeOf(weight))),
    averages: words.map((sum, field) => (documents[field] === 0 ? 1 : sum / documents[field])),
    isFlat,
  }
}

export const normOf = ({ weights, averages }: FieldNorms, field: number, length: number): number =>
  weights[field] / (1 - b + (b * length) / averages[field])
