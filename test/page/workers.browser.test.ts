/**
 * The whole path in a real browser: page, Comlink, two workers, IndexedDB, and all that can go
 * wrong between them.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Client, open, SeeklingError } from '../../src/index.ts'
import { closeClients, newName, opened, openedWithWorkers } from '../support/browser-clients.ts'
import {
  expectLongUpdateDone,
  films,
  many,
  nextProcessing,
  startLongUpdate,
  titles,
  withFilms,
  withNumbers,
} from '../support/long-update.ts'

afterEach(closeClients)

/** How often an update was begun, as far as a client hears. */
function countStarts(client: Client, updateId: number): () => number {
  const starts = new Set<string>()
  client.on('update', (update) => {
    if (update.updateId === updateId && update.status === 'processing') starts.add(update.startedProcessingAt)
  })
  return () => starts.size
}

test('documents are added, searched and still there on the next visit', async () => {
  const name = newName()
  const first = await opened({ name })
  await withFilms(first)
  expect(await titles(first, 'solris')).toEqual(['Solaris'])
  await first.close()
  const second = await opened({ name })
  expect(await titles(second, 'stalker')).toEqual(['Stalker'])
  expect(await second.getAllUpdateStatus()).toMatchObject([{ updateId: 1, status: 'processed' }])
})

test('a query is completed, and corrected', async () => {
  const client = await opened()
  await withFilms(client)
  const index = client.index('films')
  expect((await index.suggest('S')).suggestions.map(({ text }) => text)).toEqual(['Solaris', 'Stalker'])
  expect((await index.search('stlaker')).corrections).toEqual([{ typed: 'stlaker', readAs: 'stalker' }])
})

test('what is processed can be searched at once, every time', async () => {
  const client = await opened()
  const index = client.index<{ id: number; word: string }>('words')
  for (let id = 0; id < 40; id++) {
    const { updateId } = await index.addDocuments({ id, word: `word${id}` })
    expect((await client.waitForPendingUpdate(updateId)).status).toBe('processed')
    expect((await index.search(`word${id}`)).hits[0]).toMatchObject({ id })
  }
})

test('polling the status instead of waiting is as good', async () => {
  const client = await opened()
  const index = client.index<{ id: number; word: string }>('words')
  for (let id = 0; id < 40; id++) {
    const { updateId } = await index.addDocuments({ id, word: `word${id}` })
    while ((await client.getUpdateStatus(updateId)).status !== 'processed');
    expect((await index.search(`word${id}`)).hits[0]).toMatchObject({ id })
  }
})

describe('input', () => {
  const json = JSON.stringify(films)
  const ndjson = films.map((film) => JSON.stringify(film)).join('\n')
  const csv = `id:number,title\n${films.map(({ id, title }) => `${id},${title}`).join('\n')}`
  const bytes = (text: string) => new TextEncoder().encode(text)
  const inputs: [string, () => unknown, ('json' | 'ndjson' | 'csv')?][] = [
    ['an array', () => films],
    ['JSON text', () => json],
    ['NDJSON text', () => ndjson, 'ndjson'],
    ['CSV text', () => csv, 'csv'],
    ['bytes', () => bytes(json)],
    ['a Blob', () => new Blob([json])],
    ['a File', () => new File([ndjson], 'films.ndjson'), 'ndjson'],
    ['a stream', () => new Blob([csv]).stream(), 'csv'],
    ['a response body', () => new Response(json).body],
  ]

  test.each(inputs)('%s gives the same documents', async (_, input, format) => {
    const client = await opened()
    const { updateId } = await client.index('films').addDocuments(input() as never, { format })
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed', type: { number: 3 } })
    expect((await client.index('films').getDocuments()).results).toEqual(films)
  })

  test('a mistake is answered with a typed error that names the place, and nothing is queued', async () => {
    const client = await opened()
    const index = client.index('films')
    const calls: Promise<unknown>[] = [
      index.addDocuments('[{"id":1},\n{"id":'),
      index.addDocuments('{"id":1}\nnot json', { format: 'ndjson' }),
      index.addDocuments([{ id: 1, when: new Date() }] as never),
      index.updateSettings({ rankingRules: 'words' } as never),
      index.updateSettings({ stopWords: (() => {}) as never }),
      index.search('a', { sort: [() => {}] as never }),
      client.index('no good').deleteAllDocuments(),
    ]
    // All at once: one that has to wait for its turn to be looked at would count as nobody's.
    const errors = await Promise.all(
      calls.map((call) =>
        call.then(
          () => undefined,
          (thrown) => thrown,
        ),
      ),
    )
    for (const error of errors) {
      expect(error).toBeInstanceOf(SeeklingError)
      expect(error.type).toBe('invalid_request')
    }
    expect(await client.getAllUpdateStatus()).toEqual([])
  })

  test('handing over a huge array leaves the page free to do other things', async () => {
    const client = await opened()
    const documents = many(60_000)
    let longest = 0
    let tasks = 0
    let last = performance.now()
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
      tasks++
      port2.postMessage(0)
    }
    port2.postMessage(0)
    const began = performance.now()
    await client.index('films').addDocuments(documents)
    const took = performance.now() - began
    port1.close()
    console.log(
      `60,000 documents handed over in ${Math.round(took)} ms; the longest task took ${longest.toFixed(1)} ms, ${tasks} others ran`,
    )
    // No limit in milliseconds on a machine that is shared: but it must have been many tasks, not
    // one.
    expect(tasks).toBeGreaterThan(20)
    expect(longest).toBeLessThan(took / 2)
  })
})

