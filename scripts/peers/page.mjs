/**
 * A result of `npm run bench:peers` as a page in Markdown with its charts. Pure: equal in, equal
 * out.
 */
import { dotChart, lineChart, percent, shareChart } from './chart.mjs'
import { peers } from './engines.mjs'
import { sayBytes, sayMs, sayRow, standings } from './figures.mjs'

const kinds = {
  word: 'one word',
  words: 'several words',
  prefix: 'last word begun',
  typo: 'one letter wrong',
  swapped: 'words swapped',
}

/**
 * @param {any} result As scripts/bench-peers.mjs writes it.
 * @param {object} page
 * @param {string} page.file Name of the page, with its ending.
 * @param {readonly { file: string, title: string }[]} page.others Pages of other data.
 * @returns {Map<string, string>} Text by name of the file: the page, and the charts it shows.
 */
export function pageOf(result, { file, others }) {
  const charts = chartsOf(result)
  const image = (name) => `![${charts.get(name).title}](./${result.data.name}-${name}.svg)`
  const sections = [
    ...opening(result, others),
    ...summary(result),
    ...loading(result, image),
    ...changing(result, image),
    ...querying(result, image),
    ...growing(result, charts.has('growth') ? image('growth') : undefined),
    ...ofSites(result),
    ...method(result),
  ]
  const files = new Map([
    [
      file,
      `${sections
        .join('\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trimEnd()}\n`,
    ],
  ])
  for (const [name, { drawn }] of charts) files.set(`${result.data.name}-${name}.svg`, drawn)
  return files
}

function opening({ data, measured, engines }, others) {
  return [
    others.length === 0 && data.name !== 'demo' ? `# Benchmarks: ${data.title}` : headingOf(data),
    '',
    `Seekling beside ${engines.length - 1} other set-ups of search engines that a page can load, on ${data.title} (npm: ${data.source}): the same documents, the same`,
    `queries and the same run of ${measured.browser.replace(/ built on.*/, '')}, on ${measured.date}. Figures are medians of ${measured.runs === 1 ? 'one round' : `${measured.runs} rounds`}, with the range in brackets.`,
    ...others.map(({ file, title }) => `The same on other data: [${title}](./${file}).`),
    '',
    ...(isBusy(measured)
      ? [
          `> **This run shared its machine with other work** (load average ${measured.loadBefore.toFixed(1)} at the start, ${measured.loadAfter.toFixed(1)} at the end, on ${measured.cores} cores). Compare figures with each other, not with another machine's.`,
          '',
        ]
      : []),
  ]
}

const headingOf = (data) => (data.name === 'demo' ? '# Benchmarks' : `# Benchmarks: ${data.title}`)

/** Half a core's worth of other work makes medians wander. */
const isBusy = ({ loadBefore }) => loadBefore > 0.5

function summary({ engines }) {
  const all = standings(engines).filter(({ own }) => own !== undefined)
  const won = all.filter(({ isWon }) => isWon)
  const lost = all.filter(({ isWon }) => !isWon)
  const figure = (engine, contest) => {
    if (engine === undefined) return '–'
    const row = contest.row(engine)
    return 'median' in row ? contest.say(row.median) : `– (${row.failed})`
  }
  const finds = (engine, contest) =>
    contest.asksQueries && engine !== undefined ? `, finds ${percent(engine.queries.all.found)}` : ''
  return [
    '## Where Seekling is first, and where others win',
    '',
    `Seekling is first in ${won.length} of ${all.length} rows${lost.length === 0 ? '.' : `. Others win ${lost.length === 1 ? 'one' : lost.length}: ${lost.map(({ contest }) => contest.title).join('; ')}.`}`,
    '',
    '| row | Seekling | the best of the others | Seekling, times the best other |',
    '|---|---|---|---|',
    ...all.map(({ contest, best, own, factor, isWon }) => {
      const ownFigure = `${figure(own, contest)}${finds(own, contest)}`
      const other = best === undefined ? '–' : `${best.title}: ${figure(best, contest)}${finds(best, contest)}`
      const times = factor === null ? '–' : `${Number(factor.toPrecision(2))}`
      return `| ${contest.title} | ${isWon ? `**${ownFigure}**` : ownFigure} | ${isWon ? other : `**${other}**`} | ${times} |`
    }),
    '',
    'A fast answer is worth little if it does not hold what was looked for: "finds" is the share of records that were among the first ten hits, over all classes of queries.',
    '',
  ]
}

