/**
 * A browser of which one part after the other is killed, each time in another tab: the workers of
 * the page, its process, the process that keeps what it has stored, or all of them. A page of
 * another site keeps the browser open and opens the next tab.
 */
import { killAtOnce } from '../../scripts/browser-processes.mjs'
import type { Engine, ProcessKind } from '../../scripts/engines.mjs'
import { AgentServer } from './agent-server.ts'
import { DrivenBrowser } from './driven-browser.ts'

/** What is killed; `worker` by the page itself, `page` by loading it anew in the same tab. */
export type KillKind = 'worker' | 'page' | ProcessKind | 'browser'

/** After this long a storage that does not answer is no matter of trying again. */
const standsStillAtMostMs = 60_000
const isStandstill = (thrown: unknown): boolean => String(thrown).includes('Nothing was stored; try again.')

const loads = 5
const loadsWithinMs = 20_000

export class KilledBrowser {
  readonly #keeper: DrivenBrowser
  readonly #agent: AgentServer
  readonly #url: string
  #standstills = 0
  #keeperTabs: ReadonlySet<number> = new Set()

  /** Starts the browser and opens the page; `url` names a folder's pages as 127.0.0.1. */
  static async open(engine: Engine, url: string, page: string): Promise<KilledBrowser> {
    const agent = new AgentServer()
    await agent.listen()
    const elsewhere = `${url.replace('127.0.0.1', 'localhost')}/keeper.html`
    const keeper = await DrivenBrowser.open({ engine, url: elsewhere })
    const browser = new KilledBrowser(keeper, agent, `${url}/${page}`)
    await browser.#started()
    return browser
  }

  private constructor(keeper: DrivenBrowser, agent: AgentServer, url: string) {
    this.#keeper = keeper
    this.#agent = agent
    this.#url = url
  }

  /** How often a call was told to try again, since this was asked last. */
  takeStandstills(): number {
    const taken = this.#standstills
    this.#standstills = 0
    return taken
  }

  /**
   * Calls a method of the page, again and again while it is told to try again because the storage
   * does not answer. Rejects if the page is killed first.
   */
  async call<T>(method: string, args: readonly unknown[] = []): Promise<T> {
    const began = Date.now()
    for (;;) {
      try {
        return await this.#agent.call<T>(method, args)
      } catch (thrown) {
        if (!isStandstill(thrown) || Date.now() - began > standsStillAtMostMs) throw thrown
        this.#standstills++
      }
    }
  }

  /**
   * Kills after `delayMs`, while the page enqueues step `step`, if that is not 0, and opens what is
   * missing then. Resolves with when it was, in milliseconds since 1970, and with whether that step
   * was acknowledged before.
   */
  async killDuring(
    kind: KillKind,
    delayMs: number,
    step: number,
  ): Promise<{ killedAt: number; acknowledged: boolean }> {
    if (kind === 'worker') return this.call('killWorkers', [delayMs, step])
    if (kind === 'page') return this.#leaveDuring(delayMs, step)
    // Finding the processes takes a while.
    const victims = kind === 'tab' || kind === 'storage' ? this.#victims(kind) : []
    let acknowledged = false
    if (step > 0) {
      this.call('enqueue', [step]).then(
        () => {
          acknowledged = true
        },
        () => {},
      )
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    const killedAt = Date.now()
    if (kind === 'browser') await this.#keeper.kill()
    else killAtOnce(victims)
    const wasAcknowledged = acknowledged
    if (kind === 'browser') this.#keeper.start()
    // In WebKit the same process loads for all pages.
    if (kind === 'storage') this.#keeper.askAgain()
    await (kind === 'browser' ? this.#started() : this.#openPage())
    return { killedAt, acknowledged: wasAcknowledged }
  }

  async #leaveDuring(delayMs: number, step: number): Promise<{ killedAt: number; acknowledged: boolean }> {
    const page = new URL(this.#url)
    const leaving = this.#agent
    page.searchParams.set('agent', leaving.followingPage())
    const { acknowledged } = await leaving.call<{ acknowledged: boolean }>('leave', [delayMs, step, page.href])
    leaving.nextPage()
    if (!(await leaving.isHere(loadsWithinMs))) await this.#openPage()
    return { killedAt: await this.call('beganAt'), acknowledged }
  }

  #victims(kind: ProcessKind): number[] {
    const victims = this.#keeper.processes(kind).filter((pid) => !this.#keeperTabs.has(pid))
    if (victims.length === 0) throw new Error(`The browser has no process of the kind ${kind}.`)
    return victims
  }

  async close(): Promise<void> {
    this.#agent.nextPage()
    await this.#keeper.close()
    this.#agent.close()
  }

  async #started(): Promise<void> {
    await this.#keeper.call('ready')
    this.#keeperTabs = new Set(this.#keeper.processes('tab'))
    await this.#openPage()
  }

  /**
   * Again if nothing is loaded: Chromium may give the tab to a process that it had in reserve and
   * that was just killed with the others.
   */
  async #openPage(): Promise<void> {
    for (let attempt = 0; attempt < loads; attempt++) {
      const page = new URL(this.#url)
      page.searchParams.set('agent', this.#agent.nextPage())
      const isHere = this.#agent.isHere(loadsWithinMs)
      await this.#keeper.call('open', [page.href])
      if (await isHere) return
    }
    throw new Error(`The browser did not load the page, ${loads} times.`)
  }
}
