/**
 * Which words of a query were read as others: those that no hit has as they were typed (nor a
 * longer word, a synonym or another form), but that hits have with typos or cut in two. Of several,
 * the correction is the one with the fewest typos that most of the hits have.
 */
import type { Correction } from '../../shared/search.ts'
import type { Bitset } from '../docset/bitset.ts'
import type { Expansion } from '../query/plan/expand.ts'
import type { QueryNode } from '../query/plan/graph.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import { queryRules } from '../query/request/locales.ts'
import { exactClass, NodeMatches, oneClass, phraseList, zeroClass } from '../ranking/node-matches.ts'
import { keepsPlace, PostingList } from '../ranking/posting-list.ts'
import { tokenize } from '../text/tokenize.ts'

export interface Misreading {
  /** UTF-16 offsets in the query; `end` is exclusive. */
  readonly start: number
  readonly end: number
  readonly readAs: string
}

/** `hits`: all of them, whatever the window. */
export function misreadings(plan: SearchPlan, hits: Bitset): Misreading[] {
  const { request, index, nodes, expansions } = plan
  const readings = new Map<string, string>()
  nodes.forEach((node, i) => {
    if (node.terms > 1 || node.kind !== 'word' || !mayBeMisread(expansions[i])) return
    if (isHeld(plan, node, i, [exactClass, zeroClass], hits)) return
    const isJoined = (other: QueryNode): boolean =>
      other.terms > 1 && other.firstTerm <= node.firstTerm && other.lastTerm >= node.firstTerm
    if (nodes.some((other, n) => isJoined(other) && isHeld(plan, other, n, [exactClass, zeroClass, oneClass], hits)))
      return
    const readAs = mostRead(plan, expansions[i], hits)
    if (readAs !== null) readings.set(node.words[0] as string, readAs)
  })
  if (readings.size === 0) return []
  const rules = queryRules(index.settings, request.locales, request.attributesToSearchOn)
  return tokenize(request.q ?? '', rules).flatMap(({ kind, text, start, end }) => {
    const readAs = kind === 'word' ? readings.get(text) : undefined
    return readAs === undefined ? [] : [{ start, end, readAs }]
  })
}

export function correctionsOf(plan: SearchPlan, hits: Bitset): { corrections?: Correction[] } {
  const found = misreadings(plan, hits)
  if (found.length === 0) return {}
  const q = plan.request.q ?? ''
  const pairs = found.map(({ start, end, readAs }) => [q.slice(start, end), readAs] as const)
  return { corrections: [...new Map(pairs)].map(([typed, readAs]) => ({ typed, readAs })) }
}

const mayBeMisread = ({ words, splits }: Expansion): boolean =>
  splits.length > 0 || words.some(({ oneTypo, twoTypos }) => oneTypo.length + twoTypos.length > 0)

function isHeld(plan: SearchPlan, node: QueryNode, i: number, classes: readonly number[], hits: Bitset): boolean {
  const { index, fields, expansions } = plan
  const matches = new NodeMatches(node, expansions[i], index.segments, fields, index.documentCount)
  return classes.some((one) => matches.lists(one).some((list) => countIn(list, hits, 1) > 0))
}

function mostRead({ index: { segments }, fields }: SearchPlan, expansion: Expansion, hits: Bitset): string | null {
  const { words, splits } = expansion
  for (const typos of ['oneTypo', 'twoTypos'] as const) {
    const counts = new Map<string, number>()
    const count = (read: string, list: PostingList): void => {
      counts.set(read, (counts.get(read) ?? 0) + countIn(list, hits))
    }
    words.forEach((terms, segment) => {
      const { view } = segments[segment]
      for (const term of terms[typos]) {
        const list = new PostingList(view.postings(term), segments[segment], 0, fields.typoAllowed)
        count(view.dictionary.termAt(term), list)
      }
    })
    if (typos === 'oneTypo')
      for (const { left, right, lefts, rights } of splits)
        segments.forEach((source, segment) => {
          if (lefts[segment] < 0 || rights[segment] < 0) return
          const halves = Int32Array.of(lefts[segment], rights[segment])
          count(`${left} ${right}`, phraseList(halves, source, keepsPlace, fields.allowed))
        })
    const [[best, most] = ['', 0]] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    if (most > 0) return best
  }
  return null
}

/** How many of `hits` a list has in a field that counts; no more are counted than `enough`. */
export function countIn(
  { postings: { documents, starts, occurrences }, base, allowed }: PostingList,
  hits: Bitset,
  enough = Number.POSITIVE_INFINITY,
): number {
  let count = 0
  for (let i = 0; i < documents.length && count < enough; i++) {
    if (!hits.has(base + documents[i])) continue
    let counts = allowed === null
    for (let at = starts[i]; !counts && at < starts[i + 1]; at++) counts = allowed?.[occurrences[at] >>> 16] === 1
    if (counts) count++
  }
  return count
}
