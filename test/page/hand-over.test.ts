/**
 * Documents on their way from the page: whatever they come as, the same bytes arrive, in order and
 * in pieces.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { handOver, take } from '../../src/page/hand-over.ts'
import type { DocumentsRequest, UpdateApi } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'

const request = { type: 'DocumentsAddition', indexUid: 'films', primaryKey: null } as const

/** An update role that keeps what it gets. */
class Intake {
  begun: DocumentsRequest[] = []
  chunks: (string | Uint8Array | Blob)[] = []
  finished = 0
  dropped = 0
  connects = 0
  /** Refuses the nth chunk. */
  refuse = Number.POSITIVE_INFINITY

  readonly api = {
    beginPayload: async (begun: DocumentsRequest) => this.begun.push(begun),
    pushPayload: async (_: number, chunk: string | Uint8Array | Blob) => {
      await new Promise((resolve) => setTimeout(resolve, 0))
      if (this.chunks.length === this.refuse) throw new SeeklingError('malformed_payload', 'Line 3 is not JSON.')
      this.chunks.push(chunk)
    },
    finishPayload: async () => {
      this.finished++
      return { updateId: 42 }
    },
    dropPayload: async () => {
      this.dropped++
    },
  } as unknown as UpdateApi

  readonly update = async () => {
    this.connects++
    return this.api
  }

  async text(): Promise<string> {
    return new Blob(this.chunks as BlobPart[]).text()
  }
}

async function sent(input: unknown, format?: 'json' | 'ndjson' | 'csv'): Promise<Intake> {
  const intake = new Intake()
  expect(await handOver(intake, request, take(input, format))).toEqual({ updateId: 42 })
  expect([intake.finished, intake.dropped]).toEqual([1, 0])
  return intake
}

async function refused(input: unknown, intake = new Intake()): Promise<SeeklingError> {
  const error = await (async () => handOver(intake, request, take(input)))().then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(SeeklingError)
  expect(intake.finished).toBe(0)
  return error
}

const streamOf = (chunks: readonly unknown[], ended = true) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      if (ended) controller.close()
    },
  })

describe('values', () => {
  test('an array goes as one line of JSON for every document', async () => {
    const intake = await sent([{ id: 1 }, { id: 2, title: 'a\nb', gone: undefined }])
    expect(intake.begun).toEqual([{ ...request, format: 'ndjson' }])
    expect(await intake.text()).toBe('{"id":1}\n{"id":2,"title":"a\\nb"}\n')
  })

  test('any documents arrive as they were', async () => {
    const documents = fc.array(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'grapheme' })),
      { minLength: 1 },
    )
    await fc.assert(
      fc.asyncProperty(documents, async (documents) => {
        fc.pre(!JSON.stringify(documents).includes('__proto__'))
        const lines = (await (await sent(documents)).text()).trimEnd().split('\n')
        expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(documents)))
      }),
      { numRuns: 50 },
    )
  })

  test('a single document goes as one line', async () => {
    expect(await (await sent({ id: 1 })).text()).toBe('{"id":1}\n')
  })

  test('an empty array is an empty list, not nothing', async () => {
    const intake = await sent([])
    expect(intake.begun[0].format).toBe('json')
    expect(await intake.text()).toBe('[]')
  })

  test('many documents go in many chunks, and other tasks run in between', async () => {
    let others = 0
    let running = true
    const other = () => {
      others++
      if (running) setTimeout(other, 0)
    }
    other()
    const documents = Array.from({ length: 20_000 }, (_, id) => ({ id, text: 'x'.repeat(300) }))
    const intake = await sent(documents)
    running = false
    expect(intake.chunks.length).toBeGreaterThan(10)
    expect(others).toBeGreaterThan(10)
    expect((await intake.text()).length).toBe(
      documents.reduce((sum, document) => sum + JSON.stringify(document).length + 1, 0),
    )
  })

  test.each([
    ['a number', 7],
    ['null', null],
    ['nothing', undefined],
    ['a function', () => {}],
    ['a Map', new Map()],
    ['a date', new Date()],
    ['an array of numbers', [1, 2]],
    ['an array with a hole', new Array(1)],
  ])('%s is refused before a worker is asked', async (_, input) => {
    const intake = new Intake()
    expect((await refused(input, intake)).code).toBe('malformed_payload')
    expect(intake.connects).toBe(0)
  })

  test('the place of what is not JSON is named', async () => {
    const error = await refused([{ id: 1 }, { id: 2, tags: ['a', { when: new Date() }] }])
    expect(error.details).toEqual({ path: 'documents[1].tags[1].when' })
    expect((await refused({ id: Number.NaN })).details).toEqual({ path: 'document.id' })
  })

  test('a fault far down the list drops what was sent before it', async () => {
    const intake = new Intake()
    const documents: unknown[] = Array.from({ length: 5_000 }, (_, id) => ({ id, text: 'x'.repeat(300) }))
    documents[4_900] = { id: 4_900, call: () => {} }
    expect((await refused(documents, intake)).details).toEqual({ path: 'documents[4900].call' })
    expect(intake.chunks.length).toBeGreaterThan(0)
    expect(intake.dropped).toBe(1)
  })
})

