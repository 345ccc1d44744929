/**
 * Search by the rules of ranking, document by document and reading by reading: slow and obvious,
 * kept to compare with. Every document gets a list of costs, one per rule; fewer is better, the
 * first difference decides, then first insertion. Not modelled: the caps on typo derivations, and
 * the cap on readings of one query.
 */
import { coveringPattern } from '../../src/core/document/attribute-pattern.ts'
import { type ParsedQuery, parseQuery, type QueryTerm } from '../../src/core/query/plan/parse.ts'
import { attributeRules, queryRules } from '../../src/core/query/request/locales.ts'
import type { TextRules } from '../../src/core/text/text-rules.ts'
import { tokenize } from '../../src/core/text/tokenize.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import type { Settings } from '../../src/shared/settings.ts'
import { leavesOf, type NaiveWord, naiveTypos, wordsOf } from './naive-segment.ts'

interface Place {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly typos: number
  /** As typed. */
  readonly exact: boolean
  readonly phrase: boolean
}

interface Node {
  readonly terms: readonly number[]
  readonly position: number
  readonly endPosition: number
  readonly places: readonly Place[]
}

type Reading = readonly Node[]

interface Subject {
  readonly ordinal: number
  readonly value: JsonObject
  readonly words: readonly NaiveWord[]
  /** Stop words too: a phrase may consist of them. */
  readonly all: readonly NaiveWord[]
  readonly lengths: ReadonlyMap<string, number>
}

/**
 * A hit, with the readings and the terms that still count and what the rules so far have made of
 * it.
 */
interface Ranked {
  readonly subject: Subject
  readonly removed: number
  readings: readonly Reading[]
  readonly costs: Cost[]
}

/** Ordinals (places in `documents`) of all hits, best first. */
export function referenceSearch(
  documents: readonly JsonObject[],
  settings: Settings,
  request: SearchRequest,
  deleted: ReadonlySet<number> = new Set(),
): number[] {
  const rules = queryRules(settings, request.locales, request.attributesToSearchOn)
  let stopWords = new Set(settings.stopWords.map((word) => termOf(word, rules)))
  const parse = (): ParsedQuery => parseQuery(request.q ?? '', stopWords, settings.prefixSearch !== 'disabled', rules)
  let query = parse()
  if (query.hasOnlyStopWords) {
    stopWords = new Set()
    query = parse()
  }
  const isSearchable = (path: string): boolean => coveringPattern(settings.searchableAttributes, path) >= 0
  const subjects = documents
    .map((value, ordinal): Subject => {
      const { words, lengths } = wordsOf(value, isSearchable, (path) => attributeRules(settings, path))
      // A query sees the places of stop words and their number, never the words; characters are
      // parts of words.
      return {
        ordinal,
        value,
        words: words.filter(({ word, isCharacter }) => isCharacter || !stopWords.has(word)),
        all: words,
        lengths,
      }
    })
    .filter(({ ordinal }) => !deleted.has(ordinal))
  const search = new Reference(settings, request, rules, stopWords, query, subjects)
  return search
    .ranked(subjects.filter((subject) => !search.isExcluded(subject, query.negative)))
    .sort((a, b) => search.compare(a.costs, b.costs) || a.subject.ordinal - b.subject.ordinal)
    .map(({ subject }) => subject.ordinal)
}

/** A cost, or a value to sort by. */
type Cost = number | { readonly value: number | string | undefined; readonly descending: boolean }

class Reference {
  readonly settings: Settings
  readonly request: SearchRequest
  readonly textRules: TextRules
  readonly stopWords: ReadonlySet<string>
  readonly terms: readonly QueryTerm[]
  readonly wordCount: number
  readonly subjects: readonly Subject[]
  readonly rules: readonly string[]
  /** By term, when it is given up: the least first; Infinity for never. */
  readonly order: readonly number[]
  readonly #splits = new Map<string, readonly [string, string] | null>()

  constructor(
    settings: Settings,
    request: SearchRequest,
    textRules: TextRules,
    stopWords: ReadonlySet<string>,
    { terms, wordCount }: ParsedQuery,
    subjects: readonly Subject[],
  ) {
    this.settings = settings
    this.request = request
    this.textRules = textRules
    this.stopWords = stopWords
    this.terms = terms
    this.wordCount = wordCount
    this.subjects = subjects
    this.rules = this.#rules()
    this.order = this.#order()
  }

