/**
 * `node scripts/site-presets.mjs`: how often a section of a documentation site is found under
 * candidates for the settings of a site's index, by the way it is asked for. `--folder FOLDER`
 * takes the pages there as a second set, `--only NAME` one candidate, `--missed` lists what was not
 * first. A column for each kind of query: share at first place, as a page and as the very section.
 */
import { parseArgs } from 'node:util'
import { openSources } from './source-modules.mjs'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    pages: { type: 'string', default: '3000' },
    folder: { type: 'string' },
    only: { type: 'string' },
    missed: { type: 'boolean', default: false },
  },
})
const server = await openSources()
try {
  const { measurePresets } = await server.ssrLoadModule('/test/bench/site-presets.ts')
  const options = { ...values, count: Number(values.count), pages: Number(values.pages) }
  const share = (value) => value.toFixed(3).replace(/^0/, '')
  let row = ''
  for await (const { set, candidate, kind, first, exact, missed } of measurePresets(options)) {
    const name = `${set} ${candidate}`
    if (name !== row) process.stdout.write(`\n${name.padEnd(26)}`)
    row = name
    process.stdout.write(`  ${kind} ${share(first)}/${share(exact)}`)
    if (values.missed) for (const line of missed) process.stdout.write(`\n    ${line}`)
  }
  process.stdout.write('\n')
} finally {
  await server.close()
}
