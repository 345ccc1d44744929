/**
 * A Chromium with a profile of its own and tabs whose page (page.ts) leaves its client and what it
 * has heard on `window`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { serveFiles } from '../../../scripts/serve-files.mjs'
import type { Client } from '../../../src/index.ts'
import { buildPage, openBrowser } from '../built-page.ts'

interface TabOptions {
  readonly name?: string
  readonly worker?: boolean
}

/** What the page leaves on its `window`. */
export interface TabWindow {
  readonly tab: { start(options: TabOptions): Promise<unknown>; readonly heard: readonly string[] }
  readonly client: Client
}

declare const window: TabWindow

export class TestBrowser {
  #folder = ''
  #server: Awaited<ReturnType<typeof serveFiles>> | undefined
  #context: BrowserContext | undefined

  get url(): string {
    return this.#server?.url ?? ''
  }

  async build(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'seekling-tabs-'))
    const site = join(this.#folder, 'site')
    await buildPage('tabs', site)
    this.#server = await serveFiles({ '/': site })
  }

  /** In the profile the user may have chosen something. */
  async openBrowser(profile: string, preferences: object = {}): Promise<BrowserContext> {
    const path = join(this.#folder, profile)
    await mkdir(join(path, 'Default'), { recursive: true })
    await writeFile(join(path, 'Default', 'Preferences'), JSON.stringify(preferences))
    this.#context = await openBrowser(path)
    return this.#context
  }

  async openTab(browser: BrowserContext, options: TabOptions): Promise<Page> {
    const page = await browser.newPage()
    await page.goto(`${this.url}/index.html`)
    await page.waitForFunction(() => 'tab' in window)
    await page.evaluate(async (options) => {
      await window.tab.start(options)
    }, options)
    return page
  }

  async closeBrowser(): Promise<void> {
    await this.#context?.close()
    this.#context = undefined
  }

  async end(): Promise<void> {
    await this.#server?.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
