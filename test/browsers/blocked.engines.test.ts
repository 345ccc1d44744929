/**
 * Cookies blocked, and with them all storage of sites, on the engines that can block them from a
 * profile: everything works in memory, is said to be in memory, and ends.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enginesToTest } from '../../scripts/engines.mjs'
import { DrivenBrowser } from './driven-browser.ts'
import { type ServedPages, servePages } from './pages.ts'

let pages: ServedPages
beforeAll(async () => {
  pages = await servePages(['blocked'])
})
afterAll(() => pages?.close())

const able = enginesToTest().filter((engine) => engine.canBlockCookies)
const cases = able.flatMap((engine) => [true, false].map((worker) => [engine.name, worker, engine] as const))

test.each(cases)('%s: works in memory where storage is blocked (worker: %s)', async (_name, worker, engine) => {
  const browser = await DrivenBrowser.open({ engine, url: `${pages.url}/blocked.html`, withoutCookies: true })
  try {
    expect(await browser.call('refused')).toContain('indexedDB')
    expect(await browser.call('everything', [worker])).toEqual({
      states: ['memory-only'],
      status: 'processed',
      hits: ['Solaris'],
      empty: 0,
      imported: ['Solaris'],
    })
  } finally {
    await browser.close()
  }
})
