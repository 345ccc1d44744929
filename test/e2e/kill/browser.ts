/**
 * The kill test's page, built and served, and a browser that can be killed with all its processes.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { serveFiles } from '../../../scripts/serve-files.mjs'
import { buildPage } from '../built-page.ts'

type Server = Awaited<ReturnType<typeof serveFiles>>

export class KillSite {
  readonly #folder: string
  readonly #server: Server

  private constructor(folder: string, server: Server) {
    this.#folder = folder
    this.#server = server
  }

  static async build(): Promise<KillSite> {
    const folder = await mkdtemp(join(tmpdir(), 'seekling-kill-'))
    await buildPage('kill', folder)
    return new KillSite(folder, await serveFiles({ '/': folder }))
  }

  /** The page, ready; its updates have `size` documents each. */
  async open(context: BrowserContext, size: number): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${this.#server.url}/index.html?name=kill&size=${size}`)
    await page.waitForFunction(() => 'killTest' in window)
    return page
  }

  async close(): Promise<void> {
    await this.#server.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/**
 * The browser's processes are those with its profile on the command line: SIGKILL to all of them,
 * so that nothing can tidy up.
 */
export function killBrowser(profile: string): void {
  const argument = `user-data-dir=${profile}`
  if (!existsSync('/proc/self/cmdline')) {
    execFileSync('pkill', ['-9', '-f', argument])
    return
  }
  let killed = 0
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      if (!readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(argument)) continue
      process.kill(Number(entry), 'SIGKILL')
      killed++
    } catch {
      // It has ended meanwhile.
    }
  }
  expect(killed).toBeGreaterThan(0)
}
