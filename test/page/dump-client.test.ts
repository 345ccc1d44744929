/** The page's part in dumps: what it sees to before it answers. */
import { describe, expect, test } from 'vitest'
import { DumpClient } from '../../src/page/dump-client.ts'
import { FakeEngines } from './fake-engines.ts'

describe('an import that is done', () => {
  test('has the updates that came with it run, and starts nothing where there are none', async () => {
    for (const [enqueuedUpdates, resumed] of [
      [2, 1],
      [0, 0],
    ] as const) {
      const engines = new FakeEngines({}, {}, { importDump: () => ({ enqueuedUpdates }) as never })
      await new DumpClient(engines).importDump(new Blob([]))
      await new Promise((resolve) => setTimeout(resolve, 0))
      expect(engines.count('resume')).toBe(resumed)
    }
  })

  test('stays done when the search worker is lost meanwhile', async () => {
    const noteReplacement = () => {
      throw new Error('gone')
    }
    const engines = new FakeEngines({ noteReplacement }, {}, { importSnapshot: () => ({ indexes: 1, documents: 1 }) })
    expect(await new DumpClient(engines).importSnapshot(new Blob([]))).toEqual({ indexes: 1, documents: 1 })
  })
})

test('attaching takes what is no signal for none, as searches do', async () => {
  const attached = { build: 'b', indexes: [], changed: false }
  const engines = new FakeEngines({ attachSnapshot: () => attached as never })
  for (const signal of [7, {}, 'abort', { aborted: false }]) {
    const options = { signal: signal as unknown as AbortSignal }
    expect(await new DumpClient(engines).attachSnapshot('https://example.org/s/', options)).toEqual(attached)
  }
})

describe('a snapshot that comes as a stream', () => {
  test('is handed on piece by piece, in order, and finished', async () => {
    const engines = new FakeEngines(
      {},
      {},
      { beginSnapshot: () => 7, finishSnapshot: () => ({ indexes: 0, documents: 0 }) },
    )
    const pieces = [Uint8Array.of(1, 2), Uint8Array.of(3)]
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    })
    await new DumpClient(engines).importSnapshot(new Response(body))
    const pushed = engines.calls.filter(({ method }) => method === 'pushSnapshot').map(({ args }) => args)
    expect(pushed).toEqual([
      [7, Uint8Array.of(1, 2)],
      [7, Uint8Array.of(3)],
    ])
    expect(engines.count('finishSnapshot')).toBe(1)
    expect(engines.count('dropSnapshot')).toBe(0)
  })

  test('that breaks off is dropped', async () => {
    const engines = new FakeEngines({}, {}, { beginSnapshot: () => 7 })
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('cable cut')) })
    await expect(new DumpClient(engines).importSnapshot(new Response(body))).rejects.toMatchObject({
      code: 'io_error',
      message: expect.stringContaining('cable cut'),
    })
    expect(engines.calls.findLast(({ method }) => method === 'dropSnapshot')?.args).toEqual([7])
  })
})
