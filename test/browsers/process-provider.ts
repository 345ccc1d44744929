/**
 * A provider for Vitest's browser mode that starts a browser as a plain process on the page of the
 * tests: no driver, no protocol, so that any engine on this machine will do. Tests that need a
 * driver (a screenshot, a click of the browser's own) cannot run in it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineBrowserProvider } from '@vitest/browser'
import type { BrowserProvider, BrowserProviderOption } from 'vitest/node'
import { engineNamed, startBrowser } from '../../scripts/engines.mjs'

class ProcessProvider implements BrowserProvider {
  readonly name = 'process'
  readonly supportsParallelism = false
  readonly #browserName: string
  readonly #open: { kill(): Promise<void>; profile: string }[] = []

  constructor(browserName: string) {
    this.#browserName = browserName
  }

  getCommandsContext(): Record<string, unknown> {
    return {}
  }

  async openPage(_sessionId: string, url: string): Promise<void> {
    const profile = mkdtempSync(join(tmpdir(), 'seekling-browser-'))
    const { kill } = startBrowser(engineNamed(this.#browserName), profile, url)
    this.#open.push({ kill, profile })
  }

  async close(): Promise<void> {
    for (const { kill, profile } of this.#open.splice(0)) {
      await kill()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

export const browserProcess = (): BrowserProviderOption =>
  defineBrowserProvider({
    name: 'process',
    supportedBrowser: ['chromium', 'firefox', 'webkit'],
    options: {},
    providerFactory: (project) => new ProcessProvider(project.config.browser.name),
  })
