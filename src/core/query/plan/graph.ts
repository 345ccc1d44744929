/**
 * The query as a graph: nodes are terms and n-grams (neighbouring words read as one), paths are the
 * ways to cut the query into nodes, and levels say which terms are given up for more hits.
 */
import type { MatchingStrategy } from '../../../shared/search.ts'
import type { ParsedQuery, QueryTerm } from './parse.ts'

export interface QueryNode {
  /** As of the term: see `QueryTerm`. */
  readonly kind: QueryTerm['kind']
  /** Terms firstTerm .. lastTerm stand in this node; more than one in an n-gram. */
  readonly firstTerm: number
  readonly lastTerm: number
  /** How many terms those are. */
  readonly terms: number
  /** Query positions of the first and the last word. */
  readonly position: number
  readonly endPosition: number
  /** One for a word or n-gram (joined), the characters of a run; null is a hole in a phrase. */
  readonly words: readonly (string | null)[]
  /**
   * The words as they were typed: those an n-gram joins, each for itself; the characters of a run.
   * Empty for a phrase.
   */
  readonly typed: readonly string[]
  readonly prefix: boolean
  /** Of a run: see `QueryTerm`. */
  readonly lastOrElse: readonly string[]
}

/** The word of a node of that kind, which has one and no holes. */
export const wordOf = ({ words }: QueryNode): string => words[0] ?? ''

/**
 * The ways to read the query with so many terms given up as the level's number: node numbers from
 * left to right. Never empty lists; no paths when nothing in the index can match.
 */
export interface GraphLevel {
  readonly paths: readonly (readonly number[])[]
}

/**
 * The most ways to read one query that are looked at: ten words that all join have 274, ordinary
 * queries one or two.
 */
export const maxPaths = 32

/** One node per term, then every possible n-gram of two and three. */
export function graphNodes({ terms }: ParsedQuery): QueryNode[] {
  const nodes = terms.map((term, i) => nodeOf(term, i))
  for (let size = 2; size <= 3; size++) {
    for (let first = 0; first + size <= terms.length; first++) {
      const joined = joinTerms(terms, first, first + size - 1)
      if (joined !== null) nodes.push(joined)
    }
  }
  return nodes
}

function nodeOf({ kind, words, position, prefix, lastOrElse = [] }: QueryTerm, term: number): QueryNode {
  const endPosition = position + words.length - 1
  const typed = kind === 'phrase' ? [] : (words as readonly string[])
  return { kind, firstTerm: term, lastTerm: term, terms: 1, position, endPosition, words, typed, prefix, lastOrElse }
}

/** Words that follow each other directly, read as one; null if they do not. */
function joinTerms(terms: readonly QueryTerm[], firstTerm: number, lastTerm: number): QueryNode | null {
  const first = terms[firstTerm]
  const last = terms[lastTerm]
  const typed: string[] = []
  for (let i = firstTerm; i <= lastTerm; i++) {
    const term = terms[i]
    if (term.kind !== 'word' || term.position !== first.position + i - firstTerm) return null
    typed.push(term.words[0] as string)
  }
  return {
    kind: 'word',
    firstTerm,
    lastTerm,
    terms: lastTerm - firstTerm + 1,
    position: first.position,
    endPosition: last.position,
    words: [typed.join('')],
    typed,
    prefix: last.prefix,
    lastOrElse: [],
  }
}

/**
 * By term, when it is given up: the least number first, equal ones in any order, Infinity never.
 * Phrases are never given up; without a phrase those that would go last are kept. `frequencies`:
 * documents per term, only looked at by the strategy of that name.
 */
export function removalOrder(
  strategy: MatchingStrategy,
  terms: readonly QueryTerm[],
  frequencies: readonly number[],
): number[] {
  const order = terms.map(({ kind }, term) => {
    if (strategy === 'all' || kind === 'phrase') return Number.POSITIVE_INFINITY
    if (strategy === 'last') return -term
    // A term that no document has is given up first, as if it were the most frequent.
    return -(frequencies[term] || Number.POSITIVE_INFINITY)
  })
  const last = Math.max(...order)
  return order.map((place) => (place === last ? Number.POSITIVE_INFINITY : place))
}

/**
 * The full query first, then with one more term given up each. A term is given up only where all
 * that goes before it is; an n-gram goes with the last of its terms, so it may reach over one that
 * would have gone. `isPossible`: whether the index has any word for the node.
 */
export function graphLevels(
  nodes: readonly QueryNode[],
  order: readonly number[],
  isPossible: (node: number) => boolean,
): GraphLevel[] {
  const possible = [...nodes.keys()].filter(isPossible)
  const placeOf = ({ firstTerm, lastTerm }: QueryNode): number => Math.max(...order.slice(firstTerm, lastTerm + 1))
  const levels: number[][][] = [[]]
  for (const place of order) if (place < Number.POSITIVE_INFINITY) levels.push([])
  const path: number[] = []
  /** `gone`: the last place of those given up; `used`: the first of those that are not. */
  const extend = (term: number, removed: number, gone: number, used: number): void => {
    if (gone > used) return
    if (term === order.length) {
      if (path.length > 0) levels[removed].push([...path])
      return
    }
    for (const number of possible) {
      const node = nodes[number]
      if (node.firstTerm !== term) continue
      path.push(number)
      extend(node.lastTerm + 1, removed, gone, Math.min(used, placeOf(node)))
      path.pop()
    }
    if (order[term] < Number.POSITIVE_INFINITY) extend(term + 1, removed + 1, Math.max(gone, order[term]), used)
  }
  extend(0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  // Longest first: those with the fewest n-grams.
  return levels.map((paths) => ({ paths: paths.sort((a, b) => b.length - a.length).slice(0, maxPaths) }))
}
