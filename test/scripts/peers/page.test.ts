import { parseDocument } from 'htmlparser2'
import { expect, test } from 'vitest'
import { benchmarkFiles, benchmarkPages, readBenchmarkFile } from '../../../scripts/build-benchmarks.mjs'
import { pageOf } from '../../../scripts/peers/page.mjs'

test('the pages in docs/benchmarks are what the results there come to', () => {
  const pages = benchmarkPages()
  expect(benchmarkFiles().sort()).toEqual([...pages.keys()].sort())
  for (const [name, text] of pages) expect(readBenchmarkFile(name), name).toBe(text)
})

const spread = (median: number) => ({ median, lowest: median * 0.9, highest: median * 1.2 })
const late = { failed: 'took longer than 30 s' }
const rowNames = ['loadToSearch', 'loadToWrite', 'searchable', 'durable', 'disk', 'memory', 'start', 'addOne']
const moreRows = ['removeOne', 'addHundred', 'removeHundred', 'whileIndexing', 'whileIndexingSlowest']
const classes = ['all', 'word', 'words', 'prefix', 'typo', 'swapped']

function engine(name: string, title: string, median: number | null) {
  const row = median === null ? late : spread(median)
  const found = median === null ? null : 0.875
  const query = { p50: row, p95: row, p99: row, found, asked: 40 }
  return {
    ...{ name, title, version: '1.2.3' },
    rows: Object.fromEntries([...rowNames, ...moreRows].map((key) => [key, row])),
    queries: Object.fromEntries(classes.map((kind) => [kind, query])),
  }
}

const grown = (documents: number) => ({
  documents,
  engines: { seekling: { durable: spread(documents / 50) }, lunr: documents > 5000 ? late : { durable: spread(900) } },
})

const result = {
  measured: {
    ...{ date: '2026-01-02', browser: 'Chromium 1 built on sand', node: 'v20', cpu: 'abacus', cores: 2, memoryGB: 4 },
    ...{ system: 'linux 1', runs: 3, minutes: 9.5, loadBefore: 0.1, loadAfter: 1.5 },
  },
  data: { name: 'demo', title: '7 things', source: 'things 1', documents: 7000 },
  plan: { perClass: 100, more: 10_000 },
  engines: [
    engine('seekling', 'Seekling', 20),
    engine('sqlite', 'SQLite & <FTS5>', 5),
    engine('lunr', 'lunr', null),
    engine('fuse', 'Fuse.js', 2500),
  ],
  growth: [5000, 20_000, 100_000].map(grown),
  site: null,
}

const files = pageOf(result, { file: 'index.md', others: [] })
const page = files.get('index.md') ?? ''

test('where others win is said first, with what they find', () => {
  const [, summary] = page.split('## Where Seekling is first, and where others win')
  expect(summary).toContain('Seekling is first in 0 of 14 rows. Others win 14: scripts to search')
  expect(summary).toContain('| query, p95 | 20 ms, finds 88 % | **SQLite & <FTS5>: 5 ms, finds 88 %** | 4 |')
})

test('where Seekling is first, its figure is the one that stands out', () => {
  const slower = { ...result, engines: [engine('seekling', 'Seekling', 20), engine('fuse', 'Fuse.js', 2500)] }
  const text = pageOf(slower, { file: 'index.md', others: [] }).get('index.md') ?? ''
  expect(text).toContain('Seekling is first in 14 of 14 rows.')
  expect(text).toContain('| cold start to first hits | **20 ms** | Fuse.js: 2.5 s | 0.008 |')
})

test('an engine without a figure is listed with the reason', () => {
  expect(page).toContain('| lunr | – (took longer than 30 s) |')
  expect(page).toContain('| lunr | none | none | none | none | none |')
  expect(files.get('demo-start.svg')).toContain('took longer than 30 s')
})

test('the page says on what machine, under which load and how to do it again', () => {
  expect(page).toContain('On 2026-01-02, in 9.5 minutes, with Chromium 1 and Node v20, on 2 cores (abacus), 4 GB')
  expect(page).toContain('Load average 0.10 before the run and 1.50 at its end.')
  expect(page).toContain('npm ci && npm run bench:peers')
  expect(page).not.toContain('shared its machine')
})

test('a run on a busy machine says so at its top', () => {
  const busy = { ...result, measured: { ...result.measured, loadBefore: 3.2 } }
  const text = pageOf(busy, { file: 'index.md', others: [] }).get('index.md') ?? ''
  expect(text.split('## ')[0]).toContain('shared its machine with other work** (load average 3.2 at the start')
})

test('every chart is shown, is well-formed, and says in words what it shows', () => {
  const charts = [...files.keys()].filter((name) => name.endsWith('.svg'))
  expect(charts).toHaveLength(6)
  for (const name of charts) {
    expect(page, name).toContain(`(./${name})`)
    const svg = files.get(name) ?? ''
    expect(svg, name).toContain('prefers-color-scheme: dark')
    expect(svg, name).not.toMatch(/NaN|undefined|Infinity/)
    const text = JSON.stringify(parseDocument(svg, { xmlMode: true }), (key, value) =>
      ['parent', 'prev', 'next'].includes(key) ? undefined : value,
    )
    expect(text, name).toContain('"name":"title"')
    expect(svg, name).toMatch(/<desc id="desc">Seekling: .+\.<\/desc>/)
    expect(svg, name).not.toContain('& <FTS5>')
  }
})

test('growth is drawn as far as an engine came', () => {
  const svg = files.get('demo-growth.svg') ?? ''
  expect(svg).toContain('Seekling: 5,000: 100 ms, 20,000: 400 ms, 100,000: 2 s. lunr: 5,000: 900 ms.')
  expect(page).toContain('| lunr | 900 ms / – / – / – |')
  expect(page).toContain('More than 7,000 are the same documents again')
  const smaller = { ...result, growth: [grown(5000)] }
  expect(pageOf(smaller, { file: 'index.md', others: [] }).get('index.md')).not.toContain('More than 7,000')
})
