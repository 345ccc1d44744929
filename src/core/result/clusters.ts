/**
 * Where what a reader sees as one character begins and ends: a flag, an emoji with its modifiers
 * and joiners, a letter with its marks, a conjunct of an Indic script. The law: nothing shown is
 * marked or cut inside of one. The platform's `Intl.Segmenter` decides; only stretches in which
 * characters may belong together are passed to it, each once, so that a text of plain letters costs
 * nothing.
 */

/**
 * Characters that may belong to one beside them. Hangul syllables only do so beside a letter in
 * pieces.
 */
const joining =
  /[\p{M}\p{Cf}\p{RI}\p{Emoji_Modifier}\p{Extended_Pictographic}\u0d4e\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uff9e\uff9f\ud800-\udfff\u{10000}-\u{10ffff}]/u

/**
 * What counts as one character where there is no `Intl.Segmenter`: flags, and a character with all
 * that modifies it or is joined to it.
 */
const cluster =
  /\p{RI}{2}|\r\n|.(?:[\p{M}\p{Emoji_Modifier}\uff9e\uff9f\u{e0020}-\u{e007f}]|\u200c|\u200d|(?<=\u200d)\p{Extended_Pictographic})*/gsu

/** No character that begins two places before can reach over this place. */
function isPlainBorder(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  if (before < 0xa9 && after < 0xa9) return before !== 13 || after !== 10
  return !joining.test(text.slice(at - 1, at + 1))
}

export class Clusters {
  readonly #text: string
  /** The stretch that was segmented last, and where its characters begin. */
  #from = 0
  #to = 0
  #starts: readonly number[] = []

  constructor(text: string) {
    this.#text = text
  }

  /** Where the character begins that this place lies in; the place itself where one begins. */
  start(at: number): number {
    return this.#border(at, 0)
  }

  /** Where the character ends that this place lies in; the place itself where one ends. */
  end(at: number): number {
    return this.#border(at, 1)
  }

  #border(at: number, next: 0 | 1): number {
    const text = this.#text
    if (at <= 0 || at >= text.length || isPlainBorder(text, at)) return at
    if (at <= this.#from || at >= this.#to) this.#ask(at)
    const starts = this.#starts
    let low = 0
    let high = starts.length - 1
    // The last one that begins at or before the place.
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#from + starts[middle] <= at) low = middle
      else high = middle - 1
    }
    const start = this.#from + starts[low]
    if (start === at || next === 0) return start
    return low + 1 < starts.length ? this.#from + starts[low + 1] : this.#to
  }

  #ask(at: number): void {
    const text = this.#text
    let from = at - 1
    while (from > 0 && !isPlainBorder(text, from)) from--
    let to = at + 1
    while (to < text.length && !isPlainBorder(text, to)) to++
    this.#from = from
    this.#to = to
    this.#starts = clusterStarts(text.slice(from, to))
  }
}

let segmenter: Intl.Segmenter | undefined
let maker: unknown

function clusterStarts(stretch: string): number[] {
  const { Segmenter } = Intl
  if (typeof Segmenter !== 'function') return Array.from(stretch.matchAll(cluster), ({ index }) => index)
  if (maker !== Segmenter) {
    maker = Segmenter
    segmenter = undefined
  }
  segmenter ??= new Segmenter(undefined, { granularity: 'grapheme' })
  return Array.from(segmenter.segment(stretch), ({ index }) => index)
}
