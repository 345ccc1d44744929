/**
 * The benchmark's page: each function measures one thing with the built package, as a site would
 * use it. Driven by scripts/bench.mjs.
 */
import { type Client, open } from 'seekling'
import type { FloorResult } from './floor-worker.ts'
import { firstHits, type KnownItemKind, knownItemAims, knownItems, missedItems } from './known-items.ts'
import { makeQueries } from './queries.ts'
import { dump, gzipDocuments, makeSnapshot, openSnapshot } from './transfers.ts'
import { addHundred, addMany, addOne, firstWrite, twoCommits } from './writes.ts'

interface Feature {
  readonly id: string
  readonly name: string
  readonly words: string
  readonly [key: string]: unknown
}

const searchableAttributes = ['name', 'words', 'path', 'feature', 'description', 'category']
/** Everything an answer can hold, over an index with synonyms and stop words. */
const everything = {
  attributesToHighlight: ['*'],
  attributesToCrop: ['description:20', 'path'],
  showFormattedParts: true,
  showMatchesPosition: true,
  showRankingScore: true,
  showRankingScoreDetails: true,
}
const wordSettings = {
  stopWords: ['a', 'an', 'and', 'by', 'for', 'in', 'is', 'it', 'of', 'on', 'or', 'the', 'to', 'with'],
  synonyms: {
    picture: ['image', 'photo'],
    js: ['javascript'],
    img: ['image'],
    event: ['callback'],
    element: ['tag', 'node'],
    'web gl': ['webgl'],
    gpu: ['graphics card', 'web gpu'],
    size: ['width', 'height'],
  },
}
const settings = { searchableAttributes, sortableAttributes: ['name', 'baseline_date'] }

let data: Uint8Array | undefined
let documents: Feature[] = []
let texts: string[] = []

/** Loads the corpus; nothing of this is measured. */
async function prepare(url: string): Promise<{ documents: number; bytes: number; characters: number }> {
  data = new Uint8Array(await (await fetch(url)).arrayBuffer())
  documents = new TextDecoder()
    .decode(data)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Feature)
  texts = documents.flatMap((document) =>
    searchableAttributes.map((name) => document[name]).filter((value) => typeof value === 'string'),
  )
  return {
    documents: documents.length,
    bytes: data.length,
    characters: texts.reduce((sum, text) => sum + text.length, 0),
  }
}

/**
 * All documents in one update, from the call to the first search that can see them, in a fresh
 * database. `input`: what is handed over.
 */
async function indexAll(input: 'bytes' | 'array', name: string) {
  const client = await open({ name })
  const index = client.index<Feature>('features')
  await index.waitForPendingUpdate((await index.updateSettings(settings)).updateId)
  await index.search('warm')
  const started = performance.now()
  const { updateId } = await index.addDocuments(input === 'bytes' ? (data as Uint8Array) : documents, {
    format: 'ndjson',
  })
  const enqueued = performance.now()
  const update = await index.waitForPendingUpdate(updateId, { timeOutMs: 120_000 })
  const processed = performance.now()
  if (update.status !== 'processed') throw new Error(JSON.stringify(update))
  const { hits } = await index.search('grid')
  const searchable = performance.now()
  if (hits.length === 0) throw new Error('Indexed, but nothing is found.')
  const { databaseSize } = await client.stats()
  await client.close()
  return {
    enqueueMs: enqueued - started,
    processMs: processed - enqueued,
    searchableMs: searchable - started,
    duration: update.duration * 1000,
    databaseSize,
  }
}

/** An index of the glosses under `path`, of one if that is null, merged and at rest. */
async function indexGlosses(name: string, path: string | null): Promise<void> {
  const client = await open({ name })
  const index = client.index('glosses')
  await index.updateSettings({ searchableAttributes: ['words', 'gloss'] })
  const given =
    path === null ? '{"id":"none","gloss":"nothing"}' : new Uint8Array(await (await fetch(path)).arrayBuffer())
  const { updateId } = await index.addDocuments(given, { format: 'ndjson' })
  const update = await index.waitForPendingUpdate(updateId, { timeOutMs: 300_000 })
  if (update.status !== 'processed') throw new Error(JSON.stringify(update))
  await client.close()
}

function floor(name: string, bytes: number): Promise<FloorResult> {
  const worker = new Worker(new URL('./floor-worker.ts', import.meta.url), { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: result }: MessageEvent<FloorResult>) => {
      worker.terminate()
      resolve(result)
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage({ name, texts, bytes })
  })
}

async function destroy(name: string): Promise<void> {
  const client = await open({ name })
  await client.destroy()
}

