/**
 * `npm run bench -- --site`: what the search of a static site costs its owner and its visitors,
 * beside Pagefind on the same pages in the same run: building, building again after one page was
 * changed, bytes and requests of a first visit's searches, a second visit, and warm queries.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from './chromium.mjs'
import { bytesOf, serveCounted } from './counting-server.mjs'
import { sitePages } from './site-pages.mjs'
import { median, quantile } from './statistics.mjs'

const root = new URL('..', import.meta.url).pathname
/** A word, two words, a typo, the beginning of a word, a rare word and a question. */
export const siteQueries = [
  'dialog',
  'css grid',
  'adEventListener',
  'animat',
  'subgrid',
  'how do i copy to the clipboard',
]

/**
 * @param {{ pages: number, runs: number }} options
 * @returns {Promise<object>} Everything measured: times in ms, sizes in bytes.
 */
export async function measureSite({ pages, runs }) {
  const folder = await mkdtemp(join(tmpdir(), 'seekling-bench-site-'))
  const cache = await mkdtemp(join(tmpdir(), 'seekling-bench-cache-'))
  try {
    execFileSync(process.execPath, [join(root, 'scripts/site-pages.mjs'), folder, '--pages', String(pages)])
    const tools = {
      seekling: [join(root, 'dist/cli.js'), 'build', folder, '--quiet', '--cache', cache],
      pagefind: [join(root, 'node_modules/pagefind/lib/runner/bin.cjs'), '--site', folder, '--quiet'],
    }
    const built = await measureBuilds(tools, folder, cache, sitePages(1)[0].path, runs)
    const server = await serveCounted({ '/': folder }, { pageAt, maxAge: 86_400 })
    try {
      const visits = {}
      for (const tool of Object.keys(tools)) visits[tool] = await measureVisits(tool, server, runs)
      return { pages, built, visits }
    } finally {
      server.close()
    }
  } finally {
    for (const place of [folder, cache]) await rm(place, { recursive: true, force: true })
  }
}

/** First builds with nothing kept, then one changed page, alternating between the tools. */
async function measureBuilds(tools, folder, cache, page, runs) {
  const times = { seekling: { first: [], changed: [] }, pagefind: { first: [], changed: [] } }
  for (let run = 0; run < runs; run++) {
    for (const [tool, command] of Object.entries(tools)) {
      await rm(join(folder, tool), { recursive: true, force: true })
      if (tool === 'seekling') await rm(cache, { recursive: true, force: true })
      times[tool].first.push(timed(command))
      const file = join(folder, page)
      writeFileSync(file, readFileSync(file, 'utf8').replace('</main>', `<p>Changed ${run}${tool}.</p></main>`))
      times[tool].changed.push(timed(command))
    }
  }
  const sizes = {}
  for (const tool of Object.keys(tools)) sizes[tool] = await sizeOf(join(folder, tool))
  return { times, sizes }
}

function timed(command) {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - started
}

async function sizeOf(folder) {
  const names = await readdir(folder, { recursive: true })
  const files = names.map((name) => statSync(join(folder, name))).filter((one) => one.isFile())
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) }
}

/** The page of each tool: it gets ready, and gives the first five hits with their excerpts. */
const pagesOf = {
  seekling: `
    const { open } = await import('/seekling/index.js')
    const client = await open({ name: 'site' })
    await client.attachSnapshot('/seekling/', { fill: 'used' })
    const [{ uid }] = await client.getIndexes()
    const index = client.index(uid)
    window.find = async (q) => (await index.search(q, { limit: 5 })).hits.map((hit) => hit.url + ' ' + (hit._formatted?.text ?? ''))`,
  pagefind: `
    const pagefind = await import('/pagefind/pagefind.js')
    await pagefind.init()
    window.find = async (q) => {
      const { results } = await pagefind.search(q)
      const hits = await Promise.all(results.slice(0, 5).map((result) => result.data()))
      return hits.map((hit) => hit.url + ' ' + hit.excerpt)
    }`,
}

