/** A visitor's search without its looks, over an engine in this thread. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Client, open, presets, SeeklingError } from '../../src/in-thread.ts'
import { type Found, SearchSession, type SearchView } from '../../src/search-box/session.ts'
import { indexFor, instanceName, readDescription } from '../../src/search-box/site.ts'

let client: Client
let session: SearchSession
let found: Found[]
let complaints: unknown[]
/** What the next connections come to. */
let troubles: Error[]
let refreshed: number
let isOffline: boolean
let heard: (() => void)[]

beforeEach(async () => {
  client = await open({ storage: 'memory' })
  const index = client.index('en')
  await index.updateSettings({
    ...presets.documentation,
    filterableAttributes: ['page', 'version', 'kind "of"'],
    searchDefaults: { matchingStrategy: 'any', groupBy: { attribute: 'page', size: 3 } },
  })
  const documents = Array.from({ length: 20 }, (_, i) => ({
    ...{
      id: i,
      page: `/p${i >> 1}`,
      url: `/p${i >> 1}#s${i}`,
      title: `Page ${i >> 1}`,
      text: `words about caching ${i}`,
    },
    ...{ version: i < 4 ? '1' : '2', 'kind "of"': i % 4 < 2 ? 'a "b" \\c' : 'plain' },
  }))
  const { updateId } = await index.addDocuments(documents)
  await client.waitForPendingUpdate(updateId)
  found = []
  complaints = []
  troubles = []
  refreshed = 0
  isOffline = false
  heard = []
  session = new SearchSession({
    connect: async () => {
      const trouble = troubles.shift()
      if (trouble) throw trouble
      return { client, indexUid: 'en', facets: ['version', 'kind "of"'], refresh: async () => void refreshed++ }
    },
    limit: 4,
    isOffline: () => isOffline,
    tell: () => heard.splice(0).forEach((hear) => hear()),
    onFound: (answer) => found.push(answer),
    complain: (thrown) => complaints.push(thrown),
  })
})

afterEach(async () => {
  session.stop()
  await client.close()
})

async function until(is: (view: SearchView) => boolean): Promise<SearchView> {
  while (!is(session.view)) await new Promise<void>((resolve) => heard.push(resolve))
  return session.view
}

const ready = () => until(({ phase, query, found: answer }) => phase === 'ready' && answer?.query === query.trim())

test('a query is answered by pages, and by more of them when asked', async () => {
  session.type('caching')
  expect(session.view.phase).toBe('connecting')
  const first = await ready()
  expect(first.found).toMatchObject({ query: 'caching', total: 10, readAs: '', suggestions: [] })
  expect(first.found?.hits).toHaveLength(4)
  session.more()
  const more = await until((view) => view.found?.hits.length === 8)
  expect(new Set(more.found?.hits.map(({ page }) => page)).size).toBe(8)
  expect(found.map(({ query, hits }) => [query, hits.length])).toEqual([['caching', 4]])
})

test('what is typed meanwhile is what is answered, and an empty query asks nothing', async () => {
  for (const query of ['c', 'ca', 'cac', ' words ']) session.type(query)
  expect((await ready()).found?.query).toBe('words')
  expect(found).toHaveLength(1)
  session.type('words')
  session.type('  ')
  expect(session.view).toMatchObject({ phase: 'idle', found: undefined, facets: {} })
  session.type('')
  expect(found).toHaveLength(1)
})

test('of one filter any value is enough, and its own counts do not shrink', async () => {
  session.type('caching')
  expect((await ready()).facets).toEqual({ version: { 1: 2, 2: 8 }, 'kind "of"': { 'a "b" \\c': 5, plain: 5 } })
  session.toggle('version', '1')
  const one = await until(({ found: answer }) => answer?.total === 2)
  expect(one.facets).toEqual({ version: { 1: 2, 2: 8 }, 'kind "of"': { 'a "b" \\c': 1, plain: 1 } })
  // A filter keeps its place when something of it is chosen.
  expect(Object.keys(one.facets)).toEqual(['version', 'kind "of"'])
  session.toggle('kind "of"', 'a "b" \\c')
  expect((await until(({ found: answer }) => answer?.total === 1)).facets.version).toEqual({ 1: 1, 2: 4 })
  session.toggle('version', '2')
  await until(({ found: answer }) => answer?.total === 5)
  session.toggle('version', '1')
  session.toggle('version', '2')
  session.toggle('kind "of"', 'a "b" \\c')
  await until(({ found: answer }) => answer?.total === 10)
})