describe('text and bytes', () => {
  test('text arrives whole, in its format', async () => {
    const intake = await sent('id,title\n1,Solaris\n', 'csv')
    expect(intake.begun[0].format).toBe('csv')
    expect(await intake.text()).toBe('id,title\n1,Solaris\n')
  })

  test('json is the format when none is given', async () => {
    expect((await sent('[{"id":1}]')).begun[0].format).toBe('json')
  })

  test('empty text is sent as nothing, for the worker to refuse', async () => {
    expect((await sent('')).chunks).toEqual([])
  })

  test.each([0, 1, 2, 3])('no pair of surrogates is cut in two, at offset %i', async (offset) => {
    const text = 'a'.repeat(offset) + '🎬'.repeat(200_000)
    const intake = await sent(text)
    expect(intake.chunks.length).toBeGreaterThan(1)
    expect(intake.chunks.every((chunk) => !/\p{Surrogate}/u.test(chunk as string))).toBe(true)
    expect(intake.chunks.join('')).toBe(text)
  })

  test('text of lone halves still arrives unchanged and ends', async () => {
    const text = '\ud83c'.repeat(600_000)
    expect((await sent(text)).chunks.join('')).toBe(text)
  })

  test('bytes arrive as copies: the caller’s own stay as they are', async () => {
    const bytes = new Uint8Array(1_000_000).map((_, i) => i)
    const intake = await sent(bytes.subarray(10, 900_000))
    expect(Buffer.concat(intake.chunks as Uint8Array[]).equals(bytes.subarray(10, 900_000))).toBe(true)
    for (const chunk of intake.chunks as Uint8Array[]) {
      expect(chunk.buffer).not.toBe(bytes.buffer)
      expect(chunk.byteLength).toBe(chunk.buffer.byteLength)
    }
  })

  test('a Buffer from a pool is copied too', async () => {
    const intake = await sent(Buffer.from('[{"id":1}]'))
    const [chunk] = intake.chunks as Uint8Array[]
    expect(chunk.buffer.byteLength).toBe(10)
  })

  test('an ArrayBuffer is bytes, and a Response a stream that the host must have granted', async () => {
    const text = '[{"id":1,"title":"Vår"}]'
    const { buffer } = new TextEncoder().encode(text)
    const shared = new SharedArrayBuffer(buffer.byteLength)
    new Uint8Array(shared).set(new Uint8Array(buffer))
    const large = `[${Array.from({ length: 40_000 }, (_, id) => `{"id":${id},"title":"Solaris"}`).join()}]`
    for (const input of [buffer, shared, new Response(text)]) expect(await (await sent(input)).text()).toBe(text)
    for (const input of [new TextEncoder().encode(large).buffer, new Response(large)])
      expect(await (await sent(input)).text()).toBe(large)
    expect((await sent(new Response('id\n1'), 'csv')).begun[0].format).toBe('csv')
    expect(await (await sent(new Response(null))).text()).toBe('')
    expect(await refused(new Response('<h1>Not found</h1>', { status: 404 }))).toMatchObject({
      code: 'malformed_payload',
      message: expect.stringContaining('404'),
    })
    const read = new Response(text)
    await read.text()
    expect(await refused(read)).toMatchObject({ code: 'malformed_payload' })
  })

  test('a Blob is handed over as it is', async () => {
    const blob = new Blob(['[{"id":1}]'])
    expect((await sent(blob)).chunks).toEqual([blob])
    const file = new File(['x'], 'films.json')
    expect((await sent(file)).chunks[0]).toBe(file)
  })
})

