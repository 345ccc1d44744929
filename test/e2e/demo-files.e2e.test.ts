/** The index of the demo as a whole: attached, built, attached again, a dump out and a dump in. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DemoSite } from './demo-site.ts'

let site: DemoSite
let context: BrowserContext
let page: Page

beforeAll(async () => {
  site = await DemoSite.open()
  context = await site.visitor()
  page = await site.visit(context)
  await page.locator('#ready').filter({ hasText: 'features attached' }).waitFor({ timeout: 120_000 })
})

afterAll(async () => {
  await context?.close()
  await site?.close()
})

const said = (text: RegExp) =>
  page.locator('.files .queue-message').filter({ hasText: text }).waitFor({ timeout: 120_000 })
const total = async () => Number((await page.locator('#counts b').textContent())?.replace(/\D/g, ''))
const find = async (q: string) => {
  await page.fill('#q', q)
  await page.waitForFunction((asked) => document.querySelector('#results')?.getAttribute('data-q') === asked, q)
  return page.locator('.hit-link').first().textContent()
}

test('the index is built here and attached again, and the medians of both stand side by side', async () => {
  const timesOf = (way: string) => page.locator(`.ways [data-way="${way}"]`).textContent()
  expect([await timesOf('files'), await timesOf('documents')]).toEqual(['done 1 of 3 times', 'done 0 of 3 times'])
  await page.getByRole('button', { name: 'Build it here' }).click()
  await said(/^Built here: searchable .* after the documents had come/)
  expect(await timesOf('documents')).toBe('done 1 of 3 times')
  expect(await find('adEventListener')).toBe('addEventListener')
  await page.reload()
  await page.locator('#ready').filter({ hasText: 'nothing re-indexed' }).waitFor({ timeout: 60_000 })
  expect(await find('adEventListener')).toBe('addEventListener')
  await page.getByRole('button', { name: 'Attach the files' }).click()
  await said(/^Attached in/)
  await page.getByRole('button', { name: 'Build it here' }).click()
  await said(/^Built here/)
  await page.getByRole('button', { name: 'Attach the files' }).click()
  await page
    .locator('.ways [data-way="files"]')
    .filter({ hasText: /\d (ms|s), median of 3/ })
    .waitFor()
  expect(await find('adEventListener')).toBe('addEventListener')
})

test('a dump is downloaded, and brings back what was there', async () => {
  const waiting = page.waitForEvent('download', { timeout: 240_000 })
  await page.getByRole('button', { name: 'Download a dump' }).click()
  const download = await waiting
  expect(download.suggestedFilename()).toMatch(/^\d{8}-\d{9}\.dump$/)
  await said(/made in .*Meilisearch/)
  const path = await download.path()

  await page.getByRole('button', { name: 'Add a document' }).click()
  await page.fill('#own-name', 'Ephemeral')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.locator('.queue-message').filter({ hasText: 'is searchable' }).first().waitFor()
  expect(await find('Ephemeral')).toBe('Ephemeral')

  await page.setInputFiles('#dump-file', path)
  await said(/^Taken over in .*: 20,968 documents in 1 indexes, from a dump V6/)
  // What is shown is searched again when the index has changed, a moment after it is said.
  await expect.poll(() => page.locator('.hit-link').first().textContent()).not.toBe('Ephemeral')
  await page.fill('#q', '')
  await page.waitForFunction(() => document.querySelector('#results')?.getAttribute('data-q') === '')
  expect(await total()).toBe(20_968)
})

test('a file that is no dump is refused, and everything stays', async () => {
  await page.setInputFiles('#dump-file', { name: 'x.dump', mimeType: 'text/plain', buffer: Buffer.from('no dump') })
  await said(/^invalid_dump: .*Nothing was changed/)
  expect(await find('fetch')).toBe('fetch')
})

test('the next visit takes what was imported as it is', async () => {
  await page.reload()
  await page.locator('#ready').filter({ hasText: 'nothing re-indexed' }).waitFor({ timeout: 60_000 })
  expect(site.complaints).toEqual([])
})
