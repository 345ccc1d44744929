/**
 * `npm run relevance`: how often a known item is found, at first place and among ten, under the
 * rules and under `any`. `--markdown FOLDER` takes the sections of its Markdown pages as a third
 * set; `--unseen` the half of the queries that nothing was tuned on; `--missed` lists what was not
 * first.
 */
import { parseArgs } from 'node:util'
import { openSources } from './source-modules.mjs'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    unseen: { type: 'boolean', default: false },
    markdown: { type: 'string' },
    only: { type: 'string' },
    missed: { type: 'boolean', default: false },
  },
})
const server = await openSources()
try {
  const { measureRelevance } = await server.ssrLoadModule('/test/bench/relevance.ts')
  const share = (value) => value.toFixed(3)
  console.log('set       class     ranking  first   ten    p50     p95')
  for await (const one of measureRelevance({ ...values, count: Number(values.count) })) {
    const { set, kind, ranking, first, ten, p50, p95, missed } = one
    const name = `${set.padEnd(9)} ${kind.padEnd(9)} ${ranking.padEnd(7)}`
    console.log(`${name} ${share(first)}  ${share(ten)}  ${p50.toFixed(2)} ms ${p95.toFixed(2)} ms`)
    if (values.missed) for (const line of missed) console.log(`    ${line}`)
  }
} finally {
  await server.close()
}
