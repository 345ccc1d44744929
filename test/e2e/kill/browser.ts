/**
 * The kill test's page, built and served, and a browser that can be killed with all its processes.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { expect } from 'vitest'
import { chromiumFlags } from '../../../scripts/chromium.mjs'
import { serveFiles } from '../../../scripts/serve-files.mjs'
import { publicNames } from '../../../vite.config.ts'

const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'

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
    await build({
      configFile: false,
      root: fileURLToPath(new URL('.', import.meta.url)),
      base: './',
      logLevel: 'warn',
      resolve: { alias: publicNames },
      worker: { format: 'es' },
      build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
    })
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

export const openBrowser = (profile: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile, { executablePath, headless: true, args: [...chromiumFlags] })

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
