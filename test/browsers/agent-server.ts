/**
 * The test's side of a browser that is driven without a driver: one call at a time, handed to the
 * page when it asks for the next. Every page has an address of its own, so that what a killed one
 * still had on the wire is never taken for the next one's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Call {
  readonly method: string
  readonly args: readonly unknown[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/json', 'cache-control': 'no-store' }

export class AgentServer {
  readonly #server = createServer((request, response) => this.#serve(request, response))
  #page = 0
  #asking: ServerResponse | null = null
  #waiting: Call[] = []
  #running: Call | null = null
  #isHere = () => {}

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /**
   * Forgets the page before, whose calls reject, and returns the address that the next one has to
   * ask.
   */
  nextPage(): string {
    this.#asking = null
    const open = [...this.#waiting, ...(this.#running ? [this.#running] : [])]
    this.#waiting = []
    this.#running = null
    for (const { reject } of open) reject(new Error('The page is gone.'))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${++this.#page}`
  }

  /** The address that `nextPage` will return next. */
  followingPage(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${this.#page + 1}`
  }

  /** Whether the page loads within `limitMs`: whether it asks for anything at all. */
  isHere(limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs)
      this.#isHere = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }

  /** Breaks off the page's question, which may be on the way of a process that is killed. */
  askAgain(): void {
    this.#asking?.destroy()
    this.#asking = null
  }

  /**
   * Makes one call in the page. Rejects if it throws there, or has not been answered within
   * `limitMs`.
   */
  call<T>(method: string, args: readonly unknown[] = [], limitMs = 300_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The page did not answer ${method} in ${limitMs} ms.`)), limitMs)
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          clearTimeout(timer)
          settle(value)
        }
      this.#waiting.push({
        method,
        args,
        resolve: settled(resolve as (value: unknown) => void),
        reject: settled(reject),
      })
      this.#hand()
    })
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, page, path] = (request.url ?? '').split('/')
    if (Number(page) !== this.#page) {
      response.writeHead(410, headers).end('null')
      return
    }
    this.#isHere()
    if (path === 'here') {
      response.writeHead(204, headers).end()
      return
    }
    if (path === 'next') {
      this.#asking = response
      response.on('close', () => {
        if (this.#asking === response) this.#asking = null
      })
      this.#hand()
      return
    }
    let body = ''
    for await (const part of request) body += part
    response.writeHead(200, headers).end('{}')
    if (Number(page) !== this.#page) return
    const answer = JSON.parse(body) as { value?: unknown; error?: string }
    const call = this.#running
    this.#running = null
    if (answer.error === undefined) call?.resolve(answer.value)
    else call?.reject(new Error(answer.error))
  }

  #hand(): void {
    if (this.#asking === null || this.#running !== null) return
    const call = this.#waiting.shift()
    if (call === undefined) return
    this.#running = call
    this.#asking.writeHead(200, headers).end(JSON.stringify({ method: call.method, args: call.args }))
    this.#asking = null
  }
}
