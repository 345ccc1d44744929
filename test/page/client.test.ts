/** What a client's calls become, in which order they go out and come back, and how they end. */
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { Client } from '../../src/page/client.ts'
import { QueueClient } from '../../src/page/queue-client.ts'
import type { JsonObject } from '../../src/shared/document.ts'
import type { DocumentId, SmallPayload, UpdateRequest } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import type { Hit, OffsetResponse, PageResponse, SearchRequest } from '../../src/shared/search.ts'
import { settingNames } from '../../src/shared/setting-names.ts'
import { defaultSettings } from '../../src/shared/settings.ts'
import type { Update, UpdateReceipt } from '../../src/shared/update.ts'
import { type Answers, FakeEngines } from './fake-engines.ts'

interface Movie {
  readonly id: number
  readonly title: string
}

const receipt = { updateId: 1 }
const load = async () => QueueClient
const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})

async function clientOf(
  ...answers: ConstructorParameters<typeof FakeEngines>
): Promise<{ client: Client; engines: FakeEngines }> {
  const engines = new FakeEngines(...answers)
  const client = await Client.over(engines, load)
  clients.push(client)
  return { client, engines }
}

/** The last call of a method. */
const lastArgs = (engines: FakeEngines, method: string) =>
  engines.calls.findLast((call) => call.method === method)?.args

