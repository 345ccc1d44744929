/**
 * A text as the words a reader sees, to count them by. That is not how it is indexed: scripts without spaces are indexed in pieces as small
 * as one character, which are put together again here.
 */
import { runWordEnds } from '../text/run-words.ts'
import type { TextRules } from '../text/text-rules.ts'
import { tokenize } from '../text/tokenize.ts'

/** What lies between two words: nothing (as in scripts without spaces), a soft separator, or a border of sentences. */
export const noGap = 0
export const softGap = 1
export const hardGap = 2

/** Runs are cut into words piece by piece: the platform takes quadratic time for one (56,000 characters in 730 ms, in pieces 107 ms). */
const longestRun = 1000

export interface CropWords {
  readonly count: number
  /** UTF-16 offsets; ends are exclusive. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** `gaps[i]` lies before word i. */
  readonly gaps: readonly number[]
}

/** Linear in the length of the text. `rules`: how it is indexed. */
export function cropWords(text: string, rules: TextRules): CropWords {
  const starts: number[] = []
  const ends: number[] = []
  const gaps: number[] = []
  let gap = noGap
  const tokens = tokenize(text, rules)
  for (let i = 0; i < tokens.length; ) {
    const { kind, isCharacter } = tokens[i]
    if (kind !== 'word') {
      gap = kind === 'hard' ? hardGap : softGap
      i++
      continue
    }
    let to = i + 1
    while (isCharacter && tokens[to]?.isCharacter && to - i < longestRun) to++
    const wordEnds = isCharacter ? runWordEnds(text, tokens, i, to, rules) : [to]
    // The last word of a piece may go on in the next.
    if (to - i === longestRun && wordEnds.length > 1) wordEnds.pop()
    for (const end of wordEnds) {
      // Words that share a character of the text are one to a reader.
      if (tokens[i].start !== starts.at(-1)) {
        starts.push(tokens[i].start)
        ends.push(tokens[end - 1].end)
        gaps.push(gap)
      }
      gap = noGap
      i = end
    }
  }
  return { count: starts.length, starts, ends, gaps }
}
