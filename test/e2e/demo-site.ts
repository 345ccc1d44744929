/**
 * The demo as visitors get it: built, served by a plain static host under a sub-path, in a real
 * Chromium that reaches nothing else.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { type StaticServer, serveFolder } from '../package/static-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export class DemoSite {
  readonly url: string
  /** What no visit may cause: errors on the console, blocked resources, requests to elsewhere. */
  readonly complaints: string[] = []
  readonly #browser: Browser
  readonly #server: StaticServer
  readonly #folder: string

  private constructor(browser: Browser, server: StaticServer, folder: string) {
    this.#browser = browser
    this.#server = server
    this.#folder = folder
    this.url = `${server.url}/`
  }

  /** `documentation`: with its pages, which the built package searches. */
  static async open({ documentation = false } = {}): Promise<DemoSite> {
    const scripts = ['build-demo-data', 'build-demo-snapshot', ...(documentation ? ['build-demo-docs'] : [])]
    for (const script of scripts) execFileSync(process.execPath, [join(root, `scripts/${script}.mjs`)])
    const folder = await mkdtemp(join(tmpdir(), 'seekling-demo-'))
    await build({ root, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } })
    const server = await serveFolder(folder, { prefix: '/some/where' })
    const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'
    const browser = await chromium.launch({ executablePath, args: [...chromiumFlags], headless: true })
    return new DemoSite(browser, server, folder)
  }

  /** A visitor with storage of their own. */
  async visitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    await context.route(
      (url) => !url.href.startsWith(this.url),
      (route) => {
        if (!route.request().isNavigationRequest()) this.complaints.push(`asked for ${route.request().url()}`)
        return route.fulfill({ status: 200, contentType: 'text/html', body: '<title>elsewhere</title>' })
      },
    )
    context.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    context.on('weberror', (error) => this.complaints.push(String(error.error())))
    return context
  }

  async visit(context: BrowserContext, query = ''): Promise<Page> {
    const page = await context.newPage()
    await page.goto(this.url + query)
    return page
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.#server.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
