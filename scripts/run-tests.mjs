/**
 * Runs one project of vitest.config.ts, or a few of its files, and reads what it reported. Used by
 * `npm test`, which counts it, and by `npm run test:browsers`, which shows it by engine.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Far above what any part needs: a run that hangs is to end as a failure rather than never. */
const limitMs = 20 * 60_000

/**
 * Runs a command in the project's folder; its output is shown.
 * @param {string[]} command
 * @param {Record<string, string>} [variables] Set beside the environment's own.
 * @returns {Promise<number | null>} The exit code, or null if it could not be started or took
 *   longer than the limit.
 */
export function run([command, ...args], variables = {}) {
  const env = { ...process.env, ...variables }
  return new Promise((resolve) => {
    spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], timeout: limitMs })
      .on('error', () => resolve(null))
      .on('close', (code) => resolve(code))
  })
}

/**
 * Runs the tests of one project.
 * @param {string} project
 * @param {{ variables?: Record<string, string>, files?: string[] }} [options] `files`: only those
 *   whose path has one of these in it.
 * @returns {Promise<{ report: import('./test-report.mjs').VitestReport | null, exitCode: number |
 *   null }>}
 */
export async function runTests(project, { variables, files = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'seekling-test-'))
  const file = join(folder, 'report.json')
  const vitest = [process.execPath, join('node_modules', 'vitest', 'vitest.mjs')]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const exitCode = await run([...vitest, 'run', '--project', project, ...reporters, ...files], variables)
  const report = readReport(file)
  rmSync(folder, { recursive: true, force: true })
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
