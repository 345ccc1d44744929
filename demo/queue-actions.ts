/**
 * What the buttons of the queue panel do. Each one says what happened, then what the queue made of
 * it.
 */
import type { Client, Update, UpdateId } from 'seekling'
import type { NewDocument } from './add-form.ts'
import { describeError } from './errors.ts'
import { type Feature, indexUid, ownCategory, ownFeature, ownIdPrefix } from './feature.ts'
import { count, seconds } from './format.ts'
import { reindex } from './seed.ts'
import { isFinished, type Seen, type Updates } from './updates.ts'
import { killUpdateWorkers } from './workers.ts'

/** `isProof`: that nothing was lost. */
export type Report = (text: string, isProof?: boolean) => void

export class QueueActions {
  readonly #client: Client
  readonly #updates: Updates
  readonly #searchFor: (q: string) => void
  readonly #own = new Set<string>()
  onMessage: (text: string) => void = () => {}

  constructor(client: Client, updates: Updates, searchFor: (q: string) => void) {
    this.#client = client
    this.#updates = updates
    this.#searchFor = searchFor
  }

  async add({ name, description }: NewDocument): Promise<void> {
    await this.#try(async () => {
      const feature = featureNamed(name, description)
      const { updateId } = await this.#index.addDocuments([feature], { primaryKey: 'id' })
      this.onMessage(`Update ${updateId} is stored; “${name}” will be there in a moment.`)
      const update = await this.#finish(updateId)
      if (update.status === 'failed') return
      this.#own.add(feature.id)
      this.onMessage(`“${name}” is searchable after ${seconds(update.duration)}.`)
      this.#searchFor(name)
    })
  }

  /** Adds one document; resolves when it is searchable, with the update that did it. */
  async write(feature: Feature): Promise<UpdateId> {
    const { updateId } = await this.#index.addDocuments([feature], { primaryKey: 'id' })
    await this.#finish(updateId)
    this.#own.add(feature.id)
    return updateId
  }

  async remove(id: string): Promise<void> {
    await this.#try(async () => {
      const { updateId } = await this.#index.deleteDocument(id)
      const update = await this.#finish(updateId)
      this.#own.delete(id)
      if (update.status === 'processed') this.onMessage(`${id} is gone.`)
    })
  }

  /** Those of earlier visits are found by their category. */
  async removeOwn(): Promise<void> {
    await this.#try(async () => {
      const found = await this.#index.search(ownCategory, { attributesToSearchOn: ['category'], limit: 1000 })
      for (const hit of found.hits) if (hit.id.startsWith(ownIdPrefix)) this.#own.add(hit.id)
      const ids = [...this.#own]
      if (ids.length === 0) return this.onMessage('You have added nothing yet. “Add a document” first.')
      const { updateId } = await this.#index.deleteDocuments(ids)
      const update = await this.#finish(updateId)
      if (update.status === 'failed') return
      this.#own.clear()
      this.onMessage(ids.length === 1 ? `${ids[0]} is gone.` : `${ids.length} documents of yours are gone.`)
    })
  }

  /** One good document and one without an id: neither may be found afterwards. */
  async breakOne(): Promise<void> {
    await this.#try(async () => {
      const good = featureNamed('Innocent bystander', 'A good document in a bad batch.')
      const bad: Partial<Feature> = { name: 'No id', path: 'yours.no-id' }
      const { updateId } = await this.#index.addDocuments([good, bad as Feature])
      await this.#finish(updateId)
      const there = await this.#index.getDocument(good.id).then(
        () => true,
        () => false,
      )
      this.onMessage(
        there
          ? `Update ${updateId} was applied, though it should have failed.`
          : `Update ${updateId} failed, as it should, and nothing of it was applied: its good document is not there either.`,
      )
    })
  }

  async reindex(): Promise<void> {
    await this.#try(async () => {
      const updateId = await reindex(this.#client)
      this.onMessage(
        `Update ${updateId} indexes everything again. Search on: results stay as they are until it is done.`,
      )
      const update = await this.#finish(updateId)
      if (update.status === 'failed') return
      this.onMessage(`${count(update.type.number ?? 0)} documents indexed again in ${seconds(update.duration)}.`)
    })
  }

  /**
   * Kills in the middle of an update, which it starts itself when none is running, and watches the
   * update run again.
   */
  async kill(say: Report): Promise<void> {
    await this.#try(async () => {
      // An update takes a fraction of a second, and a dying worker finishes the step it is in: a
      // kill can come too late.
      for (let attempt = 0; attempt < 5; attempt++) {
        let victim = this.#updates.processing()
        if (victim === undefined) {
          say('Nothing is running, so everything is indexed again, to be killed on the way …')
          victim = await this.#updates.until(await reindex(this.#client), ({ update }) => update.status !== 'enqueued')
        }
        if (!isFinished(victim.update) && killUpdateWorkers() > 0 && (await this.#seeItRunAgain(victim, say))) return
      }
      say('Each update was done before it could be killed. Try again.')
    }, say)
  }

  /** False when the update was committed in the very moment of the kill. */
  async #seeItRunAgain(victim: Seen, say: Report): Promise<boolean> {
    const { updateId } = victim.update
    this.#updates.noteInterruption(updateId)
    say(`Worker killed in the middle of update ${updateId}. Nothing of it was committed; it runs again.`)
    const update = await this.#finish(updateId)
    if (update.status === 'failed') return true
    const { starts } = await this.#updates.until(updateId, (seen) => isFinished(seen.update))
    if (starts.length <= victim.starts.length) return false
    const { numberOfDocuments } = await this.#index.getStats()
    say(
      `Update ${updateId} was killed, ran again and is processed: the index holds ${count(numberOfDocuments)} documents.`,
      true,
    )
    return true
  }

  async cancel(updateId: UpdateId): Promise<void> {
    await this.#try(async () => {
      const canceled = await this.#client.cancelUpdates({ updateIds: [updateId] })
      this.onMessage(
        canceled.length > 0
          ? `Update ${updateId} is canceled; nothing of it was applied.`
          : `Update ${updateId} was already done.`,
      )
    })
  }

  get #index() {
    return this.#client.index<Feature>(indexUid)
  }

  /** Waits for the end and says it if the update failed. */
  async #finish(updateId: UpdateId): Promise<Extract<Update, { status: 'processed' | 'failed' }>> {
    const update = await this.#client.waitForPendingUpdate(updateId, { timeOutMs: 10 * 60_000 })
    // Who canceled it was told by the button.
    if (update.status === 'failed' && update.errorCode !== 'update_canceled') {
      this.onMessage(`Update ${updateId} failed: ${update.error}`)
    }
    return update as Extract<Update, { status: 'processed' | 'failed' }>
  }

  async #try(work: () => Promise<void>, say: Report = (text) => this.onMessage(text)): Promise<void> {
    try {
      await work()
    } catch (error) {
      const { code, message } = describeError(error)
      say(code === '' ? message : `${code}: ${message}`)
    }
  }
}

function featureNamed(name: string, description: string): Feature {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const id = `${ownIdPrefix}${slug || 'document'}`
  return ownFeature({ id, name, path: `yours.${slug}`, words: slug.replaceAll('-', ' '), description })
}
