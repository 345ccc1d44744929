/** The writes of a client, over engines that only note their calls. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Client } from '../../src/page/client.ts'
import type { SmallPayload, UpdateRequest } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { settingNames } from '../../src/shared/setting-names.ts'
import { defaultSettings } from '../../src/shared/settings.ts'
import type { UpdateReceipt } from '../../src/shared/update.ts'
import { clientOf, closeFakeClients, lastArgs, load } from './fake-client.ts'
import { type Answers, FakeEngines } from './fake-engines.ts'

afterEach(closeFakeClients)

interface Movie {
  readonly id: number
  readonly title: string
}

const receipt = { updateId: 1 }

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
