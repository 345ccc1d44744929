/**
 * What the buttons about the whole index do: build it here, attach it as files, a dump out, a dump
 * in.
 */
import type { Client } from 'seekling'
import { describeError } from './errors.ts'
import { count, megabytes, seconds } from './format.ts'
import { attachFiles, buildHere, rememberImport, waitForBuild } from './seed.ts'

const dumpTimeoutMs = 5 * 60_000

export class FileActions {
  readonly #client: Client
  onMessage: (text: string) => void = () => {}
  /** How far it is, as part of 1; null when nothing is under way. */
  onProgress: (part: number | null) => void = () => {}

  constructor(client: Client) {
    this.#client = client
    client.on('transfer', ({ type, status, progress }) => {
      // What is fetched ahead of searches is told beside the search (main.ts).
      if (type === 'snapshot-fill') return
      this.onProgress(status === 'in_progress' && progress ? progress.done / Math.max(1, progress.total) : null)
    })
  }

  async downloadDump(): Promise<void> {
    await this.#try(async () => {
      const started = performance.now()
      const { uid } = await this.#client.createDump()
      this.onMessage(`Dump ${uid} is being made. No update starts meanwhile; search on.`)
      const size = await this.#made(uid)
      const file = await this.#client.getDump(uid)
      save(file, `${uid}.dump`)
      // It has been handed to the browser; here it would only take room.
      await this.#client.deleteDump(uid)
      const took = seconds((performance.now() - started) / 1000)
      this.onMessage(
        `Dump ${uid}: ${megabytes(size)}, made in ${took}. A Meilisearch 1.x imports it, and so does this page.`,
      )
    })
  }

  async importDump(file: Blob): Promise<void> {
    await this.#try(async () => {
      this.onMessage('The dump is read and its documents are indexed. Until it is done, everything stays as it is.')
      const started = performance.now()
      const report = await this.#client.importDump(file)
      await rememberImport()
      const took = seconds((performance.now() - started) / 1000)
      const ignored =
        report.ignored.length === 0 ? '' : ` Left out: ${report.ignored.map(({ name }) => name).join(', ')}.`
      const documents = `${count(report.documents)} documents in ${count(report.indexes)} indexes`
      this.onMessage(`Taken over in ${took}: ${documents}, from a dump ${report.dumpVersion}.${ignored}`)
    })
  }

  async buildHere(): Promise<void> {
    await this.#try(async () => {
      this.onMessage('The documents are fetched: all 16 MB, which the files spare you.')
      const build = await buildHere(this.#client, (part) => this.onProgress(part))
      this.onMessage('The documents are stored and being indexed. Search on: the old index stays until it is done.')
      const took = await waitForBuild(this.#client, build)
      this.onMessage(`Built here: searchable ${seconds(took)} after the documents had come.`)
    })
  }

  async attachFiles(): Promise<void> {
    await this.#try(async () => {
      const { duration } = await attachFiles(this.#client, true)
      this.onMessage(`Attached in ${seconds(duration)}: what a search needs is fetched when it is asked.`)
    })
  }

  async #made(uid: string): Promise<number> {
    const until = performance.now() + dumpTimeoutMs
    for (;;) {
      const { status, size = 0, error } = await this.#client.getDumpStatus(uid)
      if (status === 'done') return size
      if (status === 'failed' || performance.now() > until) throw new Error(error ?? `Dump ${uid} is not done yet.`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const { code, message } = describeError(error)
      this.onMessage(code === '' ? message : `${code}: ${message}`)
    } finally {
      this.onProgress(null)
    }
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
