/**
 * A Chromium with tabs that can be frozen, crashed, robbed of their data, or killed with all they
 * stand on, and opened again.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { chromiumFlags } from '../chromium.mjs'

class Tab {
  /** @type {import('playwright-core').Page} */
  page
  /** @type {import('playwright-core').CDPSession} */
  session
  frozen = false
  /**
   * Rises whenever the tab did not move for a while: what spans that has no time to be judged by.
   */
  stops = 0
  /** @type {Promise<never>} */
  gone

  /** @param {import('playwright-core').BrowserContext} context @param {string} url */
  async open(context, url) {
    this.page = await context.newPage()
    this.gone = new Promise((_, reject) => {
      for (const event of /** @type {const} */ (['crash', 'close'])) {
        this.page.once(event, () => reject(new Error(`The tab is gone (${event}).`)))
      }
    })
    this.gone.catch(() => {})
    this.session = await context.newCDPSession(this.page)
    await this.page.goto(url)
    await this.page.waitForFunction(() => 'tab' in window)
    await this.run(() => window.tab.start({ name: 'soak' }).then(() => undefined))
  }

  /**
   * Runs `task` in the page; rejects when the tab goes first. @param {any} task @param {any}
   * [argument]
   */
  run(task, argument) {
    return Promise.race([this.page.evaluate(task, argument), this.gone])
  }
}

export class Browser {
  /** @type {Tab[]} */
  tabs = []
  #context
  #ready = Promise.resolve()
  #executablePath
  #profile
  #url

  /** @param {string} executablePath @param {string} profile @param {string} url */
  constructor(executablePath, profile, url) {
    this.#executablePath = executablePath
    this.#profile = profile
    this.#url = url
  }

  get origin() {
    return new URL(this.#url).origin
  }

  /** @param {number} tabs */
  async start(tabs) {
    this.#context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: this.#executablePath,
      headless: true,
      args: [...chromiumFlags],
    })
    this.tabs = Array.from({ length: tabs }, (_, i) => this.tabs[i] ?? new Tab())
    for (const tab of this.tabs) await tab.open(this.#context, this.#url)
  }

  /** Resolves when all tabs are there. */
  ready() {
    return this.#ready
  }

  /** @param {number} nth */
  crash(nth) {
    return this.#while(async () => {
      const tab = this.tabs[nth]
      tab.stops++
      const dead = tab.gone.catch(() => {})
      tab.session.send('Page.crash').catch(() => {})
      await dead
      await tab.page.close().catch(() => {})
      await tab.open(this.#context, this.#url)
    })
  }

  /**
   * SIGKILL to every process of this profile, so that none can tidy up; then a new browser over
   * what is stored.
   */
  kill() {
    return this.#while(async () => {
      for (const tab of this.tabs) tab.stops++
      const argument = `user-data-dir=${this.#profile}`
      for (const entry of readdirSync('/proc')) {
        if (!/^\d+$/.test(entry)) continue
        try {
          if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(argument)) process.kill(Number(entry), 'SIGKILL')
        } catch {
          // It has ended meanwhile.
        }
      }
      await this.#context.close().catch(() => {})
      await this.start(this.tabs.length)
    })
  }

  /** @param {number} nth @param {number} ms */
  async freeze(nth, ms) {
    const tab = this.tabs[nth]
    tab.frozen = true
    tab.stops++
    await tab.session.send('Page.setWebLifecycleState', { state: 'frozen' })
    await new Promise((resolve) => setTimeout(resolve, ms))
    await tab.session.send('Page.setWebLifecycleState', { state: 'active' })
    tab.stops++
    tab.frozen = false
  }

  clear() {
    return this.#cdp('Storage.clearDataForOrigin', { origin: this.origin, storageTypes: 'indexeddb' })
  }

  /** Without a size the browser's own limit holds again. @param {number} [quotaSize] */
  limit(quotaSize) {
    return this.#cdp('Storage.overrideQuotaForOrigin', {
      origin: this.origin,
      ...(quotaSize === undefined ? {} : { quotaSize }),
    })
  }

  async usage() {
    return (await this.#cdp('Storage.getUsageAndQuota', { origin: this.origin })).usage
  }

  close() {
    return this.#context.close()
  }

  #cdp(method, parameters) {
    return (this.tabs.find(({ frozen }) => !frozen) ?? this.tabs[0]).session.send(method, parameters)
  }

  #while(change) {
    this.#ready = change()
    return this.#ready
  }
}