/** A table with a line for each engine. */
const table = (engines, columns) => [
  `| engine | ${columns.map(([name]) => name).join(' | ')} |`,
  `|---${'|---'.repeat(columns.length)}|`,
  ...engines.map((engine) => {
    const title = engine.name === 'seekling' ? `**${engine.title}**` : engine.title
    return `| ${title} | ${columns.map(([, say]) => say(engine)).join(' | ')} |`
  }),
  '',
]

function loading({ engines }, image) {
  return [
    '## Loading, indexing, and the next visit',
    '',
    image('durable'),
    '',
    image('start'),
    '',
    ...table(engines, [
      ['to search', ({ rows }) => sayRow(rows.loadToSearch, sayBytes)],
      ['to write too', ({ rows }) => sayRow(rows.loadToWrite, sayBytes)],
      ['searchable after', ({ rows }) => sayRow(rows.searchable, sayMs)],
      ['durable after', ({ rows }) => sayRow(rows.durable, sayMs)],
      ['disk', ({ rows }) => sayRow(rows.disk, sayBytes)],
      ['memory', ({ rows }) => sayRow(rows.memory, sayBytes)],
      ['cold start', ({ rows }) => sayRow(rows.start, sayMs)],
    ]),
    '- **To search, to write too**: scripts and WebAssembly, minified and compressed with gzip, that a page requests until its first hits, and until it has indexed. For all but Seekling the',
    '  few lines that drive the engine and the receiving half of Comlink are in it, about 2 kB.',
    '- **Searchable, durable**: from handing over all documents as bytes of NDJSON until a search finds something; until what was indexed is there at the next visit.',
    '- **Disk**: the files in which the browser keeps what the site stored, after the first visit. Seekling keeps whole documents, the others what a list of hits shows. **Memory**: page and workers, WebAssembly included, after a visit',
    '  that asked all queries. Engines in memory hold everything there, those over storage what they read.',
    '- **Cold start**: in a new process of the browser, from navigation to the first hits.',
    '',
  ]
}

function changing({ engines }, image) {
  return [
    '## Changes',
    '',
    image('change'),
    '',
    ...table(engines, [
      ['1 added', ({ rows }) => sayRow(rows.addOne, sayMs)],
      ['1 deleted', ({ rows }) => sayRow(rows.removeOne, sayMs)],
      ['100 added', ({ rows }) => sayRow(rows.addHundred, sayMs)],
      ['100 deleted', ({ rows }) => sayRow(rows.removeHundred, sayMs)],
    ]),
    'Each from the call until it is searchable and there at the next visit. An engine in memory writes its whole snapshot for that; lunr and itemsjs index everything again.',
    '',
  ]
}

function querying({ engines, plan, measured }, image) {
  const classes = Object.keys(kinds)
  return [
    '## Queries',
    '',
    image('query'),
    '',
    image('found'),
    '',
    ...table(engines, [
      ['p50', ({ queries }) => sayRow(queries.all.p50, sayMs)],
      ['p95', ({ queries }) => sayRow(queries.all.p95, sayMs)],
      ['p99', ({ queries }) => sayRow(queries.all.p99, sayMs)],
      ['while indexing, p95', ({ rows }) => sayRow(rows.whileIndexing, sayMs)],
      ['slowest', ({ rows }) => sayRow(rows.whileIndexingSlowest, sayMs)],
    ]),
    'By class, p50 / p95 / p99:',
    '',
    ...table(
      engines,
      classes.map((kind) => [
        kinds[kind],
        ({ queries }) =>
          'median' in queries[kind].p50
            ? ['p50', 'p95', 'p99'].map((q) => sayMs(queries[kind][q].median)).join(' / ')
            : sayRow(queries[kind].p50, sayMs),
      ]),
    ),
    'Found among the first ten hits, and of how many asked:',
    '',
    ...table(
      engines,
      classes.map((kind) => [
        kinds[kind],
        ({ queries }) =>
          `${percent(queries[kind].found)}${queries[kind].found === null ? '' : ` of ${queries[kind].asked}`}`,
      ]),
    ),
    `Records are drawn at random, the same for all engines, ${plan.perClass} of each class in each of ${measured.runs} ${measured.runs === 1 ? 'round' : 'rounds'}, each asked once after a few others, one at a time, as typed, timed at the page`,
    'from the call to the ten hits with the fields that a list shows. Fewer were asked where a class took an engine longer than its share of the time.',
    '',
    '- **One word**: one that at most ten records hold anywhere, so that ten hits have room for all of them. **Several words**: the name of a record. **Last word begun**: cut to two to five',
    '  letters. **One letter wrong**: dropped, doubled, changed or swapped in a word of five letters or more. **Words swapped**: two neighbours in the other order.',
    `- **While indexing**: ${plan.more.toLocaleString('en')} documents more are added in batches of 500, and a query is asked every 50 ms, at most five waiting.`,
    '',
  ]
}

