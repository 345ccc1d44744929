/**
 * Runs one project of vitest.config.ts, or a few of its files, and reads what it reported. Used by
 * `npm test`, which counts it, and by `npm run test:browsers`, which shows it by engine.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unfinishedFiles } from './test-report.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Far above what any part needs: a run that hangs is to end as a failure rather than never. */
const limitMs = 20 * 60_000

/**
 * Runs a command in the project's folder; its output is shown.
 * @param {string[]} command
 * @param {Record<string, string>} [variables] Set beside the environment's own.
 * @param {number} [mostMs] The limit, in milliseconds. Default 20 minutes.
 * @returns {Promise<number | null>} The exit code, or null if it could not be started or took
 *   longer than the limit.
 */
export function run([command, ...args], variables = {}, mostMs = limitMs) {
  const env = { ...process.env, ...variables }
  return new Promise((resolve) => {
    spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], timeout: mostMs })
      .on('error', () => resolve(null))
      .on('close', (code) => resolve(code))
  })
}

/**
 * Runs the tests of one project.
 * @param {string} project
 * @param {{ variables?: Record<string, string>, files?: string[], mostMs?: number }} [options]
 *   `files`: only those whose path has one of these in it. `mostMs`: as of `run`.
 * @returns {Promise<{ report: import('./test-report.mjs').VitestReport | null, exitCode: number |
 *   null }>}
 */
export async function runTests(project, { variables, files = [], mostMs } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'seekling-test-'))
  const file = join(folder, 'report.json')
  const vitest = [process.execPath, join('node_modules', 'vitest', 'vitest.mjs')]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const exitCode = await run([...vitest, 'run', '--project', project, ...reporters, ...files], variables, mostMs)
  const report = readReport(file)
  rmSync(folder, { recursive: true, force: true })
  return { report, exitCode }
}

/** How often tests are run on in a new browser, each time its predecessor died. */
const newBrowsers = 2

/**
 * As `runTests`, in a browser that may die while tests run, as WebKit's does at times: what it left
 * unfinished is run on in a new one, and said. A test that kills every browser fails with the last.
 * @param {string} project
 * @param {{ variables?: Record<string, string> }} options
 * @returns {ReturnType<typeof runTests>}
 */
export async function runTestsInBrowser(project, { variables }) {
  let { report, exitCode } = await runTests(project, { variables })
  for (let attempt = 0; attempt < newBrowsers && report !== null && exitCode !== 0; attempt++) {
    const unfinished = unfinishedFiles(report)
    if (unfinished.length === 0) break
    console.log(`\nThe browser died in ${unfinished[0]}; what it left is run in a new one.`)
    const next = await runTests(project, { variables, files: unfinished })
    const finished = report.testResults.filter(({ name }) => !unfinished.includes(name))
    // What failed before stays failed, whatever the new run's exit code is.
    report = next.report && { testResults: [...finished, ...next.report.testResults] }
    exitCode = next.exitCode
  }
  return { report, exitCode }
}

/** @param {string} file @returns {import('./test-report.mjs').VitestReport | null} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