async function withClient<T>(name: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await open({ name })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/**
 * Times of warm searches as the page sees them: a first pass over all queries warms caches and
 * code, the second is measured. `all`: with everything an answer can hold, else only highlighted.
 */
function search(name: string, count: number, all: boolean) {
  return withClient(name, async (client) => {
    const index = client.index<Feature>('features')
    const queries = makeQueries(documents, count)
    const params = all ? everything : { attributesToHighlight: ['*'] }
    if (all) await index.waitForPendingUpdate((await index.updateSettings(wordSettings)).updateId)
    for (const { text } of queries) await index.search(text, all ? params : {})
    const times: { kind: string; text: string; ms: number; workerMs: number }[] = []
    for (const { kind, text } of queries) {
      const started = performance.now()
      const { processingTimeMs } = await index.search(text, params)
      times.push({ kind, text, ms: performance.now() - started, workerMs: processingTimeMs })
    }
    if (all) {
      const { updateId } = await index.updateSettings({ stopWords: null, synonyms: null })
      await index.waitForPendingUpdate(updateId)
    }
    return times
  })
}

const facets = ['category', 'baseline', 'baseline_year', 'deprecated', 'support.chrome']
const narrowed = {
  facets,
  filter: [['category = CSS', 'category = "Web APIs"'], 'deprecated = false', 'support.chrome <= 120'],
  sort: ['baseline_date:desc'],
}

/**
 * Declares the facets, and answers times of searches that use them: with typos, a filter and an
 * order, or without any query.
 */
function facetedSearch(name: string, count: number) {
  return withClient(name, async (client) => {
    const index = client.index<Feature>('features')
    await index.waitForPendingUpdate((await index.updateFilterableAttributes(facets)).updateId)
    const typos = makeQueries(documents, count * 6)
      .filter(({ kind }) => kind === 'typo')
      .slice(0, count)
    const times: { kind: 'narrowed' | 'placeholder'; ms: number }[] = []
    for (const measured of [false, true]) {
      for (const { text } of typos) {
        for (const kind of ['narrowed', 'placeholder'] as const) {
          const started = performance.now()
          if (kind === 'narrowed') await index.search(text, { ...narrowed, attributesToHighlight: ['*'] })
          else await index.search('', { facets })
          if (measured) times.push({ kind, ms: performance.now() - started })
        }
      }
    }
    return times
  })
}

/**
 * One more filterable attribute on the full index, from the call to `processed`; then it is taken
 * away again.
 */
function declareOne(name: string, runs: number): Promise<number[]> {
  return withClient(name, async (client) => {
    const index = client.index<Feature>('features')
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      const started = performance.now()
      const { updateId } = await index.updateFilterableAttributes([...facets, 'experimental'])
      await index.waitForPendingUpdate(updateId)
      times.push(performance.now() - started)
      await index.waitForPendingUpdate((await index.updateFilterableAttributes(facets)).updateId)
    }
    return times
  })
}

/**
 * Of so many known items of each kind, the share that is found among the first ten, beside the aim,
 * and what was missed.
 */
function findKnownItems(name: string, count: number) {
  return withClient(name, async (client) => {
    const index = client.index<Feature>('features')
    const found: { kind: string; share: number; aim: number; missed: string[] }[] = []
    for (const [kind, aim] of Object.entries(knownItemAims)) {
      const items = knownItems(documents, kind as KnownItemKind, count)
      const missed = await missedItems(items, async (q) => (await index.search(q, { limit: firstHits })).hits)
      const share = (items.length - missed.length) / items.length
      found.push({ kind, share, aim, missed: missed.map(({ query, record }) => `"${query}" (${record.id})`) })
    }
    return found
  })
}

const writes = {
  twoCommits,
  addOne: (name: string, count: number) => withClient(name, (client) => addOne(client, documents, count)),
  addHundred: (name: string, count: number) => withClient(name, (client) => addHundred(client, documents, count)),
  firstWrite: (name: string, nth: number) =>
    firstWrite(name, { ...documents[nth], id: `first-${nth}-${Math.random()}` } as Feature),
  addMany: (count: number) => addMany(documents, count),
}

const transfers = {
  makeSnapshot,
  openSnapshot,
  gzipDocuments: () => gzipDocuments(documents),
  dump: (name: string, searching: boolean) =>
    dump(name, searching ? makeQueries(documents, 200).map(({ text }) => text) : []),
}

Object.assign(window, {
  bench: {
    prepare,
    indexAll,
    indexGlosses,
    floor,
    destroy,
    search,
    facetedSearch,
    declareOne,
    findKnownItems,
    ...writes,
    ...transfers,
  },
})