function growing({ growth, engines, data }, chart) {
  if (growth.length === 0) return []
  const full = {
    documents: data.documents,
    engines: Object.fromEntries(
      engines.map(({ name, rows, queries }) => [name, { ...rows, p50: queries.all.p50, p95: queries.all.p95 }]),
    ),
  }
  const sizes = [...growth.filter(({ documents }) => documents !== data.documents), full].sort(
    (a, b) => a.documents - b.documents,
  )
  const cell = (row, say) => (row === undefined || !('median' in row) ? '–' : say(row.median))
  return [
    '## Growth',
    '',
    ...(chart === undefined ? [] : [chart, '']),
    `Index, durable / cold start / query p50 / p95; one round for each size but that of ${data.documents.toLocaleString('en')}:`,
    '',
    ...table(
      engines,
      sizes.map(({ documents, engines: byName }) => [
        documents.toLocaleString('en'),
        ({ name }) => {
          const one = byName[name]
          if (one === undefined) return '–'
          if ('failed' in one) return one.failed
          return [one.durable, one.start, one.p50, one.p95].map((row) => cell(row, sayMs)).join(' / ')
        },
      ]),
    ),
    ...(growth.some(({ documents }) => documents > data.documents)
      ? [
          `More than ${data.documents.toLocaleString('en')} are the same documents again under other ids, each with another's text at its end.`,
        ]
      : []),
    '',
  ]
}

function ofSites({ site }) {
  if (site === null) return []
  const { seekling, pagefind } = site.tools
  const line = (title, pick, say) => `| ${title} | ${say(pick(seekling))} | ${say(pick(pagefind))} |`
  const row = (spread) => sayRow(spread, sayMs)
  return [
    '## The search of a static site',
    '',
    `${site.pages} pages made of the demo's records, both tools on the same pages: built by their commands, searched in fresh profiles.`,
    '',
    '| | Seekling | Pagefind |',
    '|---|---|---|',
    line('build', ({ build }) => build, row),
    line('build after one page changed', ({ buildAfterChange }) => buildAfterChange, row),
    line('files of the search on the host', ({ disk }) => disk, sayBytes),
    line('first search, five hits with excerpts', ({ firstSearch }) => firstSearch, row),
    line('its bytes', ({ firstSearchBytes }) => firstSearchBytes, sayBytes),
    line('its requests', ({ firstSearchRequests }) => firstSearchRequests, String),
    line('bytes of six searches', ({ sixSearchesBytes }) => sixSearchesBytes, sayBytes),
    line('second visit, navigation to hits', ({ secondVisit }) => secondVisit, row),
    line('query, p50', ({ p50 }) => p50, sayMs),
    line('query, p95', ({ p95 }) => p95, sayMs),
    '',
  ]
}

