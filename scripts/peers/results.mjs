/**
 * What rounds come to: of each row the median and the range over the rounds, or why there is none.
 * Pure.
 */
import { median, quantile, spreadOf } from '../statistics.mjs'

/**
 * @typedef {import('../statistics.mjs').Spread | { failed: string } | { none: string }} Row
 */

/** @typedef {{ times: number[], found: boolean[] }} Asked Of one class of queries in one round. */

/**
 * What to take from a round for each row, as one number. Times are in milliseconds.
 * @type {Readonly<Record<string, { step: string, take: (value: any) => number }>>}
 */
const rowsOf = {
  loadToSearch: { step: 'load', take: ({ search }) => search },
  loadToWrite: { step: 'load', take: ({ write }) => write },
  searchable: { step: 'index', take: ({ searchable }) => searchable },
  durable: { step: 'index', take: ({ durable }) => durable },
  disk: { step: 'disk', take: (bytes) => bytes },
  memory: { step: 'memory', take: (bytes) => bytes },
  start: { step: 'start', take: (ms) => ms },
  addOne: { step: 'one', take: ({ added }) => median(added) },
  removeOne: { step: 'one', take: ({ removed }) => median(removed) },
  addHundred: { step: 'hundred', take: ({ added }) => median(added) },
  removeHundred: { step: 'hundred', take: ({ removed }) => median(removed) },
  whileIndexing: { step: 'whileIndexing', take: ({ times }) => quantile(times, 0.95) },
  whileIndexingSlowest: { step: 'whileIndexing', take: ({ times }) => Math.max(...times) },
}

/**
 * @param {readonly Record<string, any>[]} rounds By step, as scripts/peers/visit.mjs returns them.
 * @returns {Record<string, Row>}
 */
export function summarize(rounds) {
  return Object.fromEntries(
    Object.entries(rowsOf).map(([row, { step, take }]) => [
      row,
      rowOf(rounds.map((round) => whyNot(round, step) ?? take(round[step]))),
    ]),
  )
}

/**
 * The queries of one class: `p50`, `p95` and `p99` over rounds, which share of the records that
 * were looked for was among the first ten, and how many were asked.
 * @param {readonly Record<string, any>[]} rounds
 * @param {readonly string[]} steps Names of the classes; several are taken together.
 */
export function summarizeQueries(rounds, steps) {
  const perRound = rounds.map((round) => {
    const failed = steps.map((step) => whyNot(round, step)).find((reason) => reason !== undefined)
    return failed ?? pooled(steps.map((step) => round[step]))
  })
  const good = perRound.filter((one) => !('failed' in one))
  const times = (/** @type {number} */ q) =>
    rowOf(perRound.map((one) => ('failed' in one ? one : quantile(one.times, q))))
  const found = good.flatMap((one) => one.found)
  return {
    p50: times(0.5),
    p95: times(0.95),
    p99: times(0.99),
    found: found.length === 0 ? null : Number((found.filter(Boolean).length / found.length).toFixed(4)),
    asked: found.length,
  }
}

/** @param {readonly Asked[]} asked */
const pooled = (asked) => ({ times: asked.flatMap(({ times }) => times), found: asked.flatMap(({ found }) => found) })

function whyNot(round, step) {
  if (round[step] === undefined) {
    return { failed: round.index?.failed === undefined ? 'was not reached' : 'could not index' }
  }
  if (round[step] === null) return { failed: 'the browser does not tell' }
  return round[step].failed === undefined ? undefined : round[step]
}

/**
 * @param {readonly (number | { failed: string })[]} values One of each round.
 * @returns {Row} Of the rounds that did not fail, if there is one.
 */
function rowOf(values) {
  const good = values.filter((value) => typeof value === 'number')
  if (good.length > 0) return spreadOf(good)
  return { failed: values[0].failed }
}
