/**
 * The test's side of a browser that is driven without a driver: one call at a time, handed to the
 * page when it asks for the next. Every start of a browser has an address of its own, so that what
 * a killed browser still had on the wire is never taken for the next one's.
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
  #start = 0
  #asking: ServerResponse | null = null
  #waiting: Call[] = []
  #running: Call | null = null

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Forgets the browser before, and returns the address that the next one's page has to ask. */
  nextBrowser(): string {
    this.#asking = null
    this.#waiting = []
    this.#running = null
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${++this.#start}`
  }

  /**
   * Makes one call in the page. Rejects if it throws there, or has not been answered within
   * `limitMs`.
   */
  call<T>(method: string, args: readonly unknown[] = [], limitMs = 90_000): Promise<T> {
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
    const [, start, path] = (request.url ?? '').split('/')
    if (Number(start) !== this.#start) {
      response.writeHead(410, headers).end('null')
      return
    }
    if (path === 'next') {
      this.#asking = response
      this.#hand()
      return
    }
    let body = ''
    for await (const part of request) body += part
    response.writeHead(200, headers).end('{}')
    if (Number(start) !== this.#start) return
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
