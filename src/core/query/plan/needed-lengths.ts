/** Of which fields ranking looks at the lengths, so that they can be loaded before it begins. */
import type { SearchPlan } from './plan.ts'

const none = new Uint8Array(0)

/**
 * By field id, 1 = needed; null for all. Scores of the strategy `any` and the rule `exactness`
 * compare lengths, nothing else does.
 */
export function neededLengths({ terms, query, fields, index }: SearchPlan): Uint8Array | null {
  const { rankingRules } = index.settings
  const compares = query.terms.length > 0 && (terms !== null || rankingRules.includes('exactness'))
  return compares ? fields.allowed : none
}
