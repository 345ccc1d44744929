/**
 * Read your writes, in every tab: long-lived clients over one slow disk write, wait and read at the
 * same time, while databases are destroyed and cleared. Against a plain model: who was told that an
 * update is processed finds it, or a later one, until the database is deleted; what was in a
 * deleted database is never found again. A failed run prints the seed and path that replay it.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Client, open } from '../../src/in-thread.ts'
import type { SeeklingError } from '../../src/shared/errors.ts'
import { hookedIdb, slowDisk } from '../support/hooked-idb.ts'

const name = 'tabs'
const tabs = 3
const ids = ['a', 'b', 'c', 'd']

interface Step {
  readonly do: 'write' | 'read' | 'destroy' | 'clear' | 'settle'
  readonly by: number
  readonly id: string
}

/** What each write was known to be when the database was deleted. */
interface Write {
  readonly id: string
  readonly value: number
  /** Where it stands among the updates of its database, once that was told. */
  updateId: number | undefined
  processed: boolean
  /** It was acknowledged by a database that is gone. */
  gone: boolean
}

class World {
  readonly #factory: IDBFactory
  readonly clients: Client[] = []
  readonly writes: Write[] = []
  readonly #running = new Set<Promise<void>>()
  /** Rises when a deletion begins and when it has ended: what spans that is judged by neither. */
  #deletions = 0
  reads = 0

  constructor(turns: () => number) {
    this.#factory = hookedIdb(slowDisk(turns))
  }

  async openTab(nth: number): Promise<void> {
    const client = await open({ name, indexedDB: this.#factory })
    this.clients[nth] = client
  }

  /** Goes on beside the next steps. */
  begin(work: Promise<void>): void {
    const running = work.finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Writes and waits in one tab, then reads it there and in another that waits for it too. */
  async write(by: number, id: string): Promise<void> {
    const { clients, writes } = this
    const write: Write = { id, value: writes.length + 1, updateId: undefined, processed: false, gone: false }
    writes.push(write)
    const client = clients[by]
    const other = clients[(by + 1) % tabs]
    const deletions = this.#deletions
    try {
      const { updateId } = await client.index('docs').addDocuments([{ id, value: write.value, text: 'tree' }])
      write.updateId = updateId
      const { status } = await client.waitForPendingUpdate(updateId)
      if (this.#deletions !== deletions) return
      expect(status).toBe('processed')
      write.processed = true
      await this.#find(client, write, deletions)
      await other.waitForPendingUpdate(updateId)
      await this.#find(other, write, deletions)
    } catch (thrown) {
      // In a quiet time nothing is refused.
      if (this.#deletions === deletions || !isTold(thrown)) throw thrown
    }
  }

  /** Everything that is found was not in a database that is gone. */
  async read(client: Client): Promise<Map<string, number>> {
    const lost = this.writes.filter(({ gone }) => gone).map(({ value }) => value)
    const { hits } = await client.index<{ id: string; value: number }>('docs').search('tree')
    this.reads++
    for (const { value } of hits) expect(lost, 'a document of a deleted database').not.toContain(value)
    return new Map(hits.map(({ id, value }) => [id, value]))
  }

  async readAny(by: number): Promise<void> {
    const deletions = this.#deletions
    try {
      await this.read(this.clients[by])
    } catch (thrown) {
      const isEmpty = isTold(thrown) && (thrown as SeeklingError).code === 'index_not_found'
      if (!isEmpty && (this.#deletions === deletions || !isTold(thrown))) throw thrown
    }
  }

  async delete(how: 'destroy' | 'clear', by: number): Promise<void> {
    this.#deletions++
    const known = this.writes.filter(({ updateId }) => updateId !== undefined)
    if (how === 'destroy') await this.clients[by].destroy()
    else {
      await new Promise<void>((resolve, reject) => {
        const request = this.#factory.deleteDatabase(`seekling:v1:${name}`)
        request.onsuccess = () => resolve()
        request.onerror = () => reject(request.error)
      })
    }
    for (const write of known) write.gone = true
    this.#deletions++
    if (how === 'destroy') await this.openTab(by)
  }

  /** Once all is quiet, every tab answers the same: per id the last of what is left. */
  async compare(): Promise<void> {
    await this.settle()
    const answers = []
    for (const client of this.clients) {
      const { updateId } = await client.index('docs').addDocuments([{ id: 'last', value: 0, text: 'tree' }])
      for (const one of this.clients) await one.waitForPendingUpdate(updateId)
    }
    for (const client of this.clients) answers.push([...(await this.read(client))])
    const fresh = await open({ name, indexedDB: this.#factory })
    const expected = [...(await this.read(fresh))]
    await fresh.close()
    for (const answer of answers) expect(answer).toEqual(expected)
    for (const id of ids) {
      const values = this.writes.filter((write) => write.id === id && write.processed && !write.gone)
      const last = Math.max(0, ...values.map(({ updateId = 0 }) => updateId))
      expect(this.#placeOf(new Map(expected).get(id)), `of ${id}`).toBeGreaterThanOrEqual(last)
    }
  }

  async close(): Promise<void> {
    for (const client of this.clients) await client.close()
  }

  /** The write or a later one of its id. */
  async #find(client: Client, { id, updateId = 0 }: Write, deletions: number): Promise<void> {
    const found = await this.read(client)
    if (this.#deletions !== deletions) return
    expect(this.#placeOf(found.get(id)), `of ${id}`).toBeGreaterThanOrEqual(updateId)
  }

  /** Of a write whose updateId has not been told yet: after all others. */
  #placeOf(value: number | undefined): number {
    return value === undefined ? 0 : (this.writes[value - 1]?.updateId ?? Number.POSITIVE_INFINITY)
  }
}

const codes = ['database_replaced', 'index_not_found', 'task_not_found', 'client_closed', 'storage_unavailable']

const isTold = (thrown: unknown): boolean => codes.includes((thrown as Partial<SeeklingError>).code ?? '')

const step = fc.record<Step>({
  do: fc.oneof(
    { weight: 8, arbitrary: fc.constant('write' as const) },
    { weight: 6, arbitrary: fc.constant('read' as const) },
    { weight: 3, arbitrary: fc.constant('settle' as const) },
    { weight: 1, arbitrary: fc.constant('destroy' as const) },
    { weight: 1, arbitrary: fc.constant('clear' as const) },
  ),
  by: fc.nat(tabs - 1),
  id: fc.constantFrom(...ids),
})

test('whoever is told of an update finds it, and nothing of a database that is gone', async () => {
  let reads = 0
  const delays = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 25), { minLength: 20, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 30 }), delays, async (steps, turns) => {
      let n = 0
      const world = new World(() => turns[n++ % turns.length])
      for (let nth = 0; nth < tabs; nth++) await world.openTab(nth)
      for (const { do: what, by, id } of steps) {
        if (what === 'write') world.begin(world.write(by, id))
        else if (what === 'read') world.begin(world.readAny(by))
        else if (what === 'settle') await world.settle()
        else await world.delete(what, by)
        await new Promise((resolve) => setImmediate(resolve))
      }
      await world.compare()
      await world.close()
      reads += world.reads
    }),
    { numRuns: 40 },
  )
  expect(reads).toBeGreaterThan(200)
})
