/**
 * `npm run test:browsers`: everything that can be tested in a browser, on Chromium, Firefox and
 * WebKit, as one table. `-- --kills 1000` says how many kills are to interrupt updates on each, 10
 * by default; `--only-kills` leaves all other tests out, `--engine firefox` the other engines, and
 * `--kinds tab,worker` what else is killed (test/browsers/killed-browser.ts has the kinds). What
 * came of them is printed as a table of its own for each engine.
 */
import { parseArgs } from 'node:util'
import { runBrowserTests } from './browser-tests.mjs'
import { findChromium, installChromium } from './chromium.mjs'

const chromium = findChromium() ?? installChromium()
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    'only-kills': { type: 'boolean', default: false },
    engine: { type: 'string' },
    kinds: { type: 'string' },
  },
})
const { counts, table } = await runBrowserTests(
  {
    ...(values.kinds === undefined ? {} : { SEEKLING_KILL_KINDS: values.kinds }),
    ...(chromium === undefined ? {} : { SEEKLING_CHROMIUM: chromium }),
  },
  { engine: values.engine, kills: Number(values.kills), onlyKills: values['only-kills'] },
)
console.log(`\n${table.join('\n')}`)
process.exitCode = counts.every(({ failed }) => failed === 0) ? 0 : 1
