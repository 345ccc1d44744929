import { afterEach, describe, expect, test, vi } from 'vitest'
import type { SearchApi } from '../../src/shared/engine-api.ts'
import { arrive, functionsOf, LaterCode, NotLoaded } from '../../src/worker/later-code.ts'
import { partedSearch } from '../../src/worker/parted-search.ts'
import type { EngineParts } from '../../src/worker/roles.ts'

afterEach(() => vi.useRealTimers())

const urls = { 'search-site': 'https://a.example/site.js', 'search-more': 'https://a.example/more.js' }

// What has arrived stays as long as this thread: what must not be there is tested first.
test('code that does not come is named, and asked for again under another fragment', async () => {
  const asked: string[] = []
  const code = new LaterCode(urls, async (url) => {
    asked.push(url)
    throw new Error('404')
  })
  for (let time = 0; time < 2; time++)
    await expect(code.load('search-more')).rejects.toMatchObject({
      code: 'worker_failed',
      message: expect.stringContaining('https://a.example/more.js cannot be loaded: 404'),
      details: { url: urls['search-more'], later: true },
    })
  expect(asked).toEqual([urls['search-more'], `${urls['search-more']}#1`])
})

test('a script that is something else has not arrived', async () => {
  const code = new LaterCode(urls, async () => {})
  await expect(code.load('search-more')).rejects.toMatchObject({ details: { url: urls['search-more'] } })
})

test('a connection that stands still is given up', async () => {
  vi.useFakeTimers()
  const loading = new LaterCode(urls, () => new Promise(() => {})).load('search-more')
  const refused = expect(loading).rejects.toThrow('nothing came in time')
  await vi.advanceTimersByTimeAsync(30_000)
  await refused
})

test('what a call throws by itself is passed on', async () => {
  const load = vi.fn()
  const code = new LaterCode(urls, load)
  await expect(code.run(() => Promise.reject(new Error('bad')))).rejects.toThrow('bad')
  expect(load).not.toHaveBeenCalled()
})

test('calls at the same time load a script once and begin anew', async () => {
  expect(() => functionsOf('search-site')).toThrow(NotLoaded)
  const load = vi.fn(async () => arrive('search-site', { double: (n: number) => 2 * n }))
  const code = new LaterCode(urls, load)
  const begun = vi.fn()
  const double = (n: number) =>
    code.run(async () => {
      begun(n)
      return functionsOf('search-site').double(n as never)
    })
  expect(await Promise.all([double(1), double(2)])).toEqual([2, 4])
  expect(load.mock.calls).toEqual([[urls['search-site']]])
  expect(begun).toHaveBeenCalledTimes(4)
})

describe('the search role', () => {
  const role = (search: () => unknown, load: (url: string) => Promise<unknown>, later: object | undefined = urls) => {
    const api = { search, getIndexes: async () => functionsOf('search-more').list() } as unknown as SearchApi
    const parts = { options: { later } } as unknown as EngineParts
    return partedSearch(parts, load, () => ({ api, close: () => {} }))
  }

  test('begins to load what a search is sure to need while it runs', async () => {
    const load = vi.fn(async () => {})
    const { api, close } = role(async () => ({ hits: [] }), load)
    await api.search('films', { q: 'x', filter: [], facets: [] })
    expect(load).not.toHaveBeenCalled()
    await api.search('films', { q: 'x', facets: ['genre'] })
    expect(load).toHaveBeenCalledTimes(1)
    await close()
  })

  test('loads the rest when no search has come for a moment, unless data is to be saved', async () => {
    vi.useFakeTimers()
    const load = vi.fn(async () => {})
    const { api, close } = role(async () => ({ hits: [] }), load)
    await api.search('films', { q: 's' })
    await vi.advanceTimersByTimeAsync(900)
    await api.search('films', { q: 'so' })
    await vi.advanceTimersByTimeAsync(900)
    expect(load).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    expect(load.mock.calls).toEqual([[urls['search-more']]])
    await api.search('films', { q: 'sol' })
    await close()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(load).toHaveBeenCalledTimes(1)

    vi.stubGlobal('navigator', { connection: { saveData: true } })
    const saving = vi.fn(async () => {})
    await role(async () => ({ hits: [] }), saving).api.search('films', { q: 's' })
    await vi.advanceTimersByTimeAsync(2_000)
    vi.unstubAllGlobals()
    expect(saving).not.toHaveBeenCalled()
  })

  test('waits in any of its calls for code that is not there', async () => {
    const load = vi.fn(async () => arrive('search-more', { list: () => ['films'] }))
    const { api, close } = role(async () => ({ hits: [] }), load)
    expect(await api.getIndexes()).toEqual(['films'])
    expect(load).toHaveBeenCalledTimes(1)
    await close()
  })

  test('is as it is where no later script is named', () => {
    const load = vi.fn()
    const search = async () => {}
    expect(role(search, load, undefined).api.search).not.toBe(search)
    const parts = { options: {} } as unknown as EngineParts
    const whole = { api: {} as SearchApi, close: () => {} }
    expect(partedSearch(parts, load, () => whole)).toBe(whole)
  })
})
