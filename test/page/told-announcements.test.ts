/** A page hears of its own updates from its update worker, and not again by the channel. */
import { expect, test, vi } from 'vitest'
import type { WorkerLike } from '../../src/page/connection.ts'
import { WorkerEngines } from '../../src/page/worker-engines.ts'
import type { Announcement } from '../../src/shared/engine-api.ts'
import { type FakeWorker, fakeWorker } from './fake-engines.ts'

test('what its update worker has told it is not heard again by the channel', async () => {
  const workers: FakeWorker[] = []
  const heard: Announcement[] = []
  const engines = new WorkerEngines(
    () => {
      workers.push(fakeWorker())
      return workers.at(-1)?.worker as unknown as WorkerLike
    },
    { name: 'films', durability: 'relaxed', storage: 'indexeddb' },
  )
  engines.subscribe((announcement) => heard.push(announcement))
  await engines.open()
  await (await engines.update()).resume()
  const { client } = workers[1].starts[0]
  const version = (version: number) => ({ type: 'version', indexUid: 'a', version }) as const
  workers[1].say({ announcements: [version(1), version(2)] })
  const channel = new BroadcastChannel('seekling:films')
  channel.postMessage([version(1), version(2)].map((one) => ({ ...one, told: client })))
  channel.postMessage({ ...version(3), told: 'another' })
  await vi.waitFor(() => expect(heard).toContainEqual(expect.objectContaining(version(3))))
  expect(heard).toEqual([version(1), version(2), { ...version(3), told: 'another' }])
  channel.close()
  await engines.close()
})
