/**
 * The tests that run in browsers, on each engine of this machine, and what came of them as one
 * table. An engine that is missing is installed where that can be done (Debian, as root); where it
 * cannot, the table says that it was not tried.
 */
import { engines } from './engines.mjs'
import { runTests, runTestsInBrowser } from './run-tests.mjs'
import { countTests } from './test-report.mjs'

/** The project of vitest.config.ts that runs the browser tests in an engine. */
const projectOf = { chromium: 'browser', firefox: 'firefox', webkit: 'webkit' }

/**
 * @typedef {{ passed: number, failed: number }} Cell
 * @typedef {Map<string, Map<string, Cell>>} Cells By row, then by engine.
 */

/** What a kill, and what comes after it, may take on a busy machine. */
const killMs = 20_000

/**
 * Installs what is missing, runs all, and returns a count for each project and the table's lines.
 * @param {Record<string, string>} variables For the tests' environment.
 * @param {{ engine?: string, kills?: number, onlyKills?: boolean }} [options] `engine`: no other
 *   one. `kills`: how many are to interrupt updates. `onlyKills`: no other test. Default: all.
 */
export async function runBrowserTests(variables, { engine: only, kills = 3, onlyKills = false } = {}) {
  const wanted = engines.filter(({ name }) => only === undefined || name === only)
  if (wanted.length === 0) throw new Error(`There is no engine ${only}.`)
  const found = wanted.map((engine) => ({ engine, path: engine.install() }))
  /** @type {Cells} */
  const cells = new Map()
  /** @type {({ name: string } & import('./test-report.mjs').Count)[]} */
  const counts = []
  for (const { engine, path } of onlyKills ? [] : found) {
    if (path === undefined) continue
    const name = projectOf[engine.name]
    console.log(`\n=== tests: ${name}`)
    const { report, exitCode } = await runTestsInBrowser(name, { variables })
    counts.push({ name, ...countTests(report, exitCode) })
    for (const file of report?.testResults ?? []) {
      const row = file.name.replace(/^.*\/test\//, '').replace(/\.browser\.test\.ts$/, '')
      for (const { status } of file.assertionResults) add(cells, row, engine.name, status)
    }
  }
  console.log('\n=== tests: engines')
  const { report, exitCode } = await runTests('engines', {
    variables: { ...variables, SEEKLING_KILLS: `${kills}`, SEEKLING_ENGINES: wanted.map(({ name }) => name).join() },
    files: onlyKills ? ['test/browsers/kill.engines'] : [],
    mostMs: 20 * 60_000 + kills * killMs * wanted.length,
  })
  counts.push({ name: 'engines', ...countTests(report, exitCode) })
  for (const { fullName, status } of (report?.testResults ?? []).flatMap((file) => file.assertionResults)) {
    const [, engine, row] = /(\w+): (.*)$/.exec(fullName) ?? []
    if (engine !== undefined && row !== undefined) add(cells, row, engine, status)
  }
  return { counts, table: tableOf(cells, found) }
}

/** @param {Cells} cells @param {string} row @param {string} engine @param {string} status */
function add(cells, row, engine, status) {
  const cell = cells.get(row)?.get(engine) ?? { passed: 0, failed: 0 }
  if (status === 'passed') cell.passed++
  else cell.failed++
  if (!cells.has(row)) cells.set(row, new Map())
  cells.get(row)?.set(engine, cell)
}

/**
 * @param {Cells} cells @param {{ engine: import('./engines.mjs').Engine, path: string | undefined
 *   }[]} found
 */
function tableOf(cells, found) {
  const heads = found.map(({ engine, path }) => (path === undefined ? engine.name : engine.version(path)))
  const rows = [...cells].map(([row, byEngine]) => [
    row,
    ...found.map(({ engine, path }) => {
      const cell = byEngine.get(engine.name)
      if (path === undefined) return 'not tried'
      if (cell === undefined) return '-'
      return cell.failed === 0 ? `${cell.passed} passed` : `${cell.failed} of ${cell.passed + cell.failed} FAILED`
    }),
  ])
  const lines = [['', ...heads], ...rows]
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  return lines.map((line) => line.map((text, i) => text.padEnd(widths[i])).join('  '))
}
