/**
 * What only a real browser does to a page: refuse it all storage, and freeze it in the middle of
 * its work.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type TabWindow, TestBrowser } from './tabs/test-browser.ts'

declare const window: TabWindow

const tabs = new TestBrowser()
beforeAll(() => tabs.build())
afterEach(() => tabs.closeBrowser())
afterAll(() => tabs.end())

test.each([[true], [false]])('with all cookies blocked everything works in memory (worker: %s)', async (worker) => {
  const browser = await tabs.openBrowser(`blocked-${worker}`, {
    profile: { default_content_setting_values: { cookies: 2 } },
  })
  const page = await tabs.openTab(browser, { worker })
  const answers = await page.evaluate(async () => {
    const { client, tab } = window
    const index = client.index<{ id: number; title: string }>('films')
    const { updateId } = await index.addDocuments([{ id: 1, title: 'Solaris' }])
    const { status } = await client.waitForPendingUpdate(updateId)
    const titles = (await index.search('solris')).hits.map(({ title }) => title)
    const snapshot = await client.exportSnapshot()
    await client.importSnapshot(snapshot, { replace: true })
    const { uid } = await client.createDump()
    let dump = await client.getDumpStatus(uid)
    while (dump.status === 'in_progress') {
      await new Promise((resolve) => setTimeout(resolve, 20))
      dump = await client.getDumpStatus(uid)
    }
    const after = (await index.search('')).hits.length
    await client.close()
    return { status, titles, dump: dump.status, after, heard: tab.heard }
  })
  expect(answers).toMatchObject({ status: 'processed', titles: ['Solaris'], dump: 'done', after: 1 })
  expect(answers.heard[0]).toBe('memory-only')
  expect(answers.heard).toContain('1 processed')
  expect(answers.heard).not.toContain('storage-lost')
})

test('updates of a tab that is frozen in mid-update are run by another', async () => {
  const browser = await tabs.openBrowser('frozen')
  const frozen = await tabs.openTab(browser, { name: 'frozen' })
  const other = await tabs.openTab(browser, { name: 'frozen' })
  const session = await browser.newCDPSession(frozen)
  const long = await frozen.evaluate(async () => {
    const { client } = window
    const index = client.index('numbers')
    const documents = Array.from({ length: 40_000 }, (_, id) => ({ id, text: `words of ${id % 977} and ${id % 331}` }))
    await client.waitForPendingUpdate((await index.addDocuments(documents)).updateId)
    const started = new Promise<number>((resolve) => {
      client.on('update', ({ status, type, updateId }) => {
        if (type.name === 'Settings' && status === 'processing') resolve(updateId)
      })
    })
    await index.updateSearchableAttributes(['text'])
    return started
  })
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  const statuses = await other.evaluate(async (id) => {
    const { client } = window
    const { status } = await client.getUpdateStatus(id)
    return [status, (await client.waitForPendingUpdate(id)).status]
  }, long)
  // Had it been done before the page was frozen, this would say nothing.
  expect(statuses[0]).not.toBe('processed')
  expect(statuses[1]).toBe('processed')
  const last = await other.evaluate(async () => {
    const { updateId } = await window.client.index('numbers').addDocuments([{ id: 'new', text: 'words' }])
    return (await window.client.waitForPendingUpdate(updateId)).status
  })
  expect(last).toBe('processed')
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  const found = await frozen.evaluate(async () => {
    const { updateId } = await window.client.index('numbers').deleteDocument('new')
    await window.client.waitForPendingUpdate(updateId)
    return (await window.client.index('numbers').getStats()).numberOfDocuments
  })
  expect(found).toBe(40_000)

  // Nor does it hold the database itself: another may delete it, and it goes on with the next one.
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  const index = await other.evaluate(async () => {
    await window.client.destroy()
    await window.tab.start({ name: 'frozen' })
    const { client } = window
    await client.waitForPendingUpdate((await client.createIndex('next')).updateId)
    return (await client.getIndexes()).map(({ uid }) => uid)
  })
  expect(index).toEqual(['next'])
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  const after = await frozen.evaluate(async () => {
    const indexes = await window.client.getIndexes()
    return { indexes: indexes.map(({ uid }) => uid), heard: window.tab.heard }
  })
  expect(after.indexes).toEqual(['next'])
  expect(after.heard).toContain('storage-lost')
})
