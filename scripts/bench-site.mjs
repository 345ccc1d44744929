/**
 * `node scripts/bench-site.mjs`: how long the command `seekling build` takes on pages of the demo's
 * records: the first time, with one page changed, with nothing changed, and with all files written
 * anew. Needs `npm run build`. `--beside "pagefind --site"` times another command on the same
 * pages.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sitePages } from './site-pages.mjs'

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '3000' },
    runs: { type: 'string', default: '3' },
    beside: { type: 'string' },
  },
})
const command = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const place = mkdtempSync(join(tmpdir(), 'seekling-bench-'))
const site = join(place, 'site')
const pages = sitePages(Number(values.pages))
try {
  write(pages)
  const bytes = pages.reduce((sum, { html }) => sum + html.length, 0)
  console.log(`${pages.length} pages, ${(bytes / 1e6).toFixed(0)} MB`)
  for (let run = 1; run <= Number(values.runs); run++) measure(run)
} finally {
  rmSync(place, { recursive: true, force: true })
}

/** @param {number} run */
function measure(run) {
  for (const name of ['site/seekling', 'site/pagefind', 'cache'])
    rmSync(join(place, name), { recursive: true, force: true })
  const first = seconds(process.execPath, [command, 'build', site, '--cache', join(place, 'cache'), '--quiet'])
  const size = folderBytes(join(site, 'seekling'))
  const again = () => seconds(process.execPath, [command, 'build', site, '--cache', join(place, 'cache'), '--quiet'])
  const [page] = pages
  write([{ ...page, html: page.html.replace('<p>', `<p>changed ${run} `) }])
  const changed = again()
  const unchanged = again()
  write(pages)
  again()
  write(pages)
  const rewritten = again()
  const times = { first, 'one page changed': changed, 'nothing changed': unchanged, 'all written anew': rewritten }
  const text = Object.entries(times).map(([what, time]) => `${what} ${time.toFixed(2)} s`)
  if (values.beside !== undefined) {
    const [program, ...args] = values.beside.split(' ')
    text.push(`${program.split('/').at(-1)} ${seconds(program, [...args, site]).toFixed(2)} s`)
  }
  console.log(`${text.join(', ')}; ${(size / 1e6).toFixed(1)} MB written`)
}

/** @param {{ path: string, html: string }[]} list */
function write(list) {
  for (const { path, html } of list) {
    mkdirSync(dirname(join(site, path)), { recursive: true })
    writeFileSync(join(site, path), html)
  }
}

/** Wall time of a command, which has to succeed. */
function seconds(/** @type {string} */ program, /** @type {string[]} */ args) {
  const start = performance.now()
  const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
  return (performance.now() - start) / 1000
}

function folderBytes(/** @type {string} */ folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0)
}
