/**
 * What the buttons for dumps and snapshots do: a file out, a file in, and how long each way to an
 * index takes.
 */
import type { Client } from 'seekling'
import { fetchDataInfo, snapshotUrl } from './data.ts'
import { describeError } from './errors.ts'
import { type Feature, indexUid } from './feature.ts'
import { count, megabytes, seconds } from './format.ts'
import { rememberImport } from './seed.ts'
import { noteTime } from './times.ts'

const dumpTimeoutMs = 5 * 60_000

export class FileActions {
  readonly #client: Client
  onMessage: (text: string) => void = () => {}
  /** How far it is, as part of 1; null when nothing is under way. */
  onProgress: (part: number | null) => void = () => {}

  constructor(client: Client) {
    this.#client = client
    client.on('transfer', ({ status, progress }) =>
      this.onProgress(status === 'in_progress' && progress ? progress.done / Math.max(1, progress.total) : null),
    )
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

  async openSnapshot(): Promise<void> {
    await this.#try(async () => {
      const url = snapshotUrl(await fetchDataInfo())
      this.onMessage('The snapshot is loaded. Nothing is indexed: its pages are stored as they are.')
      const started = performance.now()
      const { documents } = await this.#client.importSnapshot(url, { replace: true })
      await this.#client.index<Feature>(indexUid).search('grid')
      const took = (performance.now() - started) / 1000
      noteTime('snapshot', took)
      await rememberImport()
      this.onMessage(`${count(documents)} features, searchable ${seconds(took)} after the click, download included.`)
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
