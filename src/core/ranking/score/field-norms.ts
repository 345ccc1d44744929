/** What a word in a field counts: more in the weightiest attribute, less in a text longer than the average of its field. */
import type { SearchPlan } from '../../query/plan/plan.ts'

const b = 0.75

export interface FieldNorms {
  /** By field id: 4 for the weightiest attribute and 1 for the others, or 1 for all. */
  readonly weights: Float64Array
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
  let least = Number.POSITIVE_INFINITY
  let most = -1
  for (let field = 0; field < count; field++) {
    if (!isSearched(field)) continue
    least = Math.min(least, fields.weights[field])
    most = Math.max(most, fields.weights[field])
  }
  return {
    weights: Float64Array.from(fields.weights, (weight) => (least < most && weight === least ? 4 : 1)),
    averages: words.map((sum, field) => (documents[field] === 0 ? 1 : sum / documents[field])),
    isFlat: least >= most,
  }
}

export const normOf = ({ weights, averages }: FieldNorms, field: number, length: number): number =>
  weights[field] / (1 - b + (b * length) / averages[field])