  compare(a: readonly Cost[], b: readonly Cost[]): number {
    for (let i = 0; i < a.length; i++) {
      const x = a[i]
      const y = b[i]
      if (typeof x === 'number' || typeof y === 'number') {
        if (x !== y) return (x as number) - (y as number)
        continue
      }
      const rank = (value: unknown): number => (typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2)
      if (rank(x.value) !== rank(y.value)) return rank(x.value) - rank(y.value)
      if (x.value === y.value || x.value === undefined || y.value === undefined) continue
      return x.value < y.value === x.descending ? 1 : -1
    }
    return 0
  }

  /** The hits, with what each costs by every rule. */
  ranked(subjects: readonly Subject[]): Ranked[] {
    const hits = subjects.flatMap((subject) => this.#start(subject) ?? [])
    for (const rule of this.rules) {
      const soFar = hits.map(({ costs }) => JSON.stringify(costs))
      for (const costs of new Set(soFar)) {
        const group = hits.filter((_, i) => soFar[i] === costs)
        const kept = this.terms.flatMap((_, term) =>
          group.some(({ readings }) => readings.some((reading) => !this.#goneFrom(reading).includes(term)))
            ? [term]
            : [],
        )
        const typed = rule === 'exactAttribute' ? this.#readAsTyped(group, kept) : []
        for (const hit of group) this.#rank(hit, rule, kept, typed)
      }
    }
    return hits
  }

  /** null: no hit. */
  #start(subject: Subject): Ranked | null {
    if (this.terms.length === 0) return { subject, removed: 0, readings: [], costs: [] }
    const found = this.#readings(0, subject)
    const removed = Math.min(...found.map((reading) => this.#goneFrom(reading).length))
    const readings = found.filter((reading) => this.#goneFrom(reading).length === removed)
    if (readings.length > 0) return { subject, removed, readings, costs: [] }
    return null
  }

  #rank(hit: Ranked, rule: string, kept: readonly number[], typed: readonly number[]): void {
    const { subject, removed, costs } = hit
    if (rule === 'words') costs.push(removed)
    else if (rule.includes(':')) costs.push(sortCost(subject.value, rule))
    else if (rule === 'exactAttribute') costs.push(this.#exactAttribute(subject, kept, typed))
    else {
      const priced = hit.readings.map((reading) => ({ reading, cost: sum(this.#costs(rule, reading)) }))
      const least = Math.min(...priced.map(({ cost }) => cost))
      costs.push(least)
      hit.readings = priced
        .filter(({ cost }) => cost === least)
        .map(({ reading }) => reading.map(narrowed[rule] ?? same))
    }
  }

  /**
   * Terms that a document has as typed, and that one of the hits still matches by themselves and
   * without typos.
   */
  #readAsTyped(hits: readonly Ranked[], kept: readonly number[]): number[] {
    const hasTypos = this.rules.indexOf('typo') < this.rules.indexOf('exactAttribute') && this.rules.includes('typo')
    return kept.filter(
      (term) =>
        this.subjects.some((subject) => this.#node([term], subject)?.places.some(({ exact }) => exact)) &&
        hits.some(({ readings }) =>
          readings.some((reading) =>
            reading.some(
              ({ terms, places }) =>
                terms.length === 1 && terms[0] === term && (!hasTypos || places.some(({ typos }) => typos === 0)),
            ),
          ),
        ),
    )
  }

  #costs(rule: string, reading: Reading): number[] {
    if (rule === 'typo') {
      return reading.map(
        ({ terms, places }) => (terms.length > 1 ? terms.length : 0) + least(places, ({ typos }) => typos),
      )
    }
    if (rule === 'proximity') {
      const joins = reading.map(({ terms }) => terms.length - 1)
      const pairs = reading.slice(1).map((right, i) => {
        const left = reading[i]
        if (left.endPosition + 1 !== right.position) return 0
        return this.settings.proximityPrecision === 'byAttribute' ? attributeCost(left, right) : pairCost(left, right)
      })
      return [...joins, ...pairs]
    }
    if (rule === 'attributeRank') {
      return reading.map(({ terms, places }) => terms.length * least(places, ({ path }) => this.#weight(path)))
    }
    if (rule === 'wordPosition') {
      return reading.map(({ terms, places, position }) => {
        const distance = least(places, ({ start }) => Math.abs(storedPosition(start) - position))
        return sum(terms.map((_, word) => positionCost(distance + word)))
      })
    }
    return reading.map(({ terms, places }) => (places.some(({ exact }) => exact) ? 0 : terms.length))
  }

  #weight(path: string): number {
    return this.settings.searchableAttributes.includes('*')
      ? 0
      : coveringPattern(this.settings.searchableAttributes, path)
  }

  /** 0: an attribute is the query; 1: one begins with it; 2: neither. */
  #exactAttribute({ all: words, lengths }: Subject, kept: readonly number[], typed: readonly number[]): number {
    if (kept.some((term, i) => term !== i) || typed.length === 0) return 2
    const last = this.terms[kept.length - 1]
    const keptWords = kept.length === this.terms.length ? this.wordCount : last.wordsBefore + last.words.length
    const skipped = kept.filter((term) => !typed.includes(term)).map((term) => this.terms[term].words.length)
    const wordCount = keptWords - sum(skipped)
    const standsAt = (path: string, position: number, wanted: string): boolean =>
      words.some((word) => word.path === path && word.position === position && word.word === wanted)
    const paths = [...lengths.keys()].filter(
      (path) =>
        this.#isSearched(path) &&
        typed.every((term) =>
          this.terms[term].words.every(
            (word, i) => word === null || standsAt(path, this.terms[term].position + i, word),
          ),
        ),
    )
    if (paths.some((path) => lengths.get(path) === wordCount && wordCount <= 30)) return 0
    return paths.length > 0 ? 1 : 2
  }

  isExcluded({ all }: Subject, negative: readonly QueryTerm[]): boolean {
    const searched = all.filter(({ path }) => this.#isSearched(path))
    return negative.some((term) => phrasePlaces(term.words, searched).length > 0)
  }

  #isSearched(path: string): boolean {
    const { attributesToSearchOn } = this.request
    return (
      attributesToSearchOn === null ||
      attributesToSearchOn === undefined ||
      coveringPattern(attributesToSearchOn, path) >= 0
    )
  }

  /** All ways to read the query from a term on, each with places for all that is not given up. */
  #readings(from: number, subject: Subject): Reading[] {
    if (from === this.terms.length) return [[]]
    const rest = this.order[from] === Number.POSITIVE_INFINITY ? [] : this.#readings(from + 1, subject)
    const cut = [1, 2, 3].flatMap((size) => {
      if (from + size > this.terms.length) return []
      const node = this.#node(
        Array.from({ length: size }, (_, i) => from + i),
        subject,
      )
      return node === null || node.places.length === 0
        ? []
        : this.#readings(from + size, subject).map((others) => [node, ...others])
    })
    return [...cut, ...rest].filter((reading) => from > 0 || this.#isAllowed(reading))
  }

  #goneFrom(reading: Reading): number[] {
    return this.terms.flatMap((_, term) => (reading.some(({ terms }) => terms.includes(term)) ? [] : [term]))
  }

  /** What is read would be given up no sooner than what is not. */
  #isAllowed(reading: Reading): boolean {
    const gone = this.#goneFrom(reading).map((term) => this.order[term])
    return (
      reading.length > 0 &&
      reading.every(({ terms }) => {
        const place = Math.max(...terms.map((term) => this.order[term]))
        return gone.every((other) => other <= place)
      })
    )
  }

  #node(terms: readonly number[], subject: Subject): Node | null {
    const own = terms.map((term) => this.terms[term])
    const [first] = own
    const last = own[own.length - 1]
    const position = first.position
    const endPosition = last.position + last.words.length - 1
    const words = first.kind === 'phrase' ? subject.all : subject.words
    const searched = words.filter(({ path }) => this.#isSearched(path))
    if (first.kind !== 'word' && own.length === 1) {
      const places = (this.#isStopRun(terms[0]) ? [] : phrasePlaces(first.words, searched)).map((place) => ({
        ...place,
        typos: 0,
        exact: true,
        phrase: first.kind === 'phrase',
      }))
      if (first.kind === 'run') {
        const longer = (first.lastOrElse ?? []).map((character) => [...first.words.slice(0, -1), character])
        const others = [...longer, ...this.#synonyms(first.words.join(' '))]
        const meant = others.flatMap((phrase) => phrasePlaces(phrase, searched))
        places.push(...meant.map((place) => ({ ...place, typos: 0, exact: false, phrase: true })))
      }
      return { terms, position, endPosition, places }
    }
    if (own.some((term, i) => term.kind !== 'word' || term.position !== position + i)) return null
    const word = own.map(({ words }) => words[0]).join('')
    const budget = Math.max(0, this.#budget(word) - (own.length - 1))
    const places: Place[] = searched.flatMap(({ path, position: start, word: other }): Place[] => {
      const typos = naiveTypos(word, other, last.prefix)
      if (typos > budget || (typos > 0 && this.#isExactOnly(path, other))) return []
      return [{ path, start, end: start, typos, exact: other === word && own.length === 1, phrase: false }]
    })
    const typed = own.map(({ words }) => words[0]).join(' ')
    const meant = this.#synonyms(typed).flatMap((synonym) => phrasePlaces(synonym, searched))
    const split = this.#split(word, typed)
    const cut = split === null ? [] : phrasePlaces(split, searched)
    return {
      terms,
      position,
      endPosition,
      places: [
        ...places,
        ...meant.map((place) => ({ ...place, typos: 0, exact: false, phrase: true })),
        ...cut.map((place) => ({ ...place, typos: 1, exact: false, phrase: true })),
      ],
    }
  }

  #isStopRun(term: number): boolean {
    const { kind, words } = this.terms[term]
    return kind === 'run' && this.stopWords.has(words.join(''))
  }

  /** Words in sequence that mean what was typed; null where a stop word stands. */
  #synonyms(typed: string): (string | null)[][] {
    const { synonyms } = this.settings
    const stopWords = new Set(this.settings.stopWords.map((word) => termOf(word, this.textRules)))
    const wordsIn = (text: string): string[] =>
      tokenize(text, this.textRules)
        .filter(({ kind }) => kind === 'word')
        .map(({ text: word }) => word)
    return Object.entries(synonyms)
      .filter(([word]) => wordsIn(word).join(' ') === typed)
      .flatMap(([, values]) => values.map((value) => wordsIn(value)))
      .filter((words) => words.join(' ') !== typed)
      .map((words) => {
        const open = words.map((word) => (stopWords.has(word) ? null : word))
        while (open[0] === null) open.shift()
        while (open.at(-1) === null) open.pop()
        return open
      })
      .filter((words) => words.length > 0)
  }

  #budget(word: string): number {
    const { enabled, minWordSizeForTypos, disableOnWords, disableOnNumbers } = this.settings.typoTolerance
    if (
      !enabled ||
      disableOnWords.some((exact) => termOf(exact, this.textRules) === word) ||
      (disableOnNumbers && /^\d+$/.test(word))
    )
      return 0
    const length = [...word].length
    return length < minWordSizeForTypos.oneTypo ? 0 : length < minWordSizeForTypos.twoTypos ? 1 : 2
  }

  #isExactOnly(path: string, word: string): boolean {
    const { disableOnAttributes, disableOnNumbers } = this.settings.typoTolerance
    return coveringPattern(disableOnAttributes, path) >= 0 || (disableOnNumbers && /^\d+$/.test(word))
  }

  /**
   * The cut whose halves follow each other in most documents, other than where two words were
   * joined.
   */
  #split(word: string, typed: string): readonly [string, string] | null {
    let best = this.#splits.get(typed)
    if (best !== undefined) return best
    best = null
    let most = 0
    const characters = [...word]
    for (let cut = 1; cut < characters.length; cut++) {
      const pair = [characters.slice(0, cut).join(''), characters.slice(cut).join('')] as const
      if (pair.join(' ') === typed) continue
      const count = this.subjects.filter(({ words }) => phrasePlaces(pair, words).length > 0).length
      if (count <= most) continue
      most = count
      best = pair
    }
    this.#splits.set(typed, best)
    return best
  }

  /** When each term is given up: the least first; Infinity for never. */
  #order(): number[] {
    const strategy = this.request.matchingStrategy ?? 'last'
    const hasAny = (term: number, subject: Subject): boolean =>
      [1, 2, 3].some((size) =>
        Array.from({ length: size }, (_, i) => term - i).some((first) => {
          const terms = Array.from({ length: size }, (_, i) => first + i).filter((one) => this.terms[one] !== undefined)
          return terms.length === size && (this.#node(terms, subject)?.places.length ?? 0) > 0
        }),
      )
    const order = this.terms.map(({ kind }, term) => {
      if (kind === 'phrase' || strategy === 'all') return Number.POSITIVE_INFINITY
      if (strategy === 'last') return -term
      const count = this.subjects.filter((subject) => hasAny(term, subject)).length
      return count === 0 ? Number.NEGATIVE_INFINITY : -count
    })
    const last = Math.max(...order)
    return order.map((place) => (place === last ? Number.POSITIVE_INFINITY : place))
  }

  #rules(): string[] {
    const rules: string[] = []
    const add = (...names: string[]): void => {
      for (const name of names) if (!rules.some((rule) => rule === name)) rules.push(name)
    }
    const addOrder = (order: string): void => {
      const field = order.replace(/:(asc|desc)$/, '')
      if (!rules.some((rule) => rule.replace(/:(asc|desc)$/, '') === field)) rules.push(order)
    }
    for (const name of this.settings.rankingRules) {
      if (name === 'sort') this.request.sort?.forEach(addOrder)
      else if (name.includes(':')) addOrder(name)
      else if (this.terms.length > 0) {
        if (this.request.matchingStrategy !== 'all') add('words')
        if (name === 'attribute') add('attributeRank', 'wordPosition')
        else if (name === 'exactness') add('exactAttribute', 'exactWords')
        else add(name)
      }
    }
    return rules
  }
}

/** A text of the settings, which is one word. */
const termOf = (text: string, rules: TextRules): string =>
  tokenize(text, rules)
    .map((token) => token.text)
    .join('')

const same = (node: Node): Node => node

/** What a rule leaves of a node for the rules after it. */
const narrowed: Readonly<Record<string, (node: Node) => Node>> = {
  typo: (node) => {
    const fewest = least(node.places, ({ typos }) => typos)
    return { ...node, places: node.places.filter(({ typos }) => typos === fewest) }
  },
  exactWords: (node) => {
    const exact = node.places.filter((place) => place.exact)
    return exact.length > 0 ? { ...node, places: exact } : node
  },
}

function phrasePlaces(phrase: readonly (string | null)[], words: readonly NaiveWord[]) {
  return words
    .filter(({ path, position }) =>
      phrase.every(
        (wanted, i) =>
          wanted === null ||
          words.some((word) => word.path === path && word.position === position + i && word.word === wanted),
      ),
    )
    .map(({ path, position }) => ({ path, start: position, end: position + phrase.length - 1 }))
}

const attributeCost = (left: Node, right: Node): number =>
  left.places.some((l) => right.places.some((r) => l.path === r.path)) ? 0 : 3

function pairCost(left: Node, right: Node): number {
  const costs = left.places.flatMap((l) =>
    right.places.flatMap((r) => {
      if (l.path !== r.path) return []
      if (r.start > l.end) return [r.start - l.end - 1]
      return !l.phrase && !r.phrase && l.start > r.end ? [l.start - r.end] : []
    }),
  )
  return Math.min(3, ...costs)
}

function storedPosition(position: number): number {
  if (position < 16) return position
  if (position < 24) return 24
  let power = 32
  while (power < position) power *= 2
  return power
}

function positionCost(distance: number): number {
  const ends = [0, 1, 4, 7, 11, 16, 24, 64, 256, 1024]
  const cost = ends.findIndex((end) => distance <= end)
  return cost < 0 ? 10 : cost
}

function sortCost(document: JsonObject, rule: string): Cost {
  const [, field, direction] = /^(.*):(asc|desc)$/.exec(rule) as RegExpExecArray
  const values = leavesOf(document).filter(({ path }) => path === field)
  const numbers = values.flatMap(({ value }) => (typeof value === 'number' ? [value] : [])).sort((a, b) => a - b)
  const strings = values
    .flatMap(({ value }) => (typeof value === 'number' ? [] : [String(value).trim().normalize('NFKD').toLowerCase()]))
    .filter((value) => value !== '')
    .sort()
  const descending = direction === 'desc'
  const value = descending ? (numbers.at(-1) ?? strings.at(-1)) : (numbers[0] ?? strings[0])
  return { value, descending }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const least = <T>(items: readonly T[], of: (item: T) => number): number => Math.min(...items.map(of))
