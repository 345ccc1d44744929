/**
 * The matches found in a text, made fit to be shown: in whole characters, and those of words that
 * say little, such as a question begins with, only beside others: `a` is in every sentence.
 */
import type { SearchPlan } from '../query/plan/plan.ts'
import { Clusters } from './clusters.ts'
import { hardGap, type WordList } from './word-list.ts'

/** UTF-16 offsets: `text.slice(start, start + length)` is the match. */
export interface TextMatch {
  readonly start: number
  readonly length: number
  /**
   * Terms of the query it stands for, as bits; more than one where neighbouring words are read as
   * one.
   */
  readonly terms: number
}

/**
 * The matches as far as the characters that a reader sees reach; those that share one are one
 * match.
 */
export function inWholeCharacters(text: string, found: readonly TextMatch[]): TextMatch[] {
  const clusters = new Clusters(text)
  const matches: TextMatch[] = []
  let marked = 0
  for (const { start, length, terms } of found) {
    const from = clusters.start(start)
    const to = clusters.end(start + length)
    const last = matches.at(-1)
    if (last !== undefined && from < marked)
      matches[matches.length - 1] = {
        start: last.start,
        length: Math.max(to, marked) - last.start,
        terms: last.terms | terms,
      }
    else matches.push({ start: from, length: to - from, terms })
    marked = Math.max(to, marked)
  }
  return matches
}

/** The terms of a query that say little, while it has others, as bits. */
export function weakTerms({ terms }: SearchPlan): number {
  let weak = 0
  let strong = 0
  for (const { node, isWeak } of terms ?? []) {
    if (isWeak) weak |= 1 << node.firstTerm
    else strong |= 1 << node.firstTerm
  }
  // Terms far behind in a long query share the bit of an earlier one.
  return weak & ~strong
}

/**
 * Leaves out runs of neighbouring matches in which all are of the terms `weak`. `spans`: the first
 * and the last word of each match.
 */
export function withoutStrays(
  found: readonly TextMatch[],
  spans: readonly number[],
  { gaps }: WordList,
  weak: number,
): TextMatch[] {
  const kept: TextMatch[] = []
  let from = 0
  let isStrong = false
  found.forEach(({ terms }, i) => {
    isStrong ||= (terms & ~weak) !== 0
    const next = spans[2 * i + 1] + 1
    if (i + 1 < found.length && spans[2 * i + 2] === next && gaps[next] !== hardGap) return
    if (isStrong) for (const match of found.slice(from, i + 1)) kept.push(match)
    from = i + 1
    isStrong = false
  })
  return kept
}
