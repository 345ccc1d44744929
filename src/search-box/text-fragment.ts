/**
 * Links that make the browser show and mark the found words on the page they lead to:
 * `page#anchor:~:text=before-,found words,-after`. The words around make it the right place; where
 * a browser knows no text fragments, or the page reads otherwise, the anchor is what counts.
 */
import type { TextPart } from '../index.ts'

/** Words on each side that tell the place from others with the same words. */
const wordsAround = 3
/** A longer "word" is text without spaces, in which a browser sees other words than we do. */
const longestWord = 40

interface Word {
  readonly text: string
  readonly isMatch: boolean
  /** The excerpt was cut here. */
  readonly isEdge: boolean
}

/** `url` as it is where `excerpt` has no match. */
export function withTextFragment(url: string, excerpt: readonly TextPart[]): string {
  const words = wordsOf(excerpt)
  const [from, to] = longestRun(words)
  const match = words.slice(from, to)
  if (match.length === 0 || match.some(({ text }) => text.length > longestWord)) return url
  const before = upToEdge(words.slice(0, from).reverse()).reverse()
  const after = upToEdge(words.slice(to))
  const directive = [
    ...(before.length > 0 ? [`${encoded(before)}-`] : []),
    encoded(match),
    ...(after.length > 0 ? [`-${encoded(after)}`] : []),
  ]
  return `${url}${url.includes('#') ? '' : '#'}:~:text=${directive.join(',')}`
}

/** Whole words, because a text fragment is found at the bounds of words only. */
function wordsOf(excerpt: readonly TextPart[]): Word[] {
  const text = excerpt.map((part) => part.text).join('')
  let end = 0
  const matches = excerpt.flatMap(({ text: { length }, isMatch }) => {
    const start = end
    end += length
    return isMatch ? [{ start, end }] : []
  })
  return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
    const isMatch = matches.some((match) => match.start < index + word.length && match.end > index)
    const isEdge = word.includes('…')
    const whole = word.replaceAll('…', '')
    return whole === '' && !isEdge ? [] : [{ text: whole, isMatch: isMatch && whole !== '', isEdge }]
  })
}

/** The first of the longest runs of matching words, as `[from, to)`. */
function longestRun(words: readonly Word[]): [number, number] {
  let best: [number, number] = [0, 0]
  for (let from = 0; from < words.length; from++) {
    let to = from
    while (to < words.length && words[to].isMatch && (to === from || !words[to].isEdge)) to++
    if (to - from > best[1] - best[0]) best = [from, to]
  }
  return best
}

function upToEdge(words: readonly Word[]): Word[] {
  const near = words.slice(0, wordsAround)
  const edge = near.findIndex(({ isEdge, text }) => isEdge || text.length > longestWord)
  return edge < 0 ? near : near.slice(0, edge)
}

/** A directive has meanings of its own for `-`, `,` and `&`. */
const encoded = (words: readonly Word[]): string =>
  encodeURIComponent(words.map(({ text }) => text).join(' ')).replaceAll('-', '%2D')
