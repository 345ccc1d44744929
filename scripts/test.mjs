/**
 * `npm test`: everything that has to hold, in a real browser too. Finds a Chrome or Chromium or installs one; never passes by leaving
 * tests out. The last line is `N passed, N failed`; the exit code is 0 only if N failed is 0.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium, installChromium, versionOf } from './chromium.mjs'
import { countTests } from './test-report.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const node = (/** @type {string[]} */ ...args) => [process.execPath, ...args]
const tool = (/** @type {string} */ path, /** @type {string[]} */ ...args) => node(join('node_modules', path), ...args)

/** Each counts as one: passed if its exit code is 0. The builds come first, the tests below need what they make. */
const checks = [
  { name: 'build the library', command: node('scripts/build.mjs') },
  { name: 'make the demo data', command: node('scripts/build-demo-data.mjs') },
  { name: 'build the demo', command: tool('vite/bin/vite.js', 'build', '--logLevel', 'warn') },
  { name: 'types of src and demo', command: tool('typescript/bin/tsc', '-p', '.') },
  { name: 'types of the tests', command: tool('typescript/bin/tsc', '-p', 'test') },
  { name: 'lint and format', command: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings') },
  { name: 'exports that nothing imports', command: tool('knip/bin/knip.js') },
]

const projects = [
  { name: 'node', needsBrowser: false },
  { name: 'package', needsBrowser: true },
  { name: 'browser', needsBrowser: true },
  { name: 'e2e', needsBrowser: true },
]

/** Far above what any part needs: a run that hangs is to end as a failure rather than never. */
const limitMs = 20 * 60_000

/** @type {{ name: string, passed: number, failed: number, reasons: string[] }[]} */
const results = []
const reports = mkdtempSync(join(tmpdir(), 'seekling-test-'))

const chromium = findChromium() ?? installChromium()
console.log(chromium === undefined ? 'No browser.' : `Browser: ${versionOf(chromium)} (${chromium})`)

for (const { name, command } of checks) {
  console.log(`\n=== ${name}`)
  const exitCode = await run(command)
  const ok = exitCode === 0
  results.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, reasons: ok ? [] : [`exit code ${exitCode}`] })
}

for (const { name, needsBrowser } of projects) {
  console.log(`\n=== tests: ${name}`)
  if (needsBrowser && chromium === undefined) {
    const reason = 'no Chrome or Chromium was found and none could be installed; install one, or set CHROME_PATH to it'
    results.push({ name, passed: 0, failed: 1, reasons: [reason] })
    continue
  }
  const file = join(reports, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const exitCode = await run(tool('vitest/vitest.mjs', 'run', '--project', name, ...reporters))
  results.push({ name, ...countTests(readReport(file), exitCode) })
}
rmSync(reports, { recursive: true, force: true })

console.log('\n=== summary')
for (const { name, passed, failed, reasons } of results) {
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed} passed, ${failed} failed`)
  for (const reason of reasons) console.log(`       ${reason}`)
}
const total = (/** @type {'passed' | 'failed'} */ key) => results.reduce((sum, result) => sum + result[key], 0)
console.log(`${total('passed')} passed, ${total('failed')} failed`)
process.exitCode = total('failed') === 0 ? 0 : 1

/**
 * The exit code, or null if it could not be started or took longer than the limit.
 * @param {string[]} command
 * @returns {Promise<number | null>}
 */
function run([command, ...args]) {
  const env = { ...process.env, ...(chromium === undefined ? {} : { SEEKLING_CHROMIUM: chromium }) }
  return new Promise((resolve) => {
    spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], timeout: limitMs })
      .on('error', () => resolve(null))
      .on('close', (code) => resolve(code))
  })
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