describe('streams', () => {
  test('chunks arrive in order; large ones are cut', async () => {
    const big = new Uint8Array(1_000_000).fill(65)
    const intake = await sent(streamOf([new TextEncoder().encode('start '), big, 'end']))
    expect(await intake.text()).toBe(`start ${'A'.repeat(1_000_000)}end`)
    expect(intake.chunks.length).toBeGreaterThan(4)
  })

  test('a stream that fails rejects with its reason and drops what came', async () => {
    const intake = new Intake()
    let pulls = 0
    const stream = new ReadableStream({
      pull(controller) {
        if (pulls++ < 2) controller.enqueue(new Uint8Array(10))
        else controller.error(new Error('the line went dead'))
      },
    })
    const error = await refused(stream, intake)
    expect(error).toMatchObject({ code: 'malformed_payload', message: expect.stringContaining('the line went dead') })
    expect(intake.dropped).toBe(1)
  })

  test('a stream of something else is refused and canceled', async () => {
    let canceled = false
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue({ id: 1 }),
      cancel: () => {
        canceled = true
      },
    })
    expect((await refused(stream)).code).toBe('malformed_payload')
    expect(canceled).toBe(true)
  })

  test('a stream that somebody else reads is refused', async () => {
    const stream = streamOf([])
    stream.getReader()
    expect((await refused(stream)).code).toBe('malformed_payload')
  })

  test('when the worker refuses, a stalled stream is not waited for but canceled', async () => {
    let canceled = false
    const intake = new Intake()
    intake.refuse = 0
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel: () => {
        canceled = true
      },
    })
    expect((await refused(stream, intake)).message).toBe('Line 3 is not JSON.')
    expect([canceled, intake.dropped]).toEqual([true, 1])
  })
})

test('when the worker refuses a chunk, the rest is not made', async () => {
  const intake = new Intake()
  intake.refuse = 1
  let read = 0
  const documents = Array.from({ length: 20_000 }, (_, id) => ({
    get id() {
      read++
      return id
    },
    text: 'x'.repeat(300),
  }))
  expect((await refused(documents, intake)).message).toBe('Line 3 is not JSON.')
  expect(read).toBeLessThan(20_000)
  expect(intake.dropped).toBe(1)
})

test('documents are taken as they are at the time of the call', async () => {
  const intake = new Intake()
  const document = { id: 1, title: 'then' }
  const documents = [document]
  const taken = take(documents)
  document.title = 'later'
  documents.length = 0
  await handOver(intake, request, taken)
  expect(await intake.text()).toBe('{"id":1,"title":"then"}\n')

  const bytes = new TextEncoder().encode('[{"id":1}]')
  const second = new Intake()
  const takenBytes = take(bytes)
  bytes.fill(0)
  await handOver(second, request, takenBytes)
  expect(await second.text()).toBe('[{"id":1}]')
})

test('a getter that throws is refused by the name of its document', async () => {
  const boom = {
    id: 1,
    get title(): string {
      throw new Error('boom')
    },
  }
  const error = await refused([{ id: 0 }, boom])
  expect(error.code).toBe('malformed_payload')
  expect(error.message).toMatch(/documents\[1\].*boom/)
})

test('a worker that cannot be had rejects with its reason', async () => {
  const update = () => Promise.reject(new SeeklingError('worker_failed', 'None.'))
  await expect(handOver({ update }, request, take([{ id: 1 }]))).rejects.toMatchObject({ code: 'worker_failed' })
})
