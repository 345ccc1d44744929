/**
 * Where a query's run of characters (scripts written without spaces, and Hangul) is cut into words,
 * each of which is one term of the query. Only queries are cut in this way, to know which terms may
 * be given up or stand apart in a document: documents are indexed by single characters, wherever
 * words are cut.
 *
 * The settings' dictionary comes first, then the platform's `Intl.Segmenter`. Without one, a run is
 * cut where the script changes, Han in pairs, the length of most of its words; Thai, Lao, Khmer and
 * Myanmar have no edges to cut at and stay whole.
 */
import type { TextRules } from './text-rules.ts'
import type { Token } from './tokenize.ts'

/** Cuts tokens[from .. to), a run, into words; returns where each of them ends. */
export function runWordEnds(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  rules: TextRules,
): number[] {
  const ends: number[] = []
  const { start } = tokens[from]
  const { end } = tokens[to - 1]
  const edges = edgesOf(text.slice(start, end), rules.locale)
  const { runWords } = rules
  // Words that share a character of the text are never parted.
  const isEdge = (at: number): boolean =>
    tokens[at].start !== tokens[at - 1].start && edges.has(tokens[at].start - start)
  for (let at = from; at < to; ) {
    let next = at + dictionaryWord(tokens, at, to, runWords)
    if (next === at)
      do next++
      while (next < to && !isEdge(next) && dictionaryWord(tokens, next, to, runWords) === 0)
    ends.push(next)
    at = next
  }
  return ends
}

/**
 * How many tokens the longest word of the dictionary that stands here takes; 0 if none stands here.
 */
function dictionaryWord(tokens: readonly Token[], at: number, to: number, words: TextRules['runWords']): number {
  let longest = 0
  let seen = ''
  for (let end = at; end < to; ) {
    seen += tokens[end++].text
    const word = words.get(seen)
    if (word === undefined) break
    if (word !== null) longest = end - at
  }
  return longest
}

/** Offsets in the run. */
function edgesOf(run: string, locale: string | undefined): Set<number> {
  const segmenter = wordSegmenter(locale)
  return new Set(segmenter === null ? scriptEdges(run) : Array.from(segmenter.segment(run), ({ index }) => index))
}

let segmenters = new Map<string | undefined, Intl.Segmenter>()
let maker: unknown

function wordSegmenter(locale: string | undefined): Intl.Segmenter | null {
  const { Segmenter } = Intl
  if (typeof Segmenter !== 'function') return null
  if (maker !== Segmenter) {
    maker = Segmenter
    segmenters = new Map()
  }
  let segmenter = segmenters.get(locale)
  if (segmenter === undefined) {
    segmenter = new Segmenter(locale, { granularity: 'word' })
    segmenters.set(locale, segmenter)
  }
  return segmenter
}

const han = /\p{scx=Han}/u
const others = /[^\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/u
const scripts = [han, /\p{scx=Hira}/u, /\p{scx=Kana}/u, /\p{scx=Hang}/u, others]

function scriptEdges(run: string): number[] {
  const edges: number[] = []
  let script = han
  let length = 0
  let at = 0
  for (const character of run) {
    // A character of several scripts, such as `ー`, belongs to the script of the one before it; so
    // do marks.
    if ((!script.test(character) && !/\p{M}/u.test(character)) || (script === han && length === 2) || length === 0) {
      edges.push(at)
      script = scripts.find((candidate) => candidate.test(character)) as RegExp
      length = 0
    }
    length++
    at += character.length
  }
  return edges
}
