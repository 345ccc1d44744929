/**
 * The postings of all that stands for a term under `matchingStrategy: 'any'`, each list with what
 * an occurrence in it counts.
 */
import type { AnyTerm } from '../../query/plan/any-terms.ts'
import type { SearchPlan } from '../../query/plan/plan.ts'
import { chooseSplit, phraseList } from '../node-matches.ts'
import { keepsPlace, PostingList } from '../posting-list.ts'

export interface ScoredList {
  readonly list: PostingList
  /** What an occurrence counts among the term's occurrences. */
  readonly weight: number
  /** What it counts where the words of a field are counted, and where neighbouring words are. */
  readonly closeness: number
  /** Words of a field that an occurrence covers, as far as they are the term's own. */
  readonly covers: number
}

const begun = 0.8
/** The word as typed comes first where all else is equal. */
const begunClose = 0.95
const oneTypo = 0.8
const twoTypos = 0.5

export function scoredLists({ index: { segments }, fields }: SearchPlan, { expansion }: AnyTerm): ScoredList[] {
  const lists: ScoredList[] = []
  const add = (list: PostingList, weight: number, closeness = weight, share = 1): void => {
    lists.push({ list, weight, closeness, covers: closeness * share * Math.max(1, list.span & ~keepsPlace) })
  }
  const { words, phrases, synonyms, splits } = expansion
  segments.forEach((segment, i) => {
    const { view } = segment
    const terms = words[i]
    if (terms !== undefined) {
      if (terms.exact >= 0) add(new PostingList(view.postings(terms.exact), segment, 0, fields.allowed), 1)
      for (const range of terms.prefixes)
        add(
          new PostingList(view.rangePostings(range), segment, 0, fields.allowed, false),
          begun,
          begunClose,
          1 / begunClose,
        )
      const mistyped = (found: Uint32Array, weight: number): void =>
        found.forEach((term) => add(new PostingList(view.postings(term), segment, 0, fields.typoAllowed), weight))
      mistyped(terms.oneTypo, oneTypo)
      mistyped(terms.twoTypos, twoTypos)
    }
    const own = phrases[i]
    if (own != null) add(phraseList(own, segment, 0, fields.allowed), 1)
    for (const { phrases: others, weight, closeness, share } of synonyms) {
      const other = others[i]
      if (other !== null) add(phraseList(other, segment, 0, fields.allowed), weight ?? 1, closeness, share)
    }
  })
  for (const list of chooseSplit(splits, segments, fields)) add(list, oneTypo)
  return lists
}
