/**
 * `npm test`: everything that has to hold, in a real browser too. Finds a Chrome or Chromium or
 * installs one; never passes by leaving tests out. The last line is `N passed, N failed`; the exit
 * code is 0 only if N failed is 0.
 */
import { join } from 'node:path'
import { runBrowserTests } from './browser-tests.mjs'
import { findChromium, installChromium, versionOf } from './chromium.mjs'
import { run, runTests } from './run-tests.mjs'
import { countTests } from './test-report.mjs'

const node = (/** @type {string[]} */ ...args) => [process.execPath, ...args]
const tool = (/** @type {string} */ path, /** @type {string[]} */ ...args) => node(join('node_modules', path), ...args)

/**
 * Each counts as one: passed if its exit code is 0. The builds come first, the tests below need
 * what they make. The soak, which comes last, counts in the same way.
 */
const checks = [
  { name: 'build the library', command: node('scripts/build.mjs') },
  { name: 'release check', command: node('scripts/release-check.mjs') },
  { name: 'make the demo data', command: node('scripts/build-demo-data.mjs') },
  { name: 'make the documentation of the demo', command: node('scripts/build-demo-docs.mjs') },
  { name: 'build the demo', command: tool('vite/bin/vite.js', 'build', '--logLevel', 'warn') },
  { name: 'build the documentation', command: tool('vitepress/bin/vitepress.js', 'build', 'docs') },
  { name: 'types of src and demo', command: tool('typescript/bin/tsc', '-p', '.') },
  { name: 'types of the tests', command: tool('typescript/bin/tsc', '-p', 'test') },
  { name: 'lint and format', command: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings') },
  { name: 'exports that nothing imports', command: tool('knip/bin/knip.js') },
]

/** @type {({ name: string } & import('./test-report.mjs').Count)[]} */
const results = []

const chromium = findChromium() ?? installChromium()
console.log(chromium === undefined ? 'No browser.' : `Browser: ${versionOf(chromium)} (${chromium})`)
const variables = chromium === undefined ? {} : { SEEKLING_CHROMIUM: chromium }
/** One of each kind: `npm run test:browsers` has more of them. */
const kills = 5

for (const one of checks) await check(one)

await test('node')
/** @type {string[]} */
let table = []
if (chromium === undefined) {
  const reason = 'no Chrome or Chromium was found and none could be installed; install one, or set CHROME_PATH to it'
  results.push({ name: 'browsers', passed: 0, failed: 1, reasons: [reason] })
} else {
  await test('package')
  await test('built')
  const browsers = await runBrowserTests(variables, { kills })
  results.push(...browsers.counts)
  table = browsers.table
  await test('e2e')
  await check({ name: 'soak for a minute', command: node('scripts/soak.mjs', '--minutes', '1') })
}

console.log(`\n=== browsers\n${table.join('\n')}`)
console.log('\n=== summary')
for (const { name, passed, failed, reasons } of results) {
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed} passed, ${failed} failed`)
  for (const reason of reasons) console.log(`       ${reason}`)
}
const total = (/** @type {'passed' | 'failed'} */ key) => results.reduce((sum, result) => sum + result[key], 0)
console.log(`${total('passed')} passed, ${total('failed')} failed`)
process.exitCode = total('failed') === 0 ? 0 : 1

/** @param {{ name: string, command: string[] }} of */
async function check({ name, command }) {
  console.log(`\n=== ${name}`)
  const exitCode = await run(command)
  const ok = exitCode === 0
  results.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, reasons: ok ? [] : [`exit code ${exitCode}`] })
}

/** @param {string} project */
async function test(project) {
  console.log(`\n=== tests: ${project}`)
  const { report, exitCode } = await runTests(project, { variables })
  results.push({ name: project, ...countTests(report, exitCode) })
}
