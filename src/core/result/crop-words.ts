/**
 * A text as the words a reader sees, to count them by. That is not how it is indexed: scripts without spaces are indexed in pieces as small
 * as one character, which are put together again here.
 */
import { tokenize } from '../text/tokenize.ts'

/** What lies between two words: nothing (as in scripts without spaces), a soft separator, or a border of sentences. */
export const noGap = 0
export const softGap = 1
export const hardGap = 2

export interface CropWords {
  readonly count: number
  /** UTF-16 offsets; ends are exclusive. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  /** `gaps[i]` lies before word i. */
  readonly gaps: readonly number[]
}

let segmenter: Intl.Segmenter | null | undefined

/** Linear in the length of the text. */
export function cropWords(text: string): CropWords {
  const starts: number[] = []
  const ends: number[] = []
  const gaps: number[] = []
  let gap = noGap
  /** The piece of unspaced text that is being gone through, cut by the platform. */
  let borders: ReadonlySet<number> | null = null
  const tokens = tokenize(text)
  for (let i = 0; i < tokens.length; i++) {
    const { kind, start, end } = tokens[i]
    if (kind !== 'word') {
      gap = kind === 'hard' ? hardGap : softGap
      borders = null
      continue
    }
    if (borders === null && tokens[i + 1]?.kind === 'word') borders = wordBorders(text, start, runEnd(tokens, i))
    if (gap === noGap && borders !== null && starts.length > 0 && !borders.has(start)) ends[ends.length - 1] = end
    else {
      starts.push(start)
      ends.push(end)
      gaps.push(gap)
    }
    gap = noGap
  }
  return { count: starts.length, starts, ends, gaps }
}

/** Where the last of the words ends that follow each other with nothing between them. */
function runEnd(tokens: ReturnType<typeof tokenize>, first: number): number {
  let last = first
  while (tokens[last + 1]?.kind === 'word') last++
  return tokens[last].end
}

/** Where words start in this part of the text; every place when the platform cannot tell. */
function wordBorders(text: string, start: number, end: number): ReadonlySet<number> | null {
  segmenter ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'word' }) : null
  if (segmenter === null) return null
  const borders = new Set<number>()
  for (const { index } of segmenter.segment(text.slice(start, end))) borders.add(start + index)
  return borders
}
