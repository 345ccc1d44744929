/**
 * All rounds of `npm run bench:peers`: the engines take turns, each round begins with another one,
 * and what they come to is one object, to be kept as JSON.
 */
import { openSources } from '../source-modules.mjs'
import { documentsOf, freshDocuments, writeLines } from './data.mjs'
import { summarize, summarizeQueries } from './results.mjs'
import { measureRound } from './visit.mjs'

/**
 * @typedef {object} Plan How much is measured.
 * @property {number} runs Rounds.
 * @property {number} roundsMs No round is begun that would end after it; the first always is.
 * @property {number} perClass Queries of each class and round.
 * @property {number} changes Rounds of adding and removing one document, and a hundred.
 * @property {number} more Documents that are added while queries go on.
 * @property {number} limitMs What a step may take.
 * @property {readonly number[]} growth Counts of documents.
 */

/**
 * @typedef {object} Bench
 * @property {Plan} plan
 * @property {import('./data.mjs').DataSet} data
 * @property {readonly import('./engines.mjs').Peer[]} peers
 * @property {string} folder For files of documents; served as `/data/`.
 * @property {string} executablePath Of Chromium.
 * @property {Awaited<ReturnType<typeof import('../counting-server.mjs').serveCounted>>} server
 */

const warmups = 25

/** Queries of each class, and whether a hit is what they were looking for. */
export async function makeQueries({ fields, documents, named }, count) {
  const sources = await openSources()
  try {
    const { queriesByClass, queryClasses } = await sources.ssrLoadModule('/test/bench/peers/query-classes.ts')
    const { isFound } = await sources.ssrLoadModule('/test/bench/known-items.ts')
    const names = fields.map(({ name }) => name)
    return { classes: queryClasses, items: queriesByClass(documents, named, names, count), isFound }
  } finally {
    await sources.close()
  }
}

/**
 * The whole corpus, in so many rounds, or fewer if they take longer than they may.
 * @param {Bench} bench
 * @param {Awaited<ReturnType<typeof makeQueries>>} queries
 * @returns {Promise<{ runs: number, engines: Record<string, { rows: object, queries: object }> }>}
 *   Rounds that were made, and what they come to by name of the engine.
 */
export async function measureCorpus(bench, queries) {
  const { plan, data, peers, folder } = bench
  await writeLines(folder, 'all.ndjson', data.documents)
  await writeLines(folder, 'more.ndjson', freshDocuments(data, 'more', plan.more))
  const rounds = Object.fromEntries(peers.map(({ name }) => [name, []]))
  const started = performance.now()
  let run = 0
  for (; run < plan.runs && !isTooLate(started, run, plan); run++) {
    const turns = peers.map((_, i) => peers[(i + run) % peers.length])
    for (const peer of turns) {
      const steps = (page) => [
        ...querySteps({ page, bench, queries, run }),
        ['memory', () => page.evaluate(() => window.peers.memory())],
        ...changeSteps({ page, bench, queries, run, peer }),
      ]
      const round = await measureRound(visitOf(bench, peer, '/data/all.ndjson', steps))
      rounds[peer.name].push(round)
      say(`round ${run + 1}`, peer, round)
    }
  }
  const classes = [['all', queries.classes], ...queries.classes.map((kind) => [kind, [kind]])]
  const engines = peers.map(({ name }) => {
    const summaries = classes.map(([kind, steps]) => [kind, summarizeQueries(rounds[name], steps)])
    return [name, { rows: summarize(rounds[name]), queries: Object.fromEntries(summaries) }]
  })
  return { runs: run, engines: Object.fromEntries(engines) }
}

/** Whether another round as long as those so far would end after the time for all of them. */
function isTooLate(started, run, { roundsMs }) {
  const spent = performance.now() - started
  return run > 0 && spent + spent / run > roundsMs
}

/**
 * One round with the first so many documents, or more than there are (see `documentsOf`), for each
 * count; an engine that could not index some is not given more.
 * @param {Bench} bench
 * @param {Awaited<ReturnType<typeof makeQueries>>} queries
 * @returns {Promise<object[]>} By count: `documents`, `bytes`, and `engines` by name.
 */
