/**
 * Known items at first place and among the first ten, under the rules and under `any`, over three
 * sets. Half of the queries are for tuning; the other half, `unseen`, is looked at when a change is
 * done. Run by scripts/relevance.mjs.
 */
import { open } from '../../src/in-thread.ts'
import type { SearchParams } from '../../src/shared/search.ts'
import { firstHits, isFound, type KnownItem, type NamedRecord } from './known-items.ts'
import { makeRandom, pickOne, withTypo } from './random.ts'
import { demoSet, productSet, type RelevanceSet, sectionSet } from './relevance-sets.ts'

type Query = (words: string[], random: () => number) => string[] | null

/** Names of two words or more, but for `short`. */
const classes: Readonly<Record<string, Query>> = {
  exact: (words) => words,
  typo: (words, random) => mistyped(words, random, ({ length }) => length >= 5),
  cut: (words, random) => {
    const last = words.at(-1) as string
    return last.length < 3
      ? null
      : words.with(-1, last.slice(0, Math.min(last.length - 1, 2 + Math.floor(random() * 4))))
  },
  reversed: (words) => words.toReversed(),
  swapped: (words, random) => {
    const at = Math.floor(random() * (words.length - 1))
    return words.with(at, words[at + 1]).with(at + 1, words[at])
  },
  question: (words, random) => [pickOne(['how do i use the', 'what is', 'how to', 'where is the'], random), ...words],
  four: (words, random) => mistyped(words, random, ({ length }) => length === 4),
}

function mistyped(words: string[], random: () => number, may: (word: string) => boolean): string[] | null {
  const places = [...words.keys()].filter((i) => may(words[i]) && !/^\d+$/.test(words[i]))
  if (places.length === 0) return null
  const at = pickOne(places, random)
  return words.with(at, withTypo(words[at], random))
}

function queriesOf(records: readonly NamedRecord[], kind: string, count: number, unseen: boolean): KnownItem[] {
  const random = makeRandom(unseen ? 4711 : 17)
  const items: KnownItem[] = []
  for (let tries = 0; items.length < count && tries < records.length * 2; tries++) {
    const record = pickOne(records, random)
    const words = record.words.split(' ')
    // The two halves share no record.
    if (words.length < 2 || Number.parseInt(hash(record.words), 36) % 2 !== Number(unseen)) continue
    const query = classes[kind](words, random)
    if (query !== null) items.push({ query: query.join(' '), record })
  }
  return items
}

function hash(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) >>> 0
  return sum.toString(36)
}

interface Measured {
  readonly set: string
  readonly kind: string
  readonly ranking: string
  /** Shares of the queries. */
  readonly first: number
  readonly ten: number
  /** Milliseconds of CPU. */
  readonly p50: number
  readonly p95: number
  readonly missed: readonly string[]
}

const rankings: Readonly<Record<string, SearchParams>> = {
  last: { matchingStrategy: 'last' },
  any: { matchingStrategy: 'any' },
}

/** Where titles count: attributes come before the distance of words. */
const rankingRules = ['words', 'typo', 'attributeRank', 'proximity', 'sort', 'wordPosition', 'exactness']

interface RelevanceOptions {
  readonly count: number
  readonly unseen: boolean
  /** Where the Markdown is; without it there are no sections. */
  readonly markdown?: string | undefined
  readonly only?: string | undefined
}

export async function* measureRelevance({ count, unseen, markdown, only }: RelevanceOptions): AsyncIterable<Measured> {
  const sets = [demoSet, productSet, ...(markdown === undefined ? [] : [() => sectionSet(markdown)])]
  for (const make of sets) {
    const set = make()
    if (only === undefined || only === set.name) yield* measureSet(set, count, unseen)
  }
}

async function* measureSet(set: RelevanceSet, count: number, unseen: boolean): AsyncIterable<Measured> {
  const client = await open({ storage: 'memory' })
  const index = client.index<NamedRecord>(set.name)
  await index.updateSettings({ ...set.settings, rankingRules })
  const { updateId } = await index.addDocuments([...set.records])
  await client.waitForPendingUpdate(updateId, { timeOutMs: 600_000, throwOnFailure: true })
  for (const kind of Object.keys(classes)) {
    const items = queriesOf(set.records, kind, count, unseen)
    for (const [ranking, params] of Object.entries(rankings)) {
      const times: number[] = []
      const missed: string[] = []
      let [first, ten] = [0, 0]
      for (const item of items) {
        const start = process.cpuUsage()
        const { hits } = await index.search(item.query, { ...params, limit: firstHits })
        const { user, system } = process.cpuUsage(start)
        times.push((user + system) / 1000)
        if (isFound(item, hits)) ten++
        if (isFound(item, hits.slice(0, 1))) first++
        else missed.push(`${item.query} -> ${item.record.name} | ${hits[0]?.name}`)
      }
      times.sort((a, b) => a - b)
      const at = (share: number): number => times[Math.floor(times.length * share)]
      const shares = { first: first / items.length, ten: ten / items.length, p50: at(0.5), p95: at(0.95) }
      yield { set: set.name, kind, ranking, ...shares, missed }
    }
  }
  await client.destroy()
}