describe('a worker that dies', () => {
  test('the search worker: calls under way reject, the next one is answered', async () => {
    const { client, workers } = await openedWithWorkers(newName())
    await withFilms(client)
    const under = client.index('films').search('solaris')
    await Promise.resolve()
    workers[0].terminate()
    await expect(under).rejects.toMatchObject({ name: 'SeeklingError', code: 'worker_failed' })
    expect(await titles(client, 'solaris')).toEqual(['Solaris'])
  })

  test('the update worker: what it was running is run again, from the start', async () => {
    const { client, workers } = await openedWithWorkers(newName())
    const before = await withNumbers(client)
    const starting = nextProcessing(client, before)
    const starts = countStarts(client, before + 1)
    const { updateId } = await startLongUpdate(client)
    const { enqueuedAt } = await starting
    workers[1].terminate()
    expect(await client.getUpdateStatus(updateId)).toMatchObject({
      status: expect.stringMatching(/enqueued|processing/),
      enqueuedAt,
    })
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed', enqueuedAt })
    expect(workers).toHaveLength(3)
    expect(starts()).toBe(2)
    await expectLongUpdateDone(client)
  })

  test('the update worker in the middle of a hand-over: the call rejects, nothing is queued, the next one works', async () => {
    const { client, workers } = await openedWithWorkers(newName())
    await withFilms(client)
    let send = (_: string) => {}
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(new TextEncoder().encode(text))
      },
    })
    const under = client.index('films').addDocuments(stream)
    send('[{"id":9},')
    await new Promise((resolve) => setTimeout(resolve, 50))
    workers[1].terminate()
    send('{"id":10},')
    await expect(under).rejects.toMatchObject({ code: 'worker_failed' })
    expect(await client.getAllUpdateStatus()).toHaveLength(1)
    await withFilms(client)
  })

  test('a script that cannot be loaded rejects open and says what to do', async () => {
    const worker = () => new Worker(new URL('/there-is-no-such-script.js', location.href), { type: 'module' })
    await expect(open({ name: newName(), worker })).rejects.toMatchObject({
      code: 'worker_failed',
      message: expect.stringContaining('`worker`'),
    })
  })

  test('a script that is something else does not answer for ever', async () => {
    const blob = new Blob(['throw new Error("not a worker of ours")'], { type: 'text/javascript' })
    const worker = () => new Worker(URL.createObjectURL(blob))
    const uncaught = vi.fn((event: Event) => event.preventDefault())
    addEventListener('error', uncaught)
    await expect(open({ name: newName(), worker })).rejects.toMatchObject({ code: 'worker_failed' })
    removeEventListener('error', uncaught)
  })
})

