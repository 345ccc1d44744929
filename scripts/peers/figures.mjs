/**
 * How figures are written, and which rows there are to be won: what the pages of results and their
 * charts say of a result. Pure.
 */

/** @param {number} value */
export function sayMs(value) {
  if (value >= 1000) return `${short(value / 1000)} s`
  return `${short(value)} ms`
}

/** @param {number} value */
export function sayBytes(value) {
  if (value >= 1e6) return `${short(value / 1e6)} MB`
  return `${short(value / 1000)} kB`
}

/** Two significant digits below 10, none after the point from there on. */
function short(value) {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)))
}

/**
 * @param {import('./results.mjs').Row | undefined} row
 * @param {(value: number) => string} sayValue
 * @returns {string} The median; with its range if that is not just as long a word for the same.
 */
export function sayRow(row, sayValue) {
  if (row === undefined) return '–'
  if (!('median' in row)) return `– (${'failed' in row ? row.failed : row.none})`
  const [low, high] = [sayValue(row.lowest), sayValue(row.highest)]
  return low === high ? sayValue(row.median) : `${sayValue(row.median)} (${low} to ${high})`
}

/** What can be compared, in the order of the pages. Less is better in all of them. */
const contests = [
  { title: 'scripts to search, min + gzip', row: ({ rows }) => rows.loadToSearch, say: sayBytes },
  { title: 'scripts to search and write', row: ({ rows }) => rows.loadToWrite, say: sayBytes },
  { title: 'index everything, durable', row: ({ rows }) => rows.durable, say: sayMs },
  { title: 'disk', row: ({ rows }) => rows.disk, say: sayBytes },
  { title: 'memory after a visit of queries', row: ({ rows }) => rows.memory, say: sayBytes },
  { title: 'cold start to first hits', row: ({ rows }) => rows.start, say: sayMs },
  { title: 'one document added, durable', row: ({ rows }) => rows.addOne, say: sayMs },
  { title: 'one document deleted, durable', row: ({ rows }) => rows.removeOne, say: sayMs },
  { title: '100 documents added, durable', row: ({ rows }) => rows.addHundred, say: sayMs },
  { title: '100 documents deleted, durable', row: ({ rows }) => rows.removeHundred, say: sayMs },
  { title: 'query, p50', row: ({ queries }) => queries.all.p50, say: sayMs, asksQueries: true },
  { title: 'query, p95', row: ({ queries }) => queries.all.p95, say: sayMs, asksQueries: true },
  { title: 'query, p99', row: ({ queries }) => queries.all.p99, say: sayMs, asksQueries: true },
  { title: 'query while indexing, p95', row: ({ rows }) => rows.whileIndexing, say: sayMs, asksQueries: true },
]

/**
 * Who is first in each contest, and how Seekling stands against the best of the others. Two medians
 * within 3 % are one place.
 * @param {readonly any[]} engines Of a result.
 * @returns {{ contest: typeof contests[number], best: any, own: any, factor: number | null, isWon:
 *   boolean }[]} `best`: of the others, or undefined if none has a figure. `factor`: Seekling's
 *   median over that of the best other, or null where one of them has none.
 */
export function standings(engines) {
  const own = engines.find(({ name }) => name === 'seekling')
  return contests.map((contest) => {
    const medianOf = (engine) => contest.row(engine)?.median
    const others = engines.filter((engine) => engine !== own && medianOf(engine) !== undefined)
    const best = others.sort((a, b) => medianOf(a) - medianOf(b))[0]
    const ownMedian = own === undefined ? undefined : medianOf(own)
    const factor = best === undefined || ownMedian === undefined ? null : ownMedian / medianOf(best)
    return { contest, best, own, factor, isWon: ownMedian !== undefined && (factor === null || factor <= 1.03) }
  })
}
