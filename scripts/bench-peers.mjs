/**
 * `npm run bench:peers`: Seekling beside the engines a page can load, in a real Chromium. Needs
 * Node and a Chromium (found, or installed); the others come from npm the first time, into
 * `.cache`, pinned in scripts/peers/engines.mjs. About ten minutes; nothing else should run
 * meanwhile.
 *
 *   npm run bench:peers                            everything, on the demo's records; prints a table
 *   npm run bench:peers -- --publish               the same, and writes docs/benchmarks anew
 *   npm run bench:peers -- --data wordnet          on 117,659 glosses of WordNet
 *   npm run bench:peers -- --engines seekling,minisearch,sqlite
 *   npm run bench:peers -- --runs 5                five rounds; else three, or as many as ten
 *                                                  minutes have room for
 *   npm run bench:peers -- --quick                 one small round: does it work at all?
 *   npm run bench:peers -- --grow --data wordnet   from 5,000 to 1,000,000 documents (half an hour)
 *   npm run bench:peers -- --no-site               without the part about sites, beside Pagefind
 *   npm run bench:peers -- --json FILE             where the result goes (.cache/bench-peers.json)
 *
 * Every engine gets the same documents and the same queries, in a worker of its own, set up as its
 * documentation says for search as you type (test/bench/peers). In each round every engine has a
 * fresh profile: a first visit indexes everything, a second one, in a new browser process, answers
 * the rest. The engines take turns, so that a slow spell of the machine hits all of them. What
 * fails or takes too long is a result too.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureSite } from './bench-site.mjs'
import { publish } from './build-benchmarks.mjs'
import { findChromium, installChromium, versionOf } from './chromium.mjs'
import { serveCounted } from './counting-server.mjs'
import { buildPeers } from './peers/build.mjs'
import { readDataSet } from './peers/data.mjs'
import { peersNamed } from './peers/engines.mjs'
import { installPeers } from './peers/install.mjs'
import { makeQueries, measureCorpus, measureGrowth } from './peers/measure.mjs'
import { printResult } from './peers/print.mjs'
import { summarizeSite } from './peers/site.mjs'

const root = new URL('..', import.meta.url).pathname

/** Read once at the start: a wrong flag is to fail before anything is measured. */
function readFlags() {
  const { values } = parseArgs({
    options: {
      engines: { type: 'string' },
      data: { type: 'string', default: 'demo' },
      runs: { type: 'string' },
      json: { type: 'string', default: join(root, '.cache/bench-peers.json') },
      quick: { type: 'boolean', default: false },
      grow: { type: 'boolean', default: false },
      site: { type: 'boolean', default: true },
      publish: { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  const runs = Number(values.runs ?? (values.quick ? 1 : 3))
  const roundsMs = values.runs === undefined ? 8.5 * 60_000 : Number.POSITIVE_INFINITY
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a number of rounds, not "${values.runs}".`)
  if (values.publish && (values.engines !== undefined || values.quick)) {
    throw new Error('--publish writes what everyone reads: it takes all engines, and no --quick.')
  }
  return { ...values, runs, roundsMs }
}

/** @returns {import('./peers/measure.mjs').Plan} */
function planOf({ quick, grow, runs, roundsMs }, documents) {
  const growth = grow ? [5000, 20_000, 100_000, 300_000, 1_000_000] : [5000]
  return {
    runs,
    roundsMs,
    perClass: quick ? 20 : 60,
    changes: quick ? 3 : 9,
    more: quick ? 1000 : 5000,
    limitMs: quick ? 20_000 : documents > 50_000 || grow ? 60_000 : 30_000,
    growth: quick ? [] : growth,
  }
}

async function main() {
  const flags = readFlags()
  const peers = peersNamed(flags.engines)
  const executablePath = findChromium() ?? installChromium()
  if (executablePath === undefined) throw new Error('The benchmark needs Chromium, and none could be installed.')
  const installed = join(root, '.cache/peers')
  installPeers(installed, peers)
  const data = readDataSet(flags.data)
  const plan = planOf(flags, data.documents.length)
  const [pages, folder] = [join(root, '.cache/bench-peers'), join(root, '.cache/bench-peers-data')]
  await buildPeers({ peers, installed, out: pages })
  // Memory can only be measured of a page that is isolated from others.
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
  const server = await serveCounted({ '/data/': folder, '/': pages }, { headers })
  const bench = { plan, data, peers, folder, executablePath, server }
  const measured = { ...machine(executablePath), quick: flags.quick, loadBefore: loadavg()[0] }
  const started = performance.now()
  try {
    const queries = await makeQueries(data, 25 + plan.perClass * plan.runs)
    const { runs, engines } = await measureCorpus(bench, queries)
    const growth = await measureGrowth(bench, queries)
    const site = flags.site
      ? summarizeSite(await measureSite({ pages: flags.quick ? 100 : 500, runs: plan.runs }))
      : null
    const result = {
      measured: { ...measured, runs, loadAfter: loadavg()[0], minutes: round((performance.now() - started) / 60_000) },
      data: { name: data.name, title: data.title, source: data.source, documents: data.documents.length },
      plan,
      engines: peers.map(({ name, title, packages }) => ({
        name,
        title,
        version: Object.values(packages)[0] ?? null,
        ...engines[name],
      })),
      growth,
      site,
    }
    mkdirSync(dirname(flags.json), { recursive: true })
    writeFileSync(flags.json, `${JSON.stringify(result, null, 1)}\n`)
    printResult(result)
    console.log(`\nEverything measured: ${flags.json}`)
    if (flags.publish) publish(result)
  } finally {
    server.close()
  }
}

const round = (value) => Math.round(value * 10) / 10

function machine(executablePath) {
  return {
    date: new Date().toISOString().slice(0, 10),
    browser: versionOf(executablePath),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
  }
}

// Playwright takes SIGTERM as a request to close its browsers, after which this would go on.
process.once('SIGTERM', () => process.exit(143))
main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
