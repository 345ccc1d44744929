/**
 * `npm run test:browsers`: everything that can be tested in a browser, on Chromium, Firefox and
 * WebKit, as one table. `-- --kills 1000` says how many kills are to interrupt updates on each, 10
 * by default.
 */
import { parseArgs } from 'node:util'
import { runBrowserTests } from './browser-tests.mjs'
import { findChromium, installChromium } from './chromium.mjs'

const chromium = findChromium() ?? installChromium()
const { values } = parseArgs({ options: { kills: { type: 'string', default: '10' } } })
const { counts, table } = await runBrowserTests({
  SEEKLING_KILLS: values.kills,
  ...(chromium === undefined ? {} : { SEEKLING_CHROMIUM: chromium }),
})
console.log(`\n${table.join('\n')}`)
process.exitCode = counts.every(({ failed }) => failed === 0) ? 0 : 1
