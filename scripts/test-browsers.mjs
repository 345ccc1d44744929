/**
 * `npm run test:browsers`: everything that can be tested in a browser, on Chromium, Firefox and
 * WebKit, as one table. SEEKLING_KILLS says how many kills are to interrupt updates on each (10 if
 * it is not set).
 */
import { runBrowserTests } from './browser-tests.mjs'
import { findChromium, installChromium } from './chromium.mjs'

const chromium = findChromium() ?? installChromium()
const { counts, table } = await runBrowserTests(chromium === undefined ? {} : { SEEKLING_CHROMIUM: chromium })
console.log(`\n${table.join('\n')}`)
process.exitCode = counts.every(({ failed }) => failed === 0) ? 0 : 1