function method({ measured, engines, data }) {
  const setUps = peers.filter(({ name }) => engines.some((engine) => engine.name === name))
  return [
    '## How it was measured',
    '',
    `On ${measured.date}, in ${measured.minutes} minutes, with ${measured.browser.replace(/ built on.*/, '')} and Node ${measured.node}, on ${measured.cores} cores (${measured.cpu}), ${measured.memoryGB} GB, ${measured.system}. Load average ${measured.loadBefore.toFixed(2)} before the run and ${measured.loadAfter.toFixed(2)} at its end.`,
    '',
    'Each round gives each engine a fresh profile: a first visit indexes everything, and a second one in a new process of the browser answers the rest. Engines take turns, and each round begins with another one.',
    'Each is set up as its documentation says for search as you type, in a worker of its own:',
    '',
    '| engine | version | how | what is there at the next visit |',
    '|---|---|---|---|',
    ...setUps.map(({ name, title, how, keeps }) => {
      const version = engines.find((engine) => engine.name === name)?.version ?? 'this one'
      return `| ${title} | ${version} | ${how} | ${keeps} |`
    }),
    '',
    'Whatever durability is the default of browser and engine is what "durable" means. The adapters are in `test/bench/peers`: if one of them uses its engine badly, change it and run this again.',
    '',
    '## Run it yourself',
    '',
    '```sh',
    `npm ci && npm run bench:peers${data.name === 'demo' ? '' : ` -- --data ${data.name}`}`,
    '```',
    '',
    'It takes about ten minutes, in which nothing else should run. `-- --engines seekling,sqlite` chooses, `-- --quick` tries it out, `-- --grow` goes up to a million documents, `-- --data wordnet` takes other documents,',
    '`-- --publish` writes these pages anew. The head of `scripts/bench-peers.mjs` has all of it. Everything measured is in',
    `\`docs/benchmarks/results/${data.name}.json\`.`,
    '',
  ]
}

/** @returns {Map<string, { title: string, drawn: string }>} By the end of the name of its file. */
function chartsOf({ engines, growth, data }) {
  const charts = new Map()
  const dots = (name, title, pick) => {
    const rows = engines.map((engine) => ({ label: engine.title, isOwn: engine.name === 'seekling', ...pick(engine) }))
    if (rows.every(({ points }) => points.length === 0)) return
    charts.set(name, { title, drawn: dotChart({ title, rows, sayValue: sayMs }) })
  }
  const dotsOf = (row) =>
    'median' in row
      ? { points: [{ name: '', value: row.median, low: row.lowest, high: row.highest }], says: sayMs(row.median) }
      : { points: [], says: row.failed }
  dots('durable', `Index ${data.documents.toLocaleString('en')} documents, durable`, ({ rows }) => dotsOf(rows.durable))
  dots('start', 'Cold start: navigation to first hits, second visit', ({ rows }) => dotsOf(rows.start))
  dots('change', 'One document added, searchable and durable', ({ rows }) => dotsOf(rows.addOne))
  dots('query', 'Query at the page: p50, p95', ({ queries: { all } }) =>
    'median' in all.p95
      ? {
          points: [
            { name: 'p50', value: all.p50.median },
            { name: 'p95', value: all.p95.median, low: all.p95.lowest, high: all.p95.highest },
          ],
          says: `${sayMs(all.p50.median)}, ${sayMs(all.p95.median)}`,
        }
      : { points: [], says: all.p95.failed },
  )
  const title = 'Found among the first ten hits'
  const rows = engines.map(({ name, title: label, queries }) => ({
    label,
    isOwn: name === 'seekling',
    shares: Object.keys(kinds).map((kind) => queries[kind].found),
  }))
  charts.set('found', { title, drawn: shareChart({ title, columns: Object.values(kinds), rows }) })
  if (growth.length >= 3) charts.set('growth', growthChart(engines, growth))
  return charts
}

function growthChart(engines, growth) {
  const title = 'Index, durable, by number of documents'
  const lines = engines.map(({ name, title: label }) => ({
    label,
    isOwn: name === 'seekling',
    points: growth
      .filter(({ engines: byName }) => byName[name]?.durable?.median !== undefined)
      .map(({ documents, engines: byName }) => ({ x: documents, y: byName[name].durable.median })),
  }))
  return { title, drawn: lineChart({ title, lines, sayX: (count) => count.toLocaleString('en'), sayY: sayMs }) }
}
