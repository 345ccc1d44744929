/**
 * What a query may become. The words before the last are searched for, and the last is completed by
 * words of the documents found; where these words are in no document together, by words of any.
 */
import type { Bitset } from '../../core/docset/bitset.ts'
import type { GlobalDocument } from '../../core/docset/numbers.ts'
import { parseFilter } from '../../core/filter/parse.ts'
import type { TimeLimit } from '../../core/filter/time-limit.ts'
import { neededColumns } from '../../core/query/plan/needed-columns.ts'
import type { SearchPlan } from '../../core/query/plan/plan.ts'
import { querySettings } from '../../core/query/plan/query-settings.ts'
import { queryRules } from '../../core/query/request/locales.ts'
import { matchedDocuments } from '../../core/ranking/rank.ts'
import {
  type Completion,
  completionNeeds,
  countCompletions,
  firstPlace,
  possibleCompletions,
  spellingIn,
} from '../../core/result/completions.ts'
import { misreadings } from '../../core/result/corrections.ts'
import { mapLeaves } from '../../core/result/map-leaves.ts'
import type { TermSource } from '../../core/segment/segment-view.ts'
import { type Token, tokenize } from '../../core/text/tokenize.ts'
import type { JsonObject } from '../../shared/document.ts'
import type { MatchingStrategy } from '../../shared/search.ts'
import type { CheckedSuggest, Suggestion } from '../../shared/suggest.ts'
import { loadPlan, runSearch, type SnapshotIndex, searchIndex, withLeaves } from './run-search.ts'
import type { Snapshot } from './snapshot.ts'

/** The documents among which a word is completed. */
interface Context {
  readonly plan: SearchPlan
  readonly among: Bitset
}

/** Longer queries are not completed. */
const longestQuery = 1000
/**
 * Texts that are alike are suggested once, so more hits are looked at than suggestions are wanted.
 */
const hitsLookedAt = 4

/** Once the time is over, what was found so far. */
export function suggest(snapshot: Snapshot, asked: CheckedSuggest, limit: TimeLimit): Promise<Suggestion[]> {
  const { attribute } = asked
  return attribute === null ? suggestWords(snapshot, asked, limit) : suggestTexts(snapshot, asked, attribute, limit)
}

async function suggestTexts(
  snapshot: Snapshot,
  { q, limit: most, request }: CheckedSuggest,
  attribute: string,
  limit: TimeLimit,
): Promise<Suggestion[]> {
  const texts = { ...request, q, attributesToSearchOn: [attribute], matchingStrategy: 'all' } as const
  const { ranked } = await runSearch(snapshot, { ...texts, limit: most * hitsLookedAt }, limit)
  const counts = new Map<string, number>()
  for (const document of await snapshot.readDocuments(ranked.documents))
    for (const text of new Set(textsAt(document, attribute))) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].slice(0, most).map(([text, documents]) => ({ text, documents }))
}

async function suggestWords(
  snapshot: Snapshot,
  { q, limit: most, request }: CheckedSuggest,
  limit: TimeLimit,
): Promise<Suggestion[]> {
  const index = searchIndex(snapshot)
  const rules = queryRules(index.settings, request.locales, request.attributesToSearchOn)
  const last = q.length > longestQuery ? undefined : lastWord(q, tokenize(q, rules))
  const before = q.slice(0, last?.start ?? 0)
  const views = index.segments.map(({ view }) => view)
  const reading = { ...querySettings(index.settings, rules), limit }
  const possible = (sources: readonly TermSource[]): Completion[] =>
    last === undefined ? [] : possibleCompletions(last.text, most, reading, sources)
  let completions = await withLeaves(snapshot, index, possible, limit, () => possible(views))
  const filter = parseFilter(request.filter, 'invalid_search_filter')
  const columns = neededColumns(request, filter, index.settings, snapshot.columnNames())
  const found = async (words: string, matchingStrategy: MatchingStrategy): Promise<Context> => {
    const asked = { ...request, q: words, matchingStrategy, limit: 0 }
    const plan = await loadPlan(snapshot, { request: asked, filter, limit }, index, columns)
    return { plan, among: matchedDocuments(plan, limit) }
  }
  // No document has all these words. They tell little about the next one, but a typo among them may
  // still be corrected.
  let context = await found(before, 'all')
  if (context.among.isEmpty()) context = await found(before, 'any')
  const isEverything = context.among.count() === index.documentCount && context.plan.fields.allowed === null
  if (isEverything) completions = completions.slice(0, most)
  const needs = completionNeeds(completions, views)
  await snapshot.read(views.flatMap((view, i) => view.postingsReadings(needs[i])))
  const countAmong = (among: Bitset): Completion[] =>
    countCompletions(completions, index.segments, context.plan.fields, among, limit)
  let { among } = context
  let counted = countAmong(among)
  if (counted.length === 0 && before !== '') {
    among = (await found('', 'all')).among
    counted = countAmong(among)
  }
  const best = counted.slice(0, most)
  const words = await spelled(snapshot, index, best, (one) =>
    firstPlace(one, index.segments, context.plan.fields, among),
  )
  const typed = q.slice(before.length)
  const start = corrected(before, context)
  return best.map(({ documents }, i) => ({ text: start + goingOn(typed, words[i]), documents }))
}

/**
 * The word that is still being typed: the last one of the query, if nothing comes after it and it
 * is no stop word.
 */
function lastWord(q: string, tokens: readonly Token[]): Token | undefined {
  const last = tokens.at(-1)
  if (last === undefined || last.kind !== 'word' || last.isCharacter || last.end !== q.length) return undefined
  return /(^|\s)-$/.test(q.slice(0, last.start)) ? undefined : last
}

function corrected(before: string, { plan, among }: Context): string {
  let text = ''
  let at = 0
  for (const { start, end, readAs } of misreadings(plan, among)) {
    text += before.slice(at, start) + readAs
    at = end
  }
  return text + before.slice(at)
}

/** The suggestion keeps the characters that were typed. */
const goingOn = (typed: string, word: string): string =>
  word.startsWith(typed.toLowerCase()) ? typed + word.slice(typed.length) : word

/** The words as a document writes each. */
async function spelled(
  snapshot: Snapshot,
  index: SnapshotIndex,
  completions: readonly Completion[],
  placeOf: (completion: Completion) => { document: GlobalDocument; field: number } | null,
): Promise<string[]> {
  const places = completions.map(placeOf)
  const documents = await snapshot.readDocuments(places.map((place) => place?.document ?? 0))
  return completions.map(({ word }, i) => {
    const field = index.fields[places[i]?.field ?? 0]
    return places[i] === null ? word : spellingIn(textsAt(documents[i], field), word, field, index)
  })
}

function textsAt(document: JsonObject, attribute: string): string[] {
  const texts: string[] = []
  mapLeaves(document, (leaf, path) => {
    if (typeof leaf === 'string' && path === attribute && leaf.trim() !== '') texts.push(leaf.trim())
    return leaf
  })
  return texts
}
