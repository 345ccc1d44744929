/**
 * Why a hit ranks where it does, rule by rule in the order of the rules, and which rule put it
 * before the next one. Pure: score details in, sentences out.
 */
import type { Hit } from 'seekling'

export type Details = NonNullable<Hit<Record<string, unknown>>['_rankingScoreDetails']>
type Rule = Details[string]

export interface Reason {
  readonly rule: string
  readonly says: string
  /** Between 0 and 1; null for a rule that orders by a value and scores nothing. */
  readonly score: number | null
  /** It is the first rule that tells this hit from the next. */
  readonly decides: boolean
}

/** `next`: the details of the hit below; null for the last hit. */
export function reasonsFor(details: Details, next: Details | null): Reason[] {
  const rules = Object.entries(details).sort(([, a], [, b]) => a.order - b.order)
  const decisive = next === null ? undefined : rules.find(([name, rule]) => differ(rule, next[name]))?.[0]
  return rules.map(([rule, found]) => ({
    rule,
    says: sayingOf(rule, found),
    score: typeof found.score === 'number' ? found.score : null,
    decides: rule === decisive,
  }))
}

/** One sentence about the neighbour below. */
export function verdict(reasons: readonly Reason[], nextName: string | null): string {
  if (nextName === null) return 'It is the last one.'
  const decisive = reasons.find(({ decides }) => decides)
  const before = decisive === reasons[0] ? 'the first one.' : 'all rules above it are equal.'
  return decisive === undefined
    ? `No rule tells it from “${nextName}” below it, so the one that was added first comes first.`
    : `It is before “${nextName}” by the rule ${decisive.rule}: ${before}`
}

function differ(rule: Rule, other: Rule | undefined): boolean {
  const { order: _, ...own } = rule
  const { order: __, ...others } = other ?? { order: 0 }
  return JSON.stringify(own) !== JSON.stringify(others)
}

function sayingOf(name: string, rule: Rule): string {
  const { matchingWords, maxMatchingWords, typoCount, matchType, value, distance } = rule as Partial<
    Record<string, unknown>
  > &
    Rule
  if (name === 'words') return `${matchingWords} of ${maxMatchingWords} words`
  if (name === 'typo') return typoCount === 0 ? 'no typo' : `${typoCount} ${typoCount === 1 ? 'typo' : 'typos'}`
  if (name === 'proximity') return 'how close the words stand to each other'
  if (name === 'attributeRank' || name === 'attribute') return 'how weighty the attribute is in which they stand'
  if (name === 'wordPosition') return 'how early in it they stand'
  if (name === 'exactness') return exactness[String(matchType)] ?? 'how many words are as typed'
  if (name === 'any') return anyScore(rule)
  if (typeof distance === 'number') return `${Math.round(distance)} m away`
  return value === null || value === undefined ? 'has no value, so it comes last' : `its value is ${shown(value)}`
}

const exactness: Readonly<Record<string, string>> = {
  exactMatch: 'an attribute is the query, and nothing else',
  matchesStart: 'an attribute begins with the query',
  noExactMatch: 'the query is a part of an attribute',
}

function anyScore(rule: Rule): string {
  const parts = Object.entries(rule).filter(([key, value]) => key !== 'order' && typeof value === 'number')
  return `one score of the words that are there: ${parts.map(([key, value]) => `${key} ${(value as number).toFixed(2)}`).join(', ')}`
}

const shown = (value: unknown): string => (typeof value === 'string' ? `“${value}”` : JSON.stringify(value))
