/**
 * The writer lock is taken away in the middle of an update: it is run by who has the lock now, and
 * the one that stood still changes nothing more.
 */
import { expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import type { LockedBody, WriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { engineWork } from '../../../src/engine/update-engine.ts'
import { deferred, TestEngine } from '../../support/test-engine.ts'

/** One lock of two engines, which can be taken from its holder. */
class TakableLock implements WriterLock {
  #free: Promise<unknown> = Promise.resolve()
  #take = () => {}

  async run(body: LockedBody): Promise<void> {
    await this.#free
    const lost = new AbortController()
    const taken = new Promise<void>((resolve) => {
      this.#take = () => {
        lost.abort()
        resolve()
      }
    })
    const running = body(lost.signal)
    this.#free = Promise.race([running.catch(() => {}), taken])
    return running
  }

  async isHeld(): Promise<boolean> {
    return false
  }

  take(): void {
    this.#take()
  }
}

test.each(['before it thinks on', 'when it is about to commit'])('%s', async (when) => {
  const store = new MemoryStore()
  const lock = new TakableLock()
  const [reached, goOn] = [deferred(), deferred()]
  let stops = 0
  const standStill = async () => {
    if (stops++ > 0) return
    reached.resolve()
    await goOn.promise
  }
  const prepare: (typeof engineWork)['prepare']['DocumentsAddition'] = async (preparation, update) => {
    if (when === 'before it thinks on') await standStill()
    await preparation.checkpoint({ step: 'testing', done: 0, total: 1 })
    const changeset = await engineWork.prepare.DocumentsAddition(preparation, update)
    if (when === 'when it is about to commit') await standStill()
    return changeset
  }
  const one = await TestEngine.open(store, {
    lock,
    work: { ...engineWork, prepare: { ...engineWork.prepare, DocumentsAddition: prepare } },
  })
  const two = await TestEngine.open(store, { lock })
  const processedBy: string[] = []
  for (const [name, engine] of Object.entries({ one, two })) {
    engine.announcer.subscribe((announcement) => {
      if (announcement.type === 'update' && announcement.update.status === 'processed')
        processedBy.push(`${announcement.update.updateId} by ${name}`)
    })
  }
  await one.add('films', [{ id: 1, title: 'Solaris' }])
  await one.add('films', [{ id: 1, title: 'Stalker' }])
  await reached.promise
  lock.take()
  await two.engine.resume()
  await two.idle()
  expect(await two.outcomes()).toEqual(['1 DocumentsAddition processed', '2 DocumentsAddition processed'])
  await two.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
  await two.idle()
  goOn.resolve()
  await one.idle()
  expect(processedBy).toEqual(['1 by two', '2 by two'].concat('3 by two'))
  expect(await one.documents('films')).toEqual([])
  expect(await checkStore(store)).toEqual([])
  // Whose lock was taken goes on with what comes next.
  await one.add('films', [{ id: 2, title: 'Mirror' }])
  await one.idle()
  expect(processedBy.at(-1)).toBe('4 by one')
  expect(await two.documents('films')).toEqual([{ id: 2, title: 'Mirror' }])
})

test('a look over the index that was cut off so is made when the lock is free again', async () => {
  const lock = new TakableLock()
  const store = new MemoryStore()
  const [reached, goOn] = [deferred(), deferred()]
  let looks = 0
  const one = await TestEngine.open(store, {
    lock,
    work: {
      ...engineWork,
      rebuildIndex: async (preparation) => {
        if (looks++ === 0) {
          reached.resolve()
          await goOn.promise
        }
        await preparation.checkpoint({ step: 'testing', done: 0, total: 1 })
        return null
      },
    },
  })
  await one.add('films', [{ id: 1 }])
  await one.idle()
  const report = one.engine.checkIndex('films', false)
  await reached.promise
  lock.take()
  goOn.resolve()
  expect(await report).toMatchObject({ indexUid: 'films', state: 'sound' })
  expect(looks).toBe(2)
})
