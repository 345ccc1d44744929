/** The result as a table in the terminal. */

/** @param {any} result As scripts/bench-peers.mjs writes it. */
export function printResult({ measured, data, engines, site }) {
  console.log(
    `\n${data.title}; ${measured.runs} ${measured.runs === 1 ? 'round' : 'rounds'} in ${measured.minutes} minutes; ${measured.browser}; load average ${measured.loadBefore.toFixed(1)} to ${measured.loadAfter.toFixed(1)}`,
  )
  const ms = (row) => (row?.median === undefined ? 'failed' : `${Number(row.median.toPrecision(3))}`)
  const kB = (row) => (row?.median === undefined ? 'failed' : (row.median / 1000).toFixed(0))
  const MB = (row) => (row?.median === undefined ? 'failed' : (row.median / 1e6).toFixed(1))
  const share = ({ found }) => (found === null ? 'failed' : found.toFixed(2))
  const columns = [
    ['kB', ({ rows }) => kB(rows.loadToSearch)],
    ['durable', ({ rows }) => ms(rows.durable)],
    ['disk MB', ({ rows }) => MB(rows.disk)],
    ['mem MB', ({ rows }) => MB(rows.memory)],
    ['start', ({ rows }) => ms(rows.start)],
    ['+1', ({ rows }) => ms(rows.addOne)],
    ['-1', ({ rows }) => ms(rows.removeOne)],
    ['+100', ({ rows }) => ms(rows.addHundred)],
    ['-100', ({ rows }) => ms(rows.removeHundred)],
    ['p50', ({ queries }) => ms(queries.all.p50)],
    ['p95', ({ queries }) => ms(queries.all.p95)],
    ['p99', ({ queries }) => ms(queries.all.p99)],
    ['busy', ({ rows }) => ms(rows.whileIndexing)],
    ...Object.keys(engines[0].queries)
      .filter((kind) => kind !== 'all')
      .map((kind) => [kind, ({ queries }) => share(queries[kind])]),
  ]
  console.log(`${''.padEnd(24)}${columns.map(([name]) => name.padStart(9)).join('')}`)
  for (const engine of engines)
    console.log(`${engine.title.padEnd(24)}${columns.map(([, say]) => say(engine).padStart(9)).join('')}`)
  if (site === null) return
  for (const [tool, { build, firstSearchBytes, secondVisit, p95 }] of Object.entries(site.tools))
    console.log(
      `site of ${site.pages} pages, ${tool}: built in ${ms(build)} ms, first search ${kB({ median: firstSearchBytes })} kB, second visit ${ms(secondVisit)} ms, p95 ${p95.toFixed(1)} ms`,
    )
}