async function measureVisits(tool, server, runs) {
  const first = { ms: [], bytes: 0, requests: 0 }
  const six = { bytes: 0, requests: 0, hits: {} }
  const second = { ms: [], bytes: 0, requests: 0 }
  const warm = []
  for (let run = 0; run < runs; run++) {
    const profile = await mkdtemp(join(tmpdir(), 'seekling-bench-profile-'))
    const visit = async (ask) => {
      const browser = await chromium.launchPersistentContext(profile, {
        executablePath: findChromium(),
        headless: true,
        args: [...chromiumFlags],
      })
      try {
        const page = await browser.newPage()
        server.take()
        await page.goto(`${server.url}/bench-${tool}.html`)
        await page.waitForFunction(() => 'ready' in window)
        await ask(page)
      } finally {
        await browser.close()
      }
    }
    const find = (page, q) => page.evaluate((q) => window.first(q), q)
    try {
      await visit(async (page) => {
        first.ms.push((await find(page, siteQueries[0])).ms)
        const taken = server.take()
        Object.assign(first, { bytes: bytesOf(taken), requests: taken.length })
        for (const q of siteQueries) six.hits[q] = (await find(page, q)).hits.slice(0, 1)
        const rest = server.take()
        six.bytes = bytesOf(taken) + bytesOf(rest)
        six.requests = taken.length + rest.length
        for (const q of siteQueries.flatMap((q) => [q, q, q])) warm.push((await find(page, q)).ms)
        // What was fetched is stored behind the searches.
        await page.waitForTimeout(500)
      })
      await visit(async (page) => {
        second.ms.push((await page.evaluate((q) => window.whole(q), siteQueries[0])).ms)
        const taken = server.take()
        Object.assign(second, { bytes: bytesOf(taken), requests: taken.length })
      })
    } finally {
      await rm(profile, { recursive: true, force: true })
    }
  }
  return { first, six, second, warm }
}

/** The pages of the tools; they are not counted. */
function pageAt(path) {
  const tool = /^\/bench-(seekling|pagefind)\.html$/.exec(path)?.[1]
  return tool === undefined ? undefined : htmlOf(tool)
}

/** `first` finds on a page that is ready, `whole` counts from the start of the navigation. */
const htmlOf = (tool) => `<!doctype html><html lang="en"><title>bench</title><script type="module">
  const started = async () => { ${pagesOf[tool]} }
  let starting
  window.first = async (q) => {
    const before = performance.now()
    await (starting ??= started())
    const hits = await window.find(q)
    return { ms: performance.now() - before, hits }
  }
  window.whole = async (q) => ({ ...(await window.first(q)), ms: performance.now() })
  window.ready = true
</script></html>`

/**
 * @param {Awaited<ReturnType<typeof measureSite>>} measured
 * @param {object} tools
 * @param {(what: string, figure: string, target: string, ok: boolean) => void} tools.line
 */
export function reportSite({ pages, built, visits }, { line }) {
  const { seekling, pagefind } = visits
  const kb = (bytes) => `${(bytes / 1000).toFixed(0)} kB`
  const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
  const both = (a, b, say) => `${say(a)}, Pagefind ${say(b)}`
  const { times, sizes } = built
  console.log(
    `site: ${pages} pages; index ${sizes.seekling.files} files, ${kb(sizes.seekling.bytes)}; Pagefind ${sizes.pagefind.files} files, ${kb(sizes.pagefind.bytes)}`,
  )
  const [first, other] = [median(times.seekling.first), median(times.pagefind.first)]
  line('build of a site', both(first, other, ms), '<= 0.3x', first <= 0.3 * other)
  const changed = median(times.seekling.changed)
  line('build after one page changed', both(changed, median(times.pagefind.changed), ms), '<= 1 s', changed <= 1000)
  const cost = ({ bytes, requests }) => `${kb(bytes)} in ${requests}`
  line(
    'first search, five hits',
    both(seekling.first, pagefind.first, cost),
    '<= 150 kB',
    seekling.first.bytes <= 150_000,
  )
  line('six searches', both(seekling.six, pagefind.six, cost), '<= 450 kB', seekling.six.bytes <= 450_000)
  line('first search, time', both(median(seekling.first.ms), median(pagefind.first.ms), ms), '-', true)
  const second = median(seekling.second.ms)
  line('second visit, navigation to hits', both(second, median(pagefind.second.ms), ms), '<= 100 ms', second <= 100)
  for (const [name, q, target] of [
    ['p50', 0.5, 5],
    ['p95', 0.95, 20],
  ]) {
    const own = quantile(seekling.warm, q)
    line(`query with excerpts, ${name}`, both(own, quantile(pagefind.warm, q), ms), `<= ${target} ms`, own <= target)
  }
  for (const q of siteQueries)
    console.log(`      ${q}: ${seekling.six.hits[q]} | ${pagefind.six.hits[q]}`.slice(0, 220))
}
