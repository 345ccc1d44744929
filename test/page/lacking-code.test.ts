/** A search worker without some code that does not load: its calls go to one that has all. */
import { expect, test, vi } from 'vitest'
import type { WorkerLike } from '../../src/page/connection.ts'
import { WorkerEngines } from '../../src/page/worker-engines.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { fakeWorker } from './fake-engines.ts'

const options = { name: 'films', durability: 'relaxed', storage: 'indexeddb' } as const

test('a call for which the search worker lacks code is repeated on a worker that has it', async () => {
  const thrown = new SeeklingError('worker_failed', 'x.js cannot be loaded.', { url: 'x.js', later: true })
  const lacking = fakeWorker({ getDocument: () => Promise.reject(thrown), search: () => ({ hits: [1] }) })
  const whole = fakeWorker({ getDocument: () => ({ id: 7 }), search: () => ({ hits: [2] }) })
  const spare = vi.fn(async () => whole.worker as unknown as WorkerLike)
  const engines = new WorkerEngines(
    () => lacking.worker as unknown as WorkerLike,
    options,
    () => ({
      spawn: spare,
      instead: 'search-worker.js',
    }),
  )
  await engines.open()
  const search = await engines.search()
  expect(await search.search('films', {})).toMatchObject({ hits: [1] })
  const asked = [search.getDocument('films', 7, {}), search.getDocument('films', 7, {})]
  expect(await Promise.all(asked)).toEqual([{ id: 7 }, { id: 7 }])
  expect(spare).toHaveBeenCalledTimes(1)
  expect(await (await engines.search()).search('films', {})).toMatchObject({ hits: [2] })
  expect(whole.starts).toMatchObject([{ role: 'search', channel: 'seekling:films' }])
  await engines.close()
})