test('words are said as they were read, and instead of nothing there is something to try', async () => {
  session.type('cachng')
  expect((await ready()).found?.readAs).toBe('caching')
  session.type('cachtopia')
  const none = await ready()
  expect(none.found).toMatchObject({ total: 0, hits: [], suggestions: ['caching'] })
})

test('nothing found is an answer, whatever becomes of the suggestions', async () => {
  const index = client.index('en')
  index.suggest = () => Promise.reject(new SeeklingError('snapshot_unavailable', 'gone'))
  client.index = (() => index) as unknown as typeof client.index
  session.type('cachtopia')
  await until(({ phase }) => phase === 'ready' || phase === 'failed')
  expect(session.view).toMatchObject({ phase: 'ready', found: { total: 0, suggestions: [] } })
})

test('what goes wrong is said to the developer, and can be tried again', async () => {
  troubles = [new Error('no engine')]
  session.type('caching')
  expect(await until(({ phase }) => phase === 'failed')).toMatchObject({ found: undefined })
  expect(complaints).toHaveLength(1)
  session.retry()
  expect((await ready()).found?.total).toBe(10)
  isOffline = true
  troubles = [new Error('no network')]
  session.type('words')
  const offline = await until(({ phase }) => phase === 'offline')
  expect(offline.found?.query).toBe('caching')
})

test('what a new build took away is attached anew and asked for once more', async () => {
  const search = client.multiSearch.bind(client)
  let isGone = true
  client.multiSearch = (async (...request: Parameters<typeof search>) => {
    if (isGone) throw new SeeklingError('snapshot_unavailable', 'gone')
    return search(...request)
  }) as typeof client.multiSearch
  session.type('caching')
  await until(({ phase }) => phase === 'failed')
  expect(refreshed).toBe(1)
  const attempts = [true, false]
  client.multiSearch = (async (...request: Parameters<typeof search>) => {
    isGone = attempts.shift() ?? false
    if (isGone) throw new SeeklingError('snapshot_unavailable', 'gone')
    return search(...request)
  }) as typeof client.multiSearch
  session.retry()
  expect((await ready()).found?.total).toBe(10)
  expect(refreshed).toBe(2)
})

test('an index that changes is asked again', async () => {
  session.type('caching')
  await ready()
  await client.index('en').addDocuments([{ id: 99, page: '/new', url: '/new', title: 'New', text: 'caching' }])
  await until((view) => view.found?.total === 11)
  expect(found).toHaveLength(1)
})

test('a site is read with care', () => {
  const text =
    '{"format":1,"languages":{"en":{"index":"e"},"de":{"index":"d"},"x":null},"default":"de","facets":["v",1]}'
  const site = readDescription(text)
  expect(site).toEqual({ languages: { en: { index: 'e' }, de: { index: 'd' } }, default: 'de', facets: ['v'] })
  if (!site) throw new Error('It is not read.')
  expect(['en-GB', 'de', 'fr'].map((lang) => indexFor(site, lang))).toEqual(['e', 'd', 'd'])
  expect(indexFor({ ...site, default: 'none' }, 'fr')).toBe('e')
  for (const bad of ['', '<html>', '[]', '{"format":2,"languages":{}}', '{"format":1}', 'null']) {
    expect(readDescription(bad)).toBeUndefined()
  }
})

test('sites of one origin have instances of their own', () => {
  expect(instanceName('https://a.example/docs/seekling/', 'https://a.example')).toBe('site:/docs/seekling/')
  expect(instanceName('https://b.example/seekling/', 'https://a.example')).toBe('site:https://b.example/seekling/')
})