describe('writes', () => {
  const writes: [string, (client: Client) => Promise<UpdateReceipt>, UpdateRequest][] = [
    [
      'createIndex',
      (client) => client.createIndex('films'),
      { type: 'IndexCreation', indexUid: 'films', primaryKey: null },
    ],
    [
      'createIndex with a primary key',
      (client) => client.createIndex('films', { primaryKey: 'id' }),
      { type: 'IndexCreation', indexUid: 'films', primaryKey: 'id' },
    ],
    [
      'updateIndex',
      (client) => client.updateIndex('films', { primaryKey: 'key', uid: 'movies' }),
      { type: 'IndexUpdate', indexUid: 'films', primaryKey: 'key', newUid: 'movies' },
    ],
    [
      'updateIndex of the name alone',
      (client) => client.updateIndex('films', { uid: 'movies' }),
      { type: 'IndexUpdate', indexUid: 'films', primaryKey: null, newUid: 'movies' },
    ],
    ['deleteIndex', (client) => client.deleteIndex('films'), { type: 'IndexDeletion', indexUid: 'films' }],
    [
      'swapIndexes',
      (client) => client.swapIndexes([{ indexes: ['a', 'b'] }]),
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }] },
    ],
    [
      'deleteDocument',
      (client) => client.index('films').deleteDocument(7),
      { type: 'DocumentsDeletion', indexUid: 'films', ids: [7] },
    ],
    [
      'deleteDocuments',
      (client) => client.index('films').deleteDocuments([1, 'b']),
      { type: 'DocumentsDeletion', indexUid: 'films', ids: [1, 'b'] },
    ],
    [
      'deleteDocuments by a filter',
      (client) => client.index('films').deleteDocuments({ filter: 'year < 1970' }),
      { type: 'DocumentsDeletion', indexUid: 'films', filter: 'year < 1970' },
    ],
    [
      'updateFilterableAttributes',
      (client) => client.index('films').updateFilterableAttributes(['year', { attributePatterns: ['crew.*'] }]),
      {
        type: 'Settings',
        indexUid: 'films',
        settings: { filterableAttributes: ['year', { attributePatterns: ['crew.*'] }] },
      },
    ],
    [
      'deleteAllDocuments',
      (client) => client.index('films').deleteAllDocuments(),
      { type: 'ClearAll', indexUid: 'films' },
    ],
    [
      'updateSettings',
      (client) => client.index('films').updateSettings({ stopWords: ['the'], rankingRules: null }),
      { type: 'Settings', indexUid: 'films', settings: { stopWords: ['the'], rankingRules: null } },
    ],
    [
      'updateTypoTolerance',
      (client) => client.index('films').updateTypoTolerance({ enabled: false }),
      { type: 'Settings', indexUid: 'films', settings: { typoTolerance: { enabled: false } } },
    ],
    [
      'resetStopWords',
      (client) => client.index('films').resetStopWords(),
      { type: 'Settings', indexUid: 'films', settings: { stopWords: null }, isReset: true },
    ],
  ]

  test.each(writes)('%s enqueues one update and answers its id', async (_, write, request) => {
    const { client, engines } = await clientOf({}, { enqueue: () => receipt })
    expect(await write(client)).toEqual(receipt)
    expect(lastArgs(engines, 'enqueue')).toEqual([request])
  })

  test('resetSettings resets every setting there is', async () => {
    const { client, engines } = await clientOf({}, { enqueue: () => receipt })
    await client.index('films').resetSettings()
    const [{ settings }] = lastArgs(engines, 'enqueue') as [{ settings: object }]
    expect(Object.keys(settings)).toEqual([...settingNames])
    expect(new Set(Object.values(settings))).toEqual(new Set([null]))
  })

  test('every setting has its three methods', async () => {
    const { client } = await clientOf(
      { getSettings: () => defaultSettings },
      { enqueue: (request: unknown) => request },
    )
    const index = client.index('films') as unknown as Record<string, (value?: unknown) => Promise<unknown>>
    for (const name of settingNames) {
      const Name = name[0].toUpperCase() + name.slice(1)
      expect(await index[`get${Name}`]()).toEqual(defaultSettings[name])
      expect(await index[`update${Name}`](defaultSettings[name])).toMatchObject({
        settings: { [name]: defaultSettings[name] },
      })
      expect(await index[`reset${Name}`]()).toMatchObject({ settings: { [name]: null } })
    }
  })

  const payload = {
    beginPayload: () => 5,
    finishPayload: () => receipt,
    addPayloads: (payloads: readonly SmallPayload[]) => payloads.map(() => receipt),
  }

  test.each([
    ['addDocuments', 'DocumentsAddition'],
    ['updateDocuments', 'DocumentsPartial'],
  ] as const)('%s hands documents over with their options', async (method, type) => {
    const { client, engines } = await clientOf({}, payload)
    const index = client.index('films')
    expect(await index[method]('id;title\n1;Solaris', { primaryKey: 'id', format: 'csv', csvDelimiter: ';' })).toEqual(
      receipt,
    )
    const csv = { type, indexUid: 'films', primaryKey: 'id', format: 'csv', csvDelimiter: ';' }
    expect(lastArgs(engines, 'addPayloads')).toEqual([[{ request: csv, documents: 'id;title\n1;Solaris' }]])
    await index[method]([{ id: 1 }])
    const ndjson = { type, indexUid: 'films', primaryKey: null, format: 'ndjson' }
    expect(lastArgs(engines, 'addPayloads')).toEqual([[{ request: ndjson, documents: '{"id":1}\n' }]])
    const long = `[{"id":1,"text":"${'long '.repeat(100_000)}"}]`
    expect(await index[method](long)).toEqual(receipt)
    expect(lastArgs(engines, 'beginPayload')).toEqual([{ type, indexUid: 'films', primaryKey: null, format: 'json' }])
    const pushed = engines.calls.filter((call) => call.method === 'pushPayload').map(({ args }) => args)
    expect(pushed.map(([, chunk]) => chunk).join('')).toBe(long)
  })

  test('calls made without waiting go together, in order, and each gets its own answer', async () => {
    const sent: string[][] = []
    const { client } = await clientOf({}, {
      addPayloads: async (payloads: readonly SmallPayload[]) => {
        sent.push(payloads.map(({ documents }) => String(documents).trim()))
        await new Promise((resolve) => setTimeout(resolve, 5))
        return payloads.map(({ documents }, i) =>
          String(documents).includes('bad')
            ? { error: new SeeklingError('malformed_payload', 'Line 1 is not JSON.').toRecord() }
            : { updateId: sent.length * 10 + i },
        )
      },
      enqueue: () => {
        sent.push(['settings'])
        return receipt
      },
    } as Answers<object>)
    const index = client.index('films')
    const call = (documents: unknown) => index.addDocuments(documents as never).catch(({ code }) => code)
    const first = [call('1'), call('bad'), call({ id: 3 }), call({ when: new Date() })]
    const settings = index.resetSettings()
    const later = [call('4'), call('5')]
    expect(await Promise.all(first)).toEqual([
      { updateId: 10 },
      'malformed_payload',
      { updateId: 12 },
      'malformed_payload',
    ])
    expect(await settings).toEqual(receipt)
    expect(await Promise.all(later)).toEqual([{ updateId: 30 }, { updateId: 31 }])
    expect(sent).toEqual([['1', 'bad', '{"id":3}'], ['settings'], ['4', '5']])
  })

  test('calls that went together all reject when their worker is lost, and the next ones are sent', async () => {
    let lost = true
    const { client } = await clientOf({}, {
      addPayloads: (payloads: readonly SmallPayload[]) => {
        if (lost) throw new SeeklingError('worker_failed', 'The worker was terminated.')
        return payloads.map(() => receipt)
      },
    } as Answers<object>)
    const index = client.index('films')
    const calls = [index.addDocuments([{ id: 1 }]), index.addDocuments([{ id: 2 }])]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'worker_failed' })
    lost = false
    expect(await index.addDocuments([{ id: 3 }])).toEqual(receipt)
  })

  test('batches are updates of their own, in order', async () => {
    const texts: string[] = []
    let begun = 0
    const { client } = await clientOf({}, {
      beginPayload: () => ++begun,
      // The page may have been too slow to make all of a batch in one slice.
      pushPayload: (nth: number, bytes: Uint8Array) => {
        texts[nth] = (texts[nth] ?? '') + new TextDecoder().decode(bytes)
      },
      finishPayload: (updateId: number) => ({ updateId }),
    } as Answers<object>)
    const index = client.index<Movie>('films')
    const movies = [1, 2, 3, 4, 5].map((id) => ({ id, title: 't' }))
    expect(await index.addDocumentsInBatches(movies, 2)).toEqual([{ updateId: 1 }, { updateId: 2 }, { updateId: 3 }])
    expect(texts.map((text) => text?.match(/"id":\d/g))).toEqual([
      undefined,
      ['"id":1', '"id":2'],
      ['"id":3', '"id":4'],
      ['"id":5'],
    ])
    expect(await index.updateDocumentsInBatches([])).toEqual([])
  })

  test.each([
    ['text', 'abc', 10, 'malformed_payload'],
    ['no size', [{ id: 1 }], 0, 'invalid_options'],
    ['half of nothing', [{ id: 1 }], Number.NaN, 'invalid_options'],
  ])('batches of %s are refused', async (_, documents, size, code) => {
    const { client } = await clientOf()
    await expect(client.index('films').addDocumentsInBatches(documents as never, size)).rejects.toMatchObject({ code })
  })

  test('writes are queued in the order of the calls, however long each takes to hand over', async () => {
    const order: string[] = []
    const { client } = await clientOf({}, {
      addPayloads: async (payloads: readonly SmallPayload[]) => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        order.push('documents')
        return payloads.map(() => receipt)
      },
      enqueue: ({ type }: UpdateRequest) => {
        order.push(type)
        return receipt
      },
      cancelUpdates: () => {
        order.push('cancel')
        return []
      },
    } as Answers<object>)
    const index = client.index('films')
    await Promise.all([
      index.addDocuments([{ id: 1 }]),
      index.deleteAllDocuments(),
      index.addDocuments('[{"id":2}]'),
      client.cancelUpdates({ statuses: ['enqueued'] }),
      client.deleteIndex('films'),
    ])
    expect(order).toEqual(['documents', 'ClearAll', 'documents', 'cancel', 'IndexDeletion'])
  })

  test('a stream that is still coming keeps no other write waiting', async () => {
    const { client } = await clientOf({}, { enqueue: () => receipt, ...payload })
    const index = client.index('films')
    let end = () => {}
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        end = () => controller.close()
      },
    })
    const streamed = index.addDocuments(stream)
    expect(await index.deleteAllDocuments()).toEqual(receipt)
    end()
    expect(await streamed).toEqual(receipt)
  })

  test('a write that fails does not stop those after it', async () => {
    const { client } = await clientOf({}, {
      enqueue: ({ type }: UpdateRequest) => {
        if (type === 'ClearAll') throw new SeeklingError('invalid_index_uid', 'No.')
        return receipt
      },
    } as Answers<object>)
    const failing = client.index('!').deleteAllDocuments()
    expect(await client.deleteIndex('films')).toEqual(receipt)
    await expect(failing).rejects.toMatchObject({ code: 'invalid_index_uid' })
  })

  test('the code for the queue is loaded with the first write, and again if that failed', async () => {
    const loading = vi.fn(load).mockRejectedValueOnce(new TypeError('Failed to fetch'))
    const client = await Client.over(new FakeEngines({}, payload), loading)
    expect(loading).not.toHaveBeenCalled()
    await expect(client.index('films').addDocuments([{ id: 1 }])).rejects.toMatchObject({
      name: 'SeeklingError',
      code: 'io_error',
    })
    expect(await client.index('films').addDocuments([{ id: 1 }])).toEqual(receipt)
    expect(loading).toHaveBeenCalledTimes(2)
  })
})

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

