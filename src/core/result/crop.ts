/**
 * Which part of a long text to show: as many words around the best matches as asked for, or the
 * first ones where nothing matches. The best matches that fit are those with the most distinct
 * words of the query, then the closest together, then the most often in the order of the query;
 * among equals the first.
 */

import type { TextRules } from '../text/text-rules.ts'
import { Clusters } from './clusters.ts'
import { type CropWords, cropWords } from './crop-words.ts'
import type { TextMatch } from './text-matches.ts'

/** UTF-16 offsets: `text.slice(start, end)` is shown. */
export interface CropWindow {
  readonly start: number
  readonly end: number
}

/** Words farther apart than this are equally far. */
const farthest = 7

/**
 * At most `length` words, or the whole text for 0. What lies beyond the first and the last word
 * belongs to them: only a side that lost words is cut. `weights`: words per term of the query;
 * `rules`: how the text is indexed. Linear in the length of the text.
 */
export function cropWindow(
  text: string,
  matches: readonly TextMatch[],
  length: number,
  weights: readonly number[],
  rules: TextRules,
): CropWindow {
  const whole = { start: 0, end: text.length }
  if (length === 0 || text.length <= length) return whole
  const words = wordsToCrop(text, matches, length, rules)
  if (words.count <= length) return whole
  const { first, last } = grow(words, bestSpan(locate(matches, words), length, weights), length)
  const clusters = new Clusters(text)
  return {
    start: first === 0 ? 0 : clusters.start(words.starts[first]),
    end: last === words.count - 1 ? text.length : clusters.end(words.ends[last]),
  }
}

/** UTF-16 units of a text without a match that are looked at first, for each word to be shown. */
const unitsOfWord = 64

/** Of a text without a match no more than its beginning is shown. */
function wordsToCrop(
  text: string,
  { length: matches }: readonly TextMatch[],
  length: number,
  rules: TextRules,
): CropWords {
  // Twice as many words, since the last ones may be cut in another way than in the whole text.
  const most = unitsOfWord * (length + unitsOfWord)
  const first = matches === 0 && text.length > most ? cropWords(text.slice(0, most), rules) : null
  return first !== null && first.count > length * 2 ? first : cropWords(text, rules)
}

/** Words first .. last. */
interface Span {
  readonly first: number
  readonly last: number
}

interface LocatedMatch extends Span {
  readonly terms: number
}

function locate(matches: readonly TextMatch[], { count, ends }: CropWords): LocatedMatch[] {
  let word = 0
  return matches.map(({ start, length, terms }) => {
    while (word < count - 1 && ends[word] <= start) word++
    const first = word
    while (word < count - 1 && ends[word] < start + length) word++
    return { first, last: word, terms }
  })
}

/**
 * From the first to the last of the best matches; of one that is longer than the window, its
 * beginning.
 */
function bestSpan(matches: readonly LocatedMatch[], length: number, weights: readonly number[]): Span {
  if (matches.length === 0) return { first: 0, last: -1 }
  let best: Span = { first: matches[0].first, last: matches[0].first + length - 1 }
  let bestScore: Score | null = null
  const held = new Held(weights)
  let from = 0
  matches.forEach((match, i) => {
    held.add(match, i > from ? matches[i - 1] : null)
    for (; from <= i && match.last - matches[from].first >= length; from++)
      held.remove(matches[from], from < i ? matches[from + 1] : null)
    const next = matches[i + 1]
    // A span is compared only when it can take in no further match.
    if (from > i || (next !== undefined && next.last - matches[from].first < length)) return
    const score = held.score()
    if (bestScore !== null && compare(score, bestScore) <= 0) return
    best = { first: matches[from].first, last: match.last }
    bestScore = score
  })
  return best
}

type Score = readonly [distinctWords: number, closeness: number, inOrder: number]

const compare = (a: Score, b: Score): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/**
 * Neighbouring matches and their value together, kept up to date as matches come in on the right
 * and go out on the left.
 */
class Held {
  readonly #weights: readonly number[]
  readonly #times: number[]
  #distinct = 0
  #distance = 0
  #inOrder = 0

  constructor(weights: readonly number[]) {
    this.#weights = weights
    this.#times = weights.map(() => 0)
  }

  add(match: LocatedMatch, left: LocatedMatch | null): void {
    this.#count(match.terms, 1)
    if (left !== null) this.#pair(left, match, 1)
  }

  remove(match: LocatedMatch, right: LocatedMatch | null): void {
    this.#count(match.terms, -1)
    if (right !== null) this.#pair(match, right, -1)
  }

  score(): Score {
    return [this.#distinct, -this.#distance, this.#inOrder]
  }

  #count(terms: number, by: 1 | -1): void {
    this.#weights.forEach((weight, term) => {
      if ((terms & (1 << term)) === 0) return
      this.#times[term] += by
      if (this.#times[term] === (by === 1 ? 1 : 0)) this.#distinct += weight * by
    })
  }

  #pair(left: LocatedMatch, right: LocatedMatch, by: 1 | -1): void {
    this.#distance += Math.min(right.first - left.last, farthest) * by
    // The lowest bit is the first term.
    if ((right.terms & -right.terms) > (left.terms & -left.terms)) this.#inOrder += by
  }
}

/**
 * Takes in words on both sides until there are enough: first where the gap is weaker, so that a
 * sentence is finished before the next is begun, and on the left and the right in turn where both
 * are alike.
 */
function grow({ count, gaps }: CropWords, span: Span, length: number): Span {
  let { first, last } = span
  if (last < first) return { first: 0, last: length - 1 }
  let room = length - (last - first + 1)
  while (room > 0 && (first > 0 || last < count - 1)) {
    const left = first > 0 ? gaps[first] : Number.POSITIVE_INFINITY
    const right = last < count - 1 ? gaps[last + 1] : Number.POSITIVE_INFINITY
    if (left <= right) {
      first--
      room--
    }
    if (right <= left && room > 0) {
      last++
      room--
    }
  }
  return { first, last }
}
