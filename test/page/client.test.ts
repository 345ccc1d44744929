/** What a client's calls become, in which order they go out and come back, and how they end. */
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { Client } from '../../src/page/client.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { DocumentId } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import type { Hit, OffsetResponse, PageResponse, SearchRequest } from '../../src/shared/search.ts'
import type { Update, UpdateReceipt } from '../../src/shared/update.ts'
import { clientOf, closeFakeClients } from './fake-client.ts'
import { type Answers, FakeEngines } from './fake-engines.ts'

afterEach(closeFakeClients)

interface Movie {
  readonly id: number
  readonly title: string
}

describe('reads', () => {
  const echo = (...args: unknown[]) => args
  test.each([
    ['getIndexes', (client: Client) => client.getIndexes(), []],
    ['stats', (client: Client) => client.stats(), []],
    ['getUpdateStatus', (client: Client) => client.getUpdateStatus(3), [3]],
    ['getAllUpdateStatus', (client: Client) => client.getAllUpdateStatus(), [{}]],
    ['getAllUpdateStatus with a query', (client: Client) => client.getAllUpdateStatus({ from: 5 }), [{ from: 5 }]],
    [
      'index.getAllUpdateStatus',
      (client: Client) => client.index('films').getAllUpdateStatus({ limit: 2 }),
      [{ limit: 2, indexUids: ['films'] }],
    ],
    ['index.getDocument', (client: Client) => client.index('films').getDocument('a'), ['films', 'a', {}]],
    [
      'index.getDocument of some fields',
      (client: Client) => client.index('films').getDocument(1, { fields: ['id'] }),
      ['films', 1, { fields: ['id'] }],
    ],
    [
      'index.getDocuments',
      (client: Client) => client.index('films').getDocuments({ limit: 3 }),
      ['films', { limit: 3 }],
    ],
    ['index.getSettings', (client: Client) => client.index('films').getSettings(), ['films']],
    ['index.getStats', (client: Client) => client.index('films').getStats(), ['films']],
    [
      'index.search',
      (client: Client) => client.index('films').search('solris', { limit: 2 }),
      ['films', { q: 'solris', limit: 2 }],
    ],
    ['index.search for all', (client: Client) => client.index('films').search(), ['films', { q: null }]],
    [
      'index.searchForFacetValues',
      (client: Client) => client.index('films').searchForFacetValues({ facetName: 'genre', facetQuery: 'sci' }),
      ['films', { facetName: 'genre', facetQuery: 'sci' }],
    ],
    [
      'index.suggest',
      (client: Client) => client.index('films').suggest('sol', { limit: 2 }),
      ['films', 'sol', { limit: 2 }],
    ],
  ])('%s asks the search role', async (_, read, args) => {
    const answers = Object.fromEntries(
      [
        'getIndexes',
        'getStats',
        'getUpdate',
        'getUpdates',
        'getDocument',
        'getDocuments',
        'getSettings',
        'getIndexStats',
        'search',
        'searchForFacetValues',
        'suggest',
      ].map((name) => [name, echo]),
    )
    const { client } = await clientOf(answers)
    expect(await read(client)).toEqual(args)
  })

  test('an index knows only its own updates', async () => {
    const update = { updateId: 1, indexUid: 'films' } as Update
    const { client } = await clientOf({ getUpdate: () => update })
    expect(await client.index('films').getUpdateStatus(1)).toEqual(update)
    await expect(client.index('books').getUpdateStatus(1)).rejects.toMatchObject({ code: 'task_not_found' })
  })

  test('a list of queries and a request with a federation are passed on', async () => {
    const asked: unknown[] = []
    const { client } = await clientOf({ multiSearch: (request: unknown) => asked.push(request) } as Answers<object>)
    const queries = [{ indexUid: 'films', q: 'a' }, { indexUid: 'books' }]
    await client.multiSearch(queries)
    await client.multiSearch({ queries })
    await client.multiSearch({ queries, federation: { limit: 3 } })
    expect(asked).toEqual([{ queries }, { queries }, { queries, federation: { limit: 3 } }])
  })
})

test('a search whose parameters cannot be read rejects, and throws nothing', async () => {
  const { client } = await clientOf({})
  const params = {
    get limit(): number {
      throw new Error('not today')
    },
  }
  const answer = client.index('films').search('sun', params)
  await expect(answer).rejects.toMatchObject({ code: 'bad_request', cause: { message: 'not today' } })
})

test('what was taken in is what the next search sees, however late its announcement comes', async () => {
  const report = { enqueuedUpdates: 0 }
  const { client, engines } = await clientOf(
    {},
    {},
    { importDump: () => report as never, importSnapshot: () => ({}) as never },
  )
  await client.importDump(new Blob())
  await client.importSnapshot(new Blob())
  const methods = engines.calls.map(({ method }) => method).filter((method) => method !== 'pendingWork')
  expect(methods).toEqual(['importDump', 'noteReplacement', 'importSnapshot', 'noteReplacement'])
})

