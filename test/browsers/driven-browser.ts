/**
 * A browser without a driver, with one profile: started, asked, killed, and started again on what
 * it had stored.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, type ProcessKind, type StartedBrowser, startBrowser } from '../../scripts/engines.mjs'
import { AgentServer } from './agent-server.ts'

export interface DrivenBrowserOptions {
  readonly engine: Engine
  /** The page, with its parameters, if any. */
  readonly url: string
  /** Blocks cookies, and with them all storage of sites. Default false. */
  readonly withoutCookies?: boolean
}

export class DrivenBrowser {
  readonly #options: DrivenBrowserOptions
  readonly #profile: string
  readonly #agent: AgentServer
  #browser: StartedBrowser | null = null

  /** Makes a profile and starts the browser. */
  static async open(options: DrivenBrowserOptions): Promise<DrivenBrowser> {
    const agent = new AgentServer()
    await agent.listen()
    const browser = new DrivenBrowser(options, await mkdtemp(join(tmpdir(), 'seekling-profile-')), agent)
    browser.start()
    return browser
  }

  private constructor(options: DrivenBrowserOptions, profile: string, agent: AgentServer) {
    this.#options = options
    this.#profile = profile
    this.#agent = agent
  }

  start(): void {
    const { engine, url, withoutCookies = false } = this.#options
    const page = new URL(url)
    page.searchParams.set('agent', this.#agent.nextPage())
    this.#browser = startBrowser(engine, this.#profile, page.href, { withoutCookies })
  }

  /**
   * Calls a method of the page. Rejects if it throws there, or has not been answered within five
   * minutes.
   */
  call<T>(method: string, args: readonly unknown[] = []): Promise<T> {
    return this.#agent.call(method, args)
  }

  /** To be called when the process that the page's questions go through was killed. */
  askAgain(): void {
    this.#agent.askAgain()
  }

  /** The ids of its processes of one kind. */
  processes(kind: ProcessKind): readonly number[] {
    return this.#browser?.processes(kind) ?? []
  }

  /** Ends all processes by SIGKILL. The profile is kept. */
  async kill(): Promise<void> {
    await this.#browser?.kill()
  }

  async close(): Promise<void> {
    await this.kill()
    this.#agent.close()
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
