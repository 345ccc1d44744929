/**
 * `matchingStrategy: 'any'` word by word as its formula stands in the documentation: slow and
 * obvious, kept to compare with. Not modelled: synonyms, the cap on typo derivations, and that only
 * the best hundred documents are looked at closely.
 */
import { coveringPattern } from '../../src/core/document/attribute-pattern.ts'
import { stemOf, weakWords } from '../../src/core/query/plan/languages/english.ts'
import { parseQuery } from '../../src/core/query/plan/parse.ts'
import { compareUtf8 } from '../../src/core/query/plan/typo-terms.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import type { Settings } from '../../src/shared/settings.ts'
import { type NaiveWord, naiveTypos, wordsOf } from './naive-segment.ts'

interface Place {
  readonly path: string
  /** Behind all words where it is two that a word was cut into. */
  readonly word: string
  readonly position: number
  readonly weight: number
  readonly closeness: number
  readonly covers: number
}

type Weights = Pick<Place, 'weight' | 'closeness' | 'covers'>
const as = (weight: number, closeness = weight, covers = closeness): Weights => ({ weight, closeness, covers })

/** Scores of all hits by ordinal. */
export function referenceAny(
  documents: readonly JsonObject[],
  settings: Settings,
  request: SearchRequest,
  deleted: ReadonlySet<number>,
): Map<number, number> {
  const isSearchable = (path: string): boolean => coveringPattern(settings.searchableAttributes, path) >= 0
  const asked = request.attributesToSearchOn ?? null
  const isAsked = (path: string): boolean => asked === null || coveringPattern(asked, path) >= 0
  const stops = new Set(settings.stopWords.map((word) => word.toLowerCase()))
  const parse = () => parseQuery(request.q ?? '', stops, settings.prefixSearch !== 'disabled', undefined, 64)
  if (parse().hasOnlyStopWords) stops.clear()
  const texts = documents.map((document) => wordsOf(document, isSearchable))
  const vocabulary = [...new Set(texts.flatMap(({ words }) => words.map(({ word }) => word)))].filter(
    (word) => !stops.has(word),
  )
  const { terms, negative } = parse()
  const sequence = (words: NaiveWord[], wanted: readonly (string | null)[]): NaiveWord[] =>
    words.filter(({ path, position, word }) =>
      wanted.every((one, i) =>
        i === 0
          ? one === word
          : one === null || words.some((w) => w.path === path && w.position === position + i && w.word === one),
      ),
    )

  const distinct = [...new Map(terms.map((term) => [`${term.kind} ${JSON.stringify(term.words)}`, term])).entries()]
  const found = distinct.map(([key, term]) => {
    const times = terms.filter(({ kind, words }) => `${kind} ${JSON.stringify(words)}` === key).length
    const word = term.words[0] as string
    if (term.kind !== 'word') {
      const length = term.words.length
      const isStop = term.kind === 'run' && stops.has(term.words.join(''))
      // The last syllable of a run may still be typed: then it may be any that it becomes.
      const readings = [term.words, ...(term.lastOrElse ?? []).map((last) => [...term.words.slice(0, -1), last])]
      const places = texts.map(({ words }) =>
        (isStop ? [] : readings.flatMap((reading) => sequence(words, reading)))
          .filter(({ path }) => isAsked(path))
          .map(({ path, position }): Place => ({ path, position, word: '', ...as(1, 1, length) })),
      )
      return { term, times, places, isWeak: false }
    }
    const joined = [2, 3].flatMap((size) =>
      [...terms.keys()]
        .map((first) => terms.slice(first, first + size))
        .filter(
          (run) =>
            run.length === size &&
            run.every(({ kind, position }, i) => kind === 'word' && position === run[0].position + i) &&
            run.some(({ words }) => words[0] === word),
        )
        .map((run) => ({ text: run.map(({ words }) => words[0]).join(''), size, prefix: run.at(-1)?.prefix })),
    )
    const begins = (other: string): boolean =>
      (term.prefix && other.startsWith(word)) ||
      joined.some(({ text, prefix }) => prefix && other !== text && other.startsWith(text))
    const counts = new Map<string, Weights>()
    for (const other of vocabulary) {
      const whole = joined.find(({ text }) => text === other)
      if (other === word) counts.set(other, as(1))
      else if (begins(other)) counts.set(other, as(0.8, 0.95, 1))
      else if (whole !== undefined) counts.set(other, as(0.9, 0.9, 0.9 / whole.size))
      else if (!stops.has(word) && /^[a-z]{3,}$/.test(word) && stemOf(other) === stemOf(word))
        counts.set(other, as(0.8, 0.5))
    }
    const isKnown = counts.size > 0
    const mistyped = new Set<string>()
    let budget = 0
    if (!isKnown) {
      const { enabled, minWordSizeForTypos, disableOnWords, disableOnNumbers } = settings.typoTolerance
      const { oneTypo, twoTypos } = minWordSizeForTypos
      const isNumber = (text: string): boolean => disableOnNumbers && /^\p{Nd}+$/u.test(text)
      const size = [...word].length
      const isExact = !enabled || isNumber(word) || disableOnWords.some((exact) => exact.toLowerCase() === word)
      budget = isExact || size < (oneTypo === 5 ? 4 : oneTypo) ? 0 : size < twoTypos ? 1 : 2
      for (const other of vocabulary) {
        const typos = naiveTypos(word, other, term.prefix)
        if (typos === 0 || typos > budget || isNumber(other)) continue
        counts.set(other, as(typos === 1 ? 0.8 : 0.5))
        mistyped.add(other)
      }
    }
    let split: readonly string[] = []
    let most = 0
    for (let at = 1; at < word.length && !isKnown; at++) {
      const halves = [word.slice(0, at), word.slice(at)]
      if (halves.some((half) => stops.has(half))) continue
      const having = texts.filter(({ words }, i) => !deleted.has(i) && sequence(words, halves).length > 0).length
      if (having > most) split = halves
      most = Math.max(most, having)
    }
    // Three slips in a long word, where no word is nearer.
    if (budget === 2 && [...word].length >= 12 && counts.size === 0)
      for (const other of vocabulary) {
        if (other[0] !== word[0] || naiveTypos(word, other, false) !== 3) continue
        counts.set(other, as(0.5))
        mistyped.add(other)
      }
    const isExactOnly = (path: string): boolean =>
      coveringPattern(settings.typoTolerance.disableOnAttributes, path) >= 0
    const places = texts.map(({ words }) =>
      words
        .filter(({ path, word: other }) => isAsked(path) && !(mistyped.has(other) && isExactOnly(path)))
        .flatMap(({ path, position, word: other }): Place[] => {
          const weights = counts.get(other)
          return weights === undefined ? [] : [{ path, position, word: other, ...weights }]
        })
        .concat(
          (split.length === 0 ? [] : sequence(words, split))
            .filter(({ path }) => isAsked(path))
            .map(({ path, position }): Place => ({ path, position, word: '\u{10ffff}', ...as(0.8, 0.8, 1.6) })),
        ),
    )
    return { term, times, places, isWeak: weakWords.has(word) }
  })

  const paths = [...new Set(texts.flatMap(({ lengths }) => [...lengths.keys()]))]
  const average = (path: string): number => {
    const own = texts.flatMap(({ lengths }) => lengths.get(path) ?? [])
    return own.reduce((sum, length) => sum + length, 0) / own.length
  }
  const rank = (path: string): number =>
    settings.searchableAttributes.includes('*') ? 0 : coveringPattern(settings.searchableAttributes, path)
  const ranks = paths.filter(isAsked).map(rank)
  const isFlat = new Set(ranks).size < 2
  const places = [...new Set(ranks)].sort((a, b) => a - b)
  const placeOf = (path: string): number => (isFlat ? 0 : places.indexOf(rank(path)))
  const hasStrong = found.some(({ isWeak }) => !isWeak)
  const idf: number[] = []
  const strong: number[] = []
  for (const { term, places: own, isWeak } of found) {
    const n = own.filter((here) => here.length > 0).length
    const plain = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5))
    const mean = strong.length === 0 ? 0 : strong.reduce((sum, one) => sum + one, 0) / strong.length
    if (hasStrong && isWeak && !term.prefix) idf.push(plain * 0.3)
    else {
      idf.push(term.prefix ? Math.max(plain, mean / 2) : plain)
      strong.push(idf.at(-1) as number)
    }
  }
  const held = idf.reduce((sum, one) => sum + one, 0)

  const asLong = found.reduce((sum, { term, times }) => sum + times * term.words.length, 0)

  const scores = new Map<number, number>()
  documents.forEach((_, ordinal) => {
    const { words, lengths } = texts[ordinal]
    const own = found.map(({ places }) => places[ordinal])
    if (deleted.has(ordinal) || own.every((places) => places.length === 0)) return
    if (found.some(({ term }, i) => term.kind === 'phrase' && own[i].length === 0)) return
    if (negative.some((term) => sequence(words, term.words).some(({ path }) => isAsked(path)))) return
    let score = 0
    own.forEach((places, i) => {
      const { times } = found[i]
      let x = 0
      for (const { path, weight } of places)
        x +=
          ((isFlat ? 1 : ([4, 2][placeOf(path)] ?? 1)) * weight) /
          (0.25 + (0.75 * (lengths.get(path) as number)) / average(path))
      score += (idf[i] * ((9 * times) / (8 + times)) * x * 2.6) / (x + 1.6)
    })
    let coverage = 0
    for (const path of lengths.keys()) {
      const taken = new Set<number>()
      const here = own.map((places, i) => {
        const { term, times } = found[i]
        const inField = places
          .filter((place) => place.path === path && !(term.prefix && taken.has(place.position)))
          .sort((a, b) => b.closeness - a.closeness || compareUtf8(a.word, b.word) || a.position - b.position)
        for (const { position, closeness, covers } of inField.slice(0, times))
          if (covers >= closeness) taken.add(position)
        return inField
      })
      const most = (places: readonly Place[], what: 'closeness' | 'covers'): number =>
        Math.max(0, ...places.map((place) => place[what]))
      const covered = here.reduce((s, p, i) => s + most(p, 'covers') * Math.min(found[i].times, p.length), 0)
      const share = Math.min(1, covered / (lengths.get(path) as number))
      const sum = here.reduce((s, places, i) => s + idf[i] * most(places, 'closeness'), 0)
      const height = Math.min(1, 0.5 + 0.6 / 2 ** placeOf(path))
      const isQuery = Math.min(share, covered / asLong, sum / held) >= 0.9
      coverage = Math.max(coverage, ((isQuery ? 1.3 : 1) * height * (0.15 + 0.85 * share) * sum * sum) / held)
    }
    score += (isFlat ? 4 : 2) * coverage
    for (let i = 1; i < found.length; i++) {
      const distance = found[i].term.position - found[i - 1].term.position
      if (distance <= 0) continue
      let y = 0
      for (const a of own[i - 1])
        for (const b of own[i]) {
          const off = Math.abs(b.position - a.position - distance)
          if (a.path !== b.path || off > 8) continue
          y += a.closeness * b.closeness * (off === 0 ? 1 : 0.3 / (1 + off / 2))
        }
      score += (0.3 * Math.min(idf[i - 1], idf[i]) * y * 2.2) / (y + 1.2)
    }
    scores.set(ordinal, score)
  })
  return scores
}
