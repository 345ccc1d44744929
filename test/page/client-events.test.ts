/** The events of a client, over engines that only note their calls. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Client } from '../../src/page/client.ts'
import type { Update } from '../../src/shared/update.ts'
import { clientOf, clients, closeFakeClients, lastArgs, load } from './fake-client.ts'
import { FakeEngines } from './fake-engines.ts'

afterEach(closeFakeClients)

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

  test('a log that may be torn starts an update worker when the client opens, with nothing pending', async () => {
    const { engines } = await clientOf({ pendingWork: () => ({ pending: 0, running: false, torn: true }) })
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