test('what a running script refuses is not asked of another', async () => {
  let started = 0
  class CountedWorker extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      started++
    }
  }
  vi.stubGlobal('Worker', CountedWorker)
  try {
    const opening = open({ name: newName(), durability: 'loose' as never })
    await expect(opening).rejects.toMatchObject({ code: 'invalid_options' })
    expect(started).toBe(1)
  } finally {
    vi.unstubAllGlobals()
  }
})

test('searches are answered in the order of the calls; aborted ones reject with their reason', async () => {
  const client = await opened()
  await withFilms(client)
  const order: string[] = []
  const running: Promise<unknown>[] = []
  let before: AbortController | undefined
  for (const q of ['s', 'so', 'sol', 'sola', 'solar', 'solari', 'solaris']) {
    before?.abort(`after ${q}`)
    before = new AbortController()
    const search = client.index('films').search(q, {}, { signal: before.signal })
    running.push(search.then(({ query }) => order.push(query)))
    search.catch((reason) => order.push(reason))
  }
  await Promise.allSettled(running)
  expect(order.at(-1)).toBe('solaris')
  expect(order.filter((entry) => !entry.startsWith('after'))).toEqual(['solaris'])
  expect(order).toHaveLength(7)
})

test('while an update runs, writes are taken in and searches are answered', async () => {
  const client = await opened()
  await withFilms(client)
  const starting = nextProcessing(client, await withNumbers(client))
  const { updateId } = await startLongUpdate(client)
  await starting
  for (let i = 0; i < 5; i++) await client.createIndex(`later${i}`)
  expect(await titles(client, 'solaris')).toEqual(['Solaris'])
  expect(await client.getUpdateStatus(updateId)).toMatchObject({ status: 'processing' })
})

test('an idle page has one worker; a write makes it two', async () => {
  const { client, workers } = await openedWithWorkers(newName())
  await client.getIndexes()
  expect(workers).toHaveLength(1)
  await withFilms(client)
  expect(workers).toHaveLength(2)
})

test('close ends everything: the calls under way and all later ones', async () => {
  const { client } = await openedWithWorkers(newName())
  await withFilms(client)
  const under = client.index('films').search('solaris')
  await client.close()
  await expect(under).rejects.toMatchObject({ code: 'client_closed' })
  await expect(client.index('films').addDocuments(films)).rejects.toMatchObject({ code: 'client_closed' })
})

test('a client that is closed while a worker of it opens the database leaves nothing open', async () => {
  for (let round = 0; round < 3; round++) {
    const name = newName()
    const workers: Worker[] = []
    let opens = () => {}
    const worker = () => {
      const made = new Worker(new URL('../support/telling-worker.ts', import.meta.url), { type: 'module' })
      made.addEventListener('message', ({ data }) => data.opens && workers.indexOf(made) === 1 && opens())
      workers.push(made)
      return made
    }
    const client = await opened({ name, worker })
    const isOpening = new Promise<void>((resolve) => {
      opens = resolve
    })
    const written = client.index('films').addDocuments([{ id: 1 }])
    written.catch(() => {})
    await isOpening
    await client.close()
    await expect(written).rejects.toMatchObject({ code: 'client_closed' })
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(`seekling:v1:${name}`)
      request.onsuccess = () => resolve()
      request.onerror = () => reject(request.error)
    })
  }
})

test('memory may be asked for: everything works, nothing is stored', async () => {
  const name = newName()
  const client = await opened({ name, storage: 'memory' })
  await withFilms(client)
  expect(await titles(client, 'solaris')).toEqual(['Solaris'])
  expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(`seekling:v1:${name}`)
})

test('the engine runs in the page’s own thread too, on the same database and queue', async () => {
  const name = newName()
  const [here, inWorkers] = [await opened({ name, worker: false }), await opened({ name })]
  await withFilms(here)
  expect(await titles(inWorkers, 'stalker')).toEqual(['Stalker'])
  const { updateId } = await inWorkers.index('films').deleteDocument(2)
  expect((await here.waitForPendingUpdate(updateId)).status).toBe('processed')
  expect(await titles(here, 'stalker')).toEqual([])
})