export async function measureGrowth(bench, queries) {
  const { plan, data, peers, folder } = bench
  const fewer = { ...plan, perClass: Math.min(plan.perClass, 20) }
  const stopped = new Map()
  const found = []
  for (const count of plan.growth) {
    const bytes = await writeLines(folder, 'growth.ndjson', documentsOf(data, count))
    const engines = {}
    for (const peer of peers) {
      if (stopped.has(peer.name)) {
        engines[peer.name] = { failed: `not tried, as ${stopped.get(peer.name)} were too many` }
        continue
      }
      const steps = (page) => [
        ...querySteps({ page, bench: { ...bench, plan: fewer }, queries, run: 0 }),
        ['memory', () => page.evaluate(() => window.peers.memory())],
      ]
      const round = await measureRound(visitOf(bench, peer, '/data/growth.ndjson', steps))
      if (round.index.failed !== undefined) stopped.set(peer.name, count.toLocaleString('en'))
      say(`${count} documents`, peer, round)
      const { durable, disk, memory, start } = summarize([round])
      const { p50, p95 } = summarizeQueries([round], queries.classes)
      engines[peer.name] = round.index.failed === undefined ? { durable, disk, memory, start, p50, p95 } : round.index
    }
    found.push({ documents: count, bytes, engines })
  }
  return found
}

const visitOf = ({ data, plan, executablePath, server }, peer, documents, steps) => ({
  peer,
  collection: { name: 'bench', fields: data.fields, shown: data.shown },
  documents,
  firstQuery: data.firstQuery,
  limitMs: plan.limitMs,
  executablePath,
  server,
  steps,
})

/** A few queries that are not counted, and then each class; other queries in each round. */
function querySteps({ page, bench, queries, run }) {
  const { perClass, limitMs } = bench.plan
  const itemsOf = (kind) => queries.items[kind].slice(warmups).slice(run * perClass, (run + 1) * perClass)
  const ask = (texts, limit) => page.evaluate(([q, ms]) => window.peers.search(q, ms), [texts, limit])
  const warm = queries.classes.flatMap((kind) => queries.items[kind].slice(0, warmups / 5).map(({ query }) => query))
  return [
    ['warm', () => ask(warm, limitMs / 10)],
    ...queries.classes.map((kind) => [
      kind,
      async () => {
        const items = itemsOf(kind)
        // A class that is slow is cut short, so that a round of all engines ends.
        const { times, hits } = await ask(
          items.map(({ query }) => query),
          limitMs / 10,
        )
        return { times, found: hits.map((list, i) => queries.isFound(items[i], list)) }
      },
    ]),
  ]
}

function changeSteps({ page, bench, queries, run, peer }) {
  const { plan, data } = bench
  const texts = queries.classes.flatMap((kind) => queries.items[kind].slice(0, 10).map(({ query }) => query))
  const change = (documents, rounds) =>
    page.evaluate(([given, times, ms]) => window.peers.change(given, times, ms), [documents, rounds, plan.limitMs / 10])
  return [
    ['one', () => change(freshDocuments(data, `one-${run}`, 1), plan.changes)],
    ['hundred', () => change(freshDocuments(data, `hundred-${run}`, 100), Math.ceil(plan.changes / 3))],
    [
      'whileIndexing',
      () =>
        page.evaluate((given) => window.peers.searchWhileIndexing(given), {
          path: '/data/more.ndjson',
          batch: peer.rebuilds ? plan.more : 500,
          queries: texts,
          beatMs: 50,
          limitMs: plan.limitMs / 5,
        }),
    ],
  ]
}

function say(when, { title }, round) {
  const failures = Object.entries(round).filter(([, value]) => value?.failed !== undefined)
  const indexed = round.index.failed === undefined ? `indexed in ${(round.index.durable / 1000).toFixed(2)} s` : ''
  const first = typeof round.start === 'number' ? `, first hits after ${Math.round(round.start)} ms` : ''
  console.log(
    `${when.padEnd(10)} ${title.padEnd(24)} ${indexed}${first}${failures.map(([step, { failed }]) => ` [${step}: ${failed}]`).join('')}`,
  )
}
