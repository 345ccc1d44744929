/** Two clients of one database, each with workers of its own. */
import { afterEach, describe, expect, test } from 'vitest'
import { closeClients, newName, opened } from '../support/browser-clients.ts'
import {
  expectLongUpdateDone,
  films,
  nextProcessing,
  startLongUpdate,
  titles,
  withFilms,
  withNumbers,
} from '../support/long-update.ts'

afterEach(closeClients)

describe('two clients of one database', () => {
  test('both see every status and search every version', async () => {
    const name = newName()
    const [one, two] = [await opened({ name }), await opened({ name })]
    const heard: string[] = []
    two.on('update', ({ updateId, status }) => {
      if (heard.at(-1) !== `${updateId} ${status}`) heard.push(`${updateId} ${status}`)
    })
    const { updateId } = await one.index('films').addDocuments(films)
    expect((await two.waitForPendingUpdate(updateId)).status).toBe('processed')
    expect(await titles(two, 'mirror')).toEqual(['Mirror'])
    expect(heard).toEqual(['1 enqueued', '1 processing', '1 processed'])
  })

  test('both may write: one queue, one order', async () => {
    const name = newName()
    const [one, two] = [await opened({ name }), await opened({ name })]
    const receipts = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? one : two).index('films').addDocuments({ id: i, title: `Film ${i}` }),
      ),
    )
    expect(receipts.map(({ updateId }) => updateId).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    await Promise.all(receipts.map(({ updateId }, i) => (i % 2 ? two : one).waitForPendingUpdate(updateId)))
    for (const client of [one, two]) expect((await client.index('films').getStats()).numberOfDocuments).toBe(20)
  })

  test('a client that is closed in mid-update is taken over by the other', async () => {
    const name = newName()
    const [one, two] = [await opened({ name }), await opened({ name })]
    const starting = nextProcessing(two, await withNumbers(one))
    const { updateId } = await startLongUpdate(one)
    await starting
    await one.close()
    expect((await two.getUpdateStatus(updateId)).status).not.toBe('processed')
    expect(await two.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
    await expectLongUpdateDone(two)
  })

  test('a tab that is closed in mid-update is taken over by another', async () => {
    const name = newName()
    const here = await opened({ name })
    const before = await withNumbers(here)
    // A document of its own, with workers of its own, is a tab as far as storage, locks and
    // channels can tell.
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const tab = frame.contentWindow as Window & { eval(code: string): Promise<unknown> }
    const entry = new URL('../../src/index.ts', import.meta.url).href
    // Vitest rewrites every dynamic import to go through this.
    await tab.eval('globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() }; Promise.resolve()')
    const open = `import(${JSON.stringify(entry)}).then(({ open }) => open({ name: ${JSON.stringify(name)} }))`
    await tab.eval(`${open}.then((client) => { globalThis.client = client })`)
    const starting = nextProcessing(here, before)
    const { updateId } = (await tab.eval(`client.index('numbers').updateSearchableAttributes(['text'])`)) as {
      updateId: number
    }
    await starting
    frame.remove()
    expect((await here.getUpdateStatus(updateId)).status).not.toBe('processed')
    expect(await here.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
    await expectLongUpdateDone(here)
  })

  test('the running update may be canceled from the other; nothing of it stays', async () => {
    const name = newName()
    const [one, two] = [await opened({ name }), await opened({ name })]
    const before = await withNumbers(one)
    // Its update worker is up before, or the update would be done meanwhile.
    const { updateId: created } = await two.createIndex('other')
    await one.waitForPendingUpdate(created)
    const starting = nextProcessing(two, before + 1)
    const { updateId } = await startLongUpdate(one)
    await starting
    expect(await two.cancelUpdates({ updateIds: [updateId] })).toEqual([{ updateId }])
    expect(await one.waitForPendingUpdate(updateId)).toMatchObject({ status: 'failed', errorCode: 'update_canceled' })
    expect(await one.index('numbers').getSearchableAttributes()).toEqual(['*'])
    expect((await one.index('numbers').search('number', { page: 1 })).totalHits).toBe(1000)
  })

  test('an update that waits may be canceled from the other and never runs', async () => {
    const name = newName()
    const [one, two] = [await opened({ name }), await opened({ name })]
    await navigator.locks.request(`seekling:${name}:writer`, async () => {
      const { updateId } = await one.index('films').addDocuments(films)
      expect(await two.getUpdateStatus(updateId)).toMatchObject({ status: 'enqueued' })
      expect(await two.cancelUpdates({ indexUids: ['films'] })).toEqual([{ updateId }])
      expect(await one.waitForPendingUpdate(updateId)).toMatchObject({ status: 'failed', errorCode: 'update_canceled' })
    })
    await expect(one.index('films').search('')).rejects.toMatchObject({ code: 'index_not_found' })
  })

  test('one may delete everything under the other', async () => {
    const name = newName()
    const [one, two] = [await opened({ name }), await opened({ name })]
    await withFilms(one)
    await two.destroy()
    await expect(two.getIndexes()).rejects.toMatchObject({ code: 'client_closed' })
    await withFilms(one)
    expect(await titles(one, 'solaris')).toEqual(['Solaris'])
  })
})
