/**
 * The page of `npm run bench:peers`: holds one engine, named in the address, and measures at the
 * caller what scripts/peers/visit.mjs asks for. With `q` in the address it searches at once, which
 * is a visit that starts cold.
 */
import { wrap } from 'comlink'
import { type Collection, type Document, type Engine, type Hit, parseLines } from './engine.ts'

const parameters = new URLSearchParams(location.search)
const name = parameters.get('engine') ?? ''
const collection = JSON.parse(parameters.get('collection') ?? '{}') as Collection
const script = `/engines/${name}/engine.js`

/** Seekling starts its workers itself; every other engine is one. */
const loading: Promise<Engine> =
  name === 'seekling'
    ? import(/* @vite-ignore */ script).then((module: { engine: Engine }) => module.engine)
    : Promise.resolve(wrap<Engine>(startWorker()) as unknown as Engine)

/** A script that does not load, or throws while it does, would else leave every call unanswered. */
let fail: (reason: Error) => void
const failure = new Promise<never>((_, reject) => {
  fail = reject
})
failure.catch(() => {})

function startWorker(): Worker {
  const worker = new Worker(script, { type: 'module' })
  worker.addEventListener('error', ({ message }) => fail(new Error(message || `${script} did not load`)))
  return worker
}

const orFailure = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failure])

const started = loading.then(async (engine) => {
  await orFailure(engine.open(collection))
  return engine
})
started.catch(() => {})

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await orFailure(work())
  return performance.now() - before
}

async function linesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer())
}

/**
 * Everything under `path`, from the call: until a search has found something, and until it is
 * durable too.
 */
async function index(path: string, query: string): Promise<{ searchable: number; durable: number }> {
  const engine = await started
  const lines = await linesOf(path)
  let searchable = 0
  const durable = await timed(async () => {
    const before = performance.now()
    await engine.fill(lines)
    const hits = await engine.search(query)
    searchable = performance.now() - before
    if (hits.length === 0) throw new Error(`indexed, but "${query}" finds nothing`)
    await engine.persist()
  })
  return { searchable, durable }
}

/** Times and hits of one query after the other; those left when the time is up are not asked. */
async function search(queries: readonly string[], limitMs: number): Promise<{ times: number[]; hits: Hit[][] }> {
  const engine = await started
  const [times, hits]: [number[], Hit[][]] = [[], []]
  const end = performance.now() + limitMs
  for (const query of queries) {
    if (performance.now() > end) break
    const before = performance.now()
    const found = await orFailure(engine.search(query))
    times.push(performance.now() - before)
    hits.push([...found])
  }
  return { times, hits }
}

/**
 * Adds documents and takes the same away again, each step durable, for so many rounds or until the
 * time is up.
 */
async function change(documents: readonly Document[], rounds: number, limitMs: number) {
  const engine = await started
  const [added, removed]: [number[], number[]] = [[], []]
  const ids = documents.map(({ id }) => id)
  const end = performance.now() + limitMs
  for (let round = 0; round < rounds && (round === 0 || performance.now() < end); round++) {
    added.push(await timed(() => engine.add(documents).then(() => engine.persist())))
    removed.push(await timed(() => engine.remove(ids).then(() => engine.persist())))
  }
  return { added, removed }
}

interface Adding {
  /** Of the documents. */
  readonly path: string
  readonly batch: number
  readonly queries: readonly string[]
  readonly beatMs: number
  readonly limitMs: number
}

/** A beat is left out while so many queries wait: a page would give up the oldest. */
const mostWaiting = 5

/**
 * Times of queries that are asked at a steady beat, also while earlier ones wait, and documents are
 * added: in batches, each given when the one before is in, and at last made durable. No batch is
 * given after the limit.
 */
async function searchWhileIndexing(given: Adding) {
  const engine = await started
  const documents = parseLines(await linesOf(given.path))
  const answers: Promise<number>[] = []
  let waiting = 0
  const ask = () => {
    if (waiting === mostWaiting) return
    waiting++
    const query = given.queries[answers.length % given.queries.length]
    answers.push(timed(() => engine.search(query)).finally(() => waiting--))
  }
  ask()
  const beat = setInterval(ask, given.beatMs)
  try {
    const end = performance.now() + given.limitMs
    const indexing = await timed(async () => {
      for (let at = 0; at < documents.length && performance.now() < end; at += given.batch)
        await engine.add(documents.slice(at, at + given.batch))
      await engine.persist()
    })
    return { indexing, times: await Promise.all(answers) }
  } finally {
    clearInterval(beat)
  }
}

/** Bytes of this page and all its workers, WebAssembly included; null where no browser tells. */
async function memory(): Promise<number | null> {
  const { measureUserAgentSpecificMemory } = performance as unknown as {
    measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>
  }
  if (measureUserAgentSpecificMemory === undefined) return null
  const engine = await started
  const { bytes } = await measureUserAgentSpecificMemory.call(performance)
  return bytes + ((await engine.wasmBytes?.()) ?? 0)
}

const query = parameters.get('q')
/** Milliseconds from the navigation to the first hits. */
const firstHits =
  query === null
    ? null
    : started.then(async (engine) => {
        const hits = await orFailure(engine.search(query))
        if (hits.length === 0) throw new Error(`the second visit finds nothing for "${query}"`)
        return performance.now()
      })
firstHits?.catch(() => {})

Object.assign(window, {
  peers: {
    started: async () => void (await started),
    firstHits: () => firstHits,
    index,
    search,
    change,
    searchWhileIndexing,
    memory,
  },
})
