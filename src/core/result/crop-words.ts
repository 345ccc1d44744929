/**
 * A text as the words a reader sees, to count them by. That is not how it is indexed: scripts
 * without spaces are indexed in pieces as small as one character, which are put together again
 * here.
 */
import { runWordEnds } from '../text/run-words.ts'
import type { TextRules } from '../text/text-rules.ts'
import type { Token } from '../text/tokenize.ts'
import { noGap, type WordList, wordsOf } from './word-list.ts'

/**
 * Runs are cut into words piece by piece: the platform takes quadratic time for one (56,000
 * characters in 730 ms, in pieces 107 ms).
 */
const longestRun = 1000

export interface CropWords {
  readonly count: number
  /** UTF-16 offsets; ends are exclusive. */
  readonly starts: ArrayLike<number>
  readonly ends: ArrayLike<number>
  /** `gaps[i]` lies before word i. */
  readonly gaps: ArrayLike<number>
}

/** Linear in the length of the text. `rules`: how it is indexed. */
export function cropWords(text: string, rules: TextRules): CropWords {
  const list = wordsOf(text, rules)
  const { characters } = list
  return characters === null && !list.hasSharedPlaces ? list : inReadersWords(text, list, rules)
}

function inReadersWords(text: string, list: WordList, rules: TextRules): CropWords {
  const starts: number[] = []
  const ends: number[] = []
  const gaps: number[] = []
  const isCharacter = (i: number): boolean => list.characters?.has(i) ?? false
  let gap = noGap
  for (let i = 0; i < list.count; ) {
    const from = i
    gap = Math.max(gap, list.gaps[from])
    let to = from + 1
    if (isCharacter(from)) while (isCharacter(to) && list.gaps[to] === noGap && to - from < longestRun) to++
    const wordEnds = isCharacter(from) ? runEnds(text, list, from, to, rules) : [to]
    // The last word of a piece may go on in the next.
    if (to - from === longestRun && wordEnds.length > 1) wordEnds.pop()
    for (const end of wordEnds) {
      // Words that share a character of the text count as one word to a reader.
      if (list.starts[i] !== starts.at(-1)) {
        starts.push(list.starts[i])
        ends.push(list.ends[end - 1])
        gaps.push(gap)
      }
      gap = noGap
      i = end
    }
  }
  return { count: starts.length, starts, ends, gaps }
}

function runEnds(text: string, list: WordList, from: number, to: number, rules: TextRules): number[] {
  const tokens = Array.from({ length: to - from }, (_, k): Token => {
    const i = from + k
    return { kind: 'word', text: list.word(i), start: list.starts[i], end: list.ends[i], isCharacter: true }
  })
  return runWordEnds(text, tokens, 0, tokens.length, rules).map((end) => from + end)
}