describe('the order of searches', () => {
  /** Answers searches when told to, in any order. */
  function heldSearches() {
    const held = new Map<string, (value: unknown) => void>()
    const begun: string[] = []
    const search = (_: string, { q }: SearchRequest) => {
      begun.push(q as string)
      return new Promise((resolve) => held.set(q as string, resolve))
    }
    const answer = (q: string) => held.get(q)?.({ hits: [], query: q })
    return { search: search as never, begun, answer }
  }

  const tick = () => new Promise((resolve) => setTimeout(resolve, 0))

  test('an older answer never comes after a newer one: one search is under way at a time', async () => {
    const { search, begun, answer } = heldSearches()
    const { client } = await clientOf({ search })
    const answers: string[] = []
    const index = client.index('films')
    for (const q of ['a', 'ab', 'abc']) void index.search(q).then(({ query }) => answers.push(query))
    await tick()
    expect(begun).toEqual(['a'])
    for (const q of ['a', 'ab', 'abc']) {
      answer(q)
      await tick()
    }
    expect([begun, answers]).toEqual([
      ['a', 'ab', 'abc'],
      ['a', 'ab', 'abc'],
    ])
  })

  test('two handles of one index share the order, two indexes do not', async () => {
    const { search, begun } = heldSearches()
    const { client } = await clientOf({ search })
    for (const [uid, q] of [
      ['films', 'a'],
      ['films', 'b'],
      ['books', 'c'],
    ]) {
      client
        .index(uid)
        .search(q)
        .catch(() => {})
    }
    await tick()
    expect(begun).toEqual(['a', 'c'])
  })

  test('an aborted search rejects at once with the reason; if it had not begun it never does', async () => {
    const { search, begun, answer } = heldSearches()
    const { client } = await clientOf({ search })
    const index = client.index('films')
    const running = new AbortController()
    const waiting = new AbortController()
    const first = index.search('a', {}, { signal: running.signal })
    const second = index.search('ab', {}, { signal: waiting.signal })
    const third = index.search('abc')
    await tick()
    running.abort('typed on')
    waiting.abort()
    await expect(first).rejects.toBe('typed on')
    await expect(second).rejects.toMatchObject({ name: 'AbortError' })
    expect(begun).toEqual(['a'])
    answer('a')
    await tick()
    answer('abc')
    expect((await third).query).toBe('abc')
    expect(begun).toEqual(['a', 'abc'])
  })

  test('a signal that is aborted already costs nothing', async () => {
    const { search, begun } = heldSearches()
    const { client } = await clientOf({ search })
    const reason = new Error('never mind')
    await expect(client.index('films').search('a', {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(client.multiSearch([{ indexUid: 'films' }], { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
    expect(begun).toEqual([])
  })

  test('a search that fails does not stop the next one', async () => {
    const { client } = await clientOf({
      search: (_: string, { q }: SearchRequest) => {
        if (q === 'bad') throw new SeeklingError('invalid_search_sort', 'No.')
        return { hits: [], query: q }
      },
    } as Answers<object>)
    const index = client.index('films')
    const bad = index.search('bad')
    expect((await index.search('good')).query).toBe('good')
    await expect(bad).rejects.toMatchObject({ code: 'invalid_search_sort' })
  })

  test('after a search was answered, its signal holds on to nothing', async () => {
    const { client } = await clientOf({ search: () => ({ hits: [] }) })
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await client.index('films').search('a', {}, { signal })
    await tick()
    expect(removed.mock.calls.length).toBe(added.mock.calls.length)
  })
})

test('the types follow the documents', () => {
  const check = (client: Client) => {
    const movies = client.index<Movie>('films')
    expectTypeOf(movies.search('a')).resolves.toEqualTypeOf<OffsetResponse<Movie>>()
    expectTypeOf(movies.search('a', { page: 1 })).resolves.toEqualTypeOf<PageResponse<Movie>>()
    expectTypeOf(movies.search('a', { limit: 1 }))
      .resolves.toHaveProperty('hits')
      .toEqualTypeOf<readonly Hit<Movie>[]>()
    expectTypeOf(movies.getDocument(1)).resolves.toEqualTypeOf<Movie>()
    expectTypeOf(movies.getDocuments()).resolves.toHaveProperty('results').toEqualTypeOf<readonly Movie[]>()
    expectTypeOf(movies.addDocuments).parameter(0).extract<readonly Movie[]>().not.toBeNever()
    expectTypeOf(client.index('films').getDocument(1)).resolves.toEqualTypeOf<JsonObject>()
    expectTypeOf(movies.updateStopWords).parameter(0).toEqualTypeOf<readonly string[] | null>()
    expectTypeOf(movies.getPrefixSearch()).resolves.toEqualTypeOf<'indexingTime' | 'disabled'>()
    expectTypeOf(movies.resetTypoTolerance()).resolves.toEqualTypeOf<UpdateReceipt>()
    expectTypeOf(movies.deleteDocuments).parameter(0).extract<readonly DocumentId[]>().not.toBeNever()
    // @ts-expect-error a title is text
    void movies.addDocuments([{ id: 1, title: 2 }])
    // @ts-expect-error there is no such setting
    void movies.getNothing()
    // @ts-expect-error there is no such event
    client.on('progress', () => {})
  }
  expect(check).toBeTypeOf('function')
})

test('a client may be closed while a part of it that cannot be loaded is awaited', async () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  let fail = (_: unknown) => {}
  const client = await Client.over(
    new FakeEngines(),
    () =>
      new Promise((_, reject) => {
        fail = reject
      }),
  )
  const wait = expect(client.waitForPendingUpdate(1)).rejects.toMatchObject({ code: 'io_error' })
  await client.close()
  fail(new TypeError('Failed to fetch'))
  await wait
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
