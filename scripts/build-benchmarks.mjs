/**
 * `node scripts/build-benchmarks.mjs`: writes the pages and charts of docs/benchmarks from the
 * results that lie there. `npm run bench:peers -- --publish` measures and does the same.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pageOf } from './peers/page.mjs'

const folder = fileURLToPath(new URL('../docs/benchmarks/', import.meta.url))

/** Results in the order of their pages: the demo's records first. */
function readResults() {
  const names = readdirSync(join(folder, 'results')).sort()
  return names.map((name) => JSON.parse(readFileSync(join(folder, 'results', name), 'utf8')))
}

/**
 * @returns {Map<string, string>} What the folder is to hold beside the results: text by name.
 */
export function benchmarkPages() {
  const results = readResults()
  const fileOf = ({ data }) => `${data.name === 'demo' ? 'index' : data.name}.md`
  const pages = results.flatMap((result) => {
    const others = results
      .filter((other) => other !== result)
      .map((other) => ({ file: fileOf(other), title: other.data.title }))
    return [...pageOf(result, { file: fileOf(result), others })]
  })
  return new Map(pages)
}

/** Names of the pages and charts that lie in the folder. */
export const benchmarkFiles = () => readdirSync(folder).filter((name) => /\.(md|svg)$/.test(name))

export const readBenchmarkFile = (/** @type {string} */ name) => readFileSync(join(folder, name), 'utf8')

function writePages() {
  for (const name of benchmarkFiles()) rmSync(join(folder, name))
  for (const [name, text] of benchmarkPages()) writeFileSync(join(folder, name), text)
}

/**
 * Keeps a result in docs/benchmarks, in the place of the last one on the same data, and writes the
 * pages anew.
 * @param {any} result As scripts/bench-peers.mjs writes it.
 */
export function publish(result) {
  mkdirSync(join(folder, 'results'), { recursive: true })
  writeFileSync(join(folder, 'results', `${result.data.name}.json`), `${JSON.stringify(result, null, 1)}\n`)
  writePages()
  console.log(`Written: ${folder}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePages()
