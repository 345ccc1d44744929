/**
 * An editor at work: asks TypeScript's language server what it would complete in a file of an app.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { toolPath } from '../packed-app.ts'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly items?: readonly unknown[] }
  readonly result?: unknown
}

export class LanguageServer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #answers = new Map<number, (message: Message) => void>()
  #received = Buffer.alloc(0)
  #lastId = 0

  private constructor() {
    const args = [toolPath('typescript/bin/tsc'), '--lsp', '--stdio']
    this.#process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] })
    this.#process.stdout.on('data', (bytes: Buffer) => this.#receive(bytes))
  }

  static async start(directory: string): Promise<LanguageServer> {
    const server = new LanguageServer()
    const rootUri = pathToFileURL(directory).href
    await server.#ask('initialize', { processId: process.pid, rootUri, capabilities: {} })
    server.#send({ method: 'initialized', params: {} })
    return server
  }

  /**
   * For every `'|'` of the text, in order: what may stand there. The file must be part of a
   * project.
   */
  async completions(path: string, text: string): Promise<string[][]> {
    const uri = pathToFileURL(path).href
    const opened = { uri, languageId: 'typescript', version: 1, text: text.replaceAll("'|'", "''") }
    this.#send({ method: 'textDocument/didOpen', params: { textDocument: opened } })
    const found = []
    for (const [line, content] of text.split('\n').entries()) {
      const character = content.indexOf("'|'") + 1
      if (character === 0) continue
      const params = { textDocument: { uri }, position: { line, character } }
      const result = await this.#ask('textDocument/completion', params)
      const { items = [] } = (result ?? {}) as { items?: { label: string }[] }
      found.push(items.map(({ label }) => label).sort())
    }
    return found
  }

  stop(): void {
    this.#process.kill()
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve) => {
      this.#answers.set(id, ({ result }) => resolve(result))
      this.#send({ id, method, params })
    })
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
    for (;;) {
      const head = /Content-Length: (\d+)\r\n\r\n/.exec(this.#received.toString('latin1'))
      if (!head) return
      const start = head.index + head[0].length
      const end = start + Number(head[1])
      if (this.#received.length < end) return
      const message: Message = JSON.parse(this.#received.subarray(start, end).toString())
      this.#received = this.#received.subarray(end)
      this.#hear(message)
    }
  }

  #hear({ id, method, params, result }: Message): void {
    if (id === undefined) return
    if (method === undefined) this.#answers.get(id)?.({ result })
    // What the server asks of the editor: its configuration, of which there is none.
    else this.#send({ id, result: params?.items?.map(() => null) ?? null })
  }
}