describe('events', () => {
  const update = { updateId: 4, indexUid: 'films', status: 'processed' } as Update

  test('announcements reach listeners as events', async () => {
    const { client, engines } = await clientOf()
    const heard: unknown[] = []
    client.on('update', (payload) => heard.push(payload))
    client.on('version', (payload) => heard.push(payload))
    client.on('status', (payload) => heard.push(payload))
    engines.announce({ type: 'update', update })
    engines.announce({ type: 'version', indexUid: 'films', version: 9 })
    engines.announce({ type: 'status', status: { state: 'storage-lost', message: 'Gone.' } })
    engines.announce({ type: 'hello' })
    expect(heard).toEqual([update, { indexUid: 'films', version: 9 }, { state: 'storage-lost', message: 'Gone.' }])
  })

  test('the search role hears of a version before a search that answers to it', async () => {
    const { client, engines } = await clientOf({ search: () => ({ hits: [] }) })
    const searched = new Promise((resolve) => {
      client.on('version', () => resolve(client.index('films').search('a')))
    })
    engines.announce({ type: 'version', indexUid: 'films', version: 9 })
    await searched
    const methods = engines.calls.map(({ method }) => method)
    expect(methods.indexOf('noteVersion')).toBeGreaterThanOrEqual(0)
    expect(methods.indexOf('noteVersion')).toBeLessThan(methods.indexOf('search'))
    expect(lastArgs(engines, 'noteVersion')).toEqual(['films', 9])
  })

  test('an index found damaged, in whichever tab, is given to the update role for repair', async () => {
    const { engines } = await clientOf({})
    engines.announce({ type: 'damaged', indexUid: 'films', version: 4, reason: 'A page fails its checksum.' })
    await vi.waitFor(() => expect(lastArgs(engines, 'repair')).toEqual(['films', 4]))
  })

  test('a client looks over and repairs all its indexes, an index itself', async () => {
    const report = { indexUid: 'films', state: 'sound', problem: null, lostDocuments: 0, lostIds: [] } as const
    const indexes = ['films', 'books'].map((uid) => ({ uid, primaryKey: null, createdAt: '', updatedAt: '' }))
    const checkIndex = (indexUid: string) => ({ ...report, indexUid })
    const { client, engines } = await clientOf({ getIndexes: () => indexes }, { checkIndex })
    expect(await client.verify()).toEqual([report, { ...report, indexUid: 'books' }])
    expect(lastArgs(engines, 'checkIndex')).toEqual(['books', false])
    expect(await client.repair()).toHaveLength(2)
    expect(await client.index('films').verify()).toEqual(report)
    expect(lastArgs(engines, 'checkIndex')).toEqual(['films', false])
    await client.index('films').repair()
    expect(lastArgs(engines, 'checkIndex')).toEqual(['films', true])
  })

  test('writes that wait their turn send what they were called with', async () => {
    const { client, engines } = await clientOf({}, { enqueue: () => ({ updateId: 1 }) })
    const settings = { stopWords: ['a'] }
    const films = client.index('films')
    const sent = [films.updateSettings(settings), films.updateSettings(settings)]
    settings.stopWords = ['b']
    await Promise.all(sent)
    const requests = engines.calls.filter(({ method }) => method === 'enqueue').map(({ args }) => args[0])
    expect(requests).toEqual([1, 2].map(() => expect.objectContaining({ settings: { stopWords: ['a'] } })))
  })

  test('unknown options for documents are refused', async () => {
    const { client } = await clientOf({})
    const sending = client.index('films').addDocuments([{ id: 1 }], { primarykey: 'isbn' } as never)
    await expect(sending).rejects.toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('primarykey'),
    })
  })

  test('waiting is answered from announcements', async () => {
    const { client, engines } = await clientOf({ getUpdate: () => ({ ...update, status: 'enqueued' }) })
    const waiting = client.index('films').waitForPendingUpdate(4)
    await vi.waitFor(() => expect(engines.count('getUpdate')).toBe(1))
    engines.announce({ type: 'update', update })
    expect(await waiting).toEqual(update)
  })

  test('updates left by an earlier visit are taken over when the client opens', async () => {
    const { engines } = await clientOf({ pendingWork: () => ({ pending: 2, running: false }) })
    await vi.waitFor(() => expect(engines.count('resume')).toBe(1))
  })

  test('a page on which nothing is pending loads no code for the queue', async () => {
    const loading = vi.fn(load)
    const engines = new FakeEngines()
    clients.push(await Client.over(engines, loading))
    await vi.waitFor(() => expect(engines.count('pendingWork')).toBe(1))
    expect(loading).not.toHaveBeenCalled()
    engines.announce({ type: 'update', update })
    expect(loading).toHaveBeenCalledTimes(1)
  })

  test('closing rejects who waits', async () => {
    const { client, engines } = await clientOf({ getUpdate: () => ({ ...update, status: 'enqueued' }) })
    const waiting = client.waitForPendingUpdate(4)
    await vi.waitFor(() => expect(engines.count('getUpdate')).toBe(1))
    await client.close()
    await expect(waiting).rejects.toMatchObject({ code: 'client_closed' })
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
