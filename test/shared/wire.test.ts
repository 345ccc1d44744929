/** Calls over a real MessageChannel, with errors and bytes on the way. */
import { afterEach, expect, test } from 'vitest'
import { SeeklingError } from '../../src/shared/errors.ts'
import { type Call, callerOver, type Endpoint, serve } from '../../src/shared/wire.ts'

const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

function connected(api: object): { call: Call; offer: ReturnType<typeof serve> } {
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  const offer = serve(port2 as unknown as Endpoint)
  offer('search', api)
  return { call: callerOver(port1 as unknown as Endpoint), offer }
}

const rejection = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown) => thrown,
  )

test('a call answers what the method answers', async () => {
  const { call } = connected({ add: (a: number, b: number) => a + b, later: async () => ({ list: [1, null] }) })
  expect(await call('search', 'add', [1, 2])).toBe(3)
  expect(await call('search', 'later', [])).toEqual({ list: [1, null] })
})

test('an error of ours crosses with its class, code, message and details', async () => {
  const { call } = connected({
    fail: async () => {
      throw new SeeklingError('invalid_document_id', 'Say it otherwise.', { path: 'documents[3]', id: [1] })
    },
  })
  const error = (await rejection(call('search', 'fail', []))) as SeeklingError
  expect(error).toBeInstanceOf(SeeklingError)
  expect(error).toMatchObject({
    name: 'SeeklingError',
    code: 'invalid_document_id',
    type: 'invalid_request',
    message: 'Say it otherwise.',
    details: { path: 'documents[3]', id: [1] },
  })
})

test('an error of ours is kept whole when the method throws before it answers a promise', async () => {
  const { call } = connected({
    fail: () => {
      throw new SeeklingError('task_not_found', 'There is none.')
    },
  })
  expect(await rejection(call('search', 'fail', []))).toMatchObject({ code: 'task_not_found', details: undefined })
})

test.each([
  ['an error of the language', new RangeError('too far'), 'too far'],
  ['a thrown string', 'just text', 'just text'],
  ['nothing', undefined, 'undefined'],
])('%s becomes an internal error that says what it was', async (_, thrown, text) => {
  const { call } = connected({
    fail: async () => {
      throw thrown
    },
  })
  const error = (await rejection(call('search', 'fail', []))) as SeeklingError
  expect(error).toBeInstanceOf(SeeklingError)
  expect(error.code).toBe('internal')
  expect(error.message).toContain(text)
})

test('an answer that cannot be sent rejects instead of never coming', async () => {
  const { call } = connected({ function: async () => () => {} })
  expect(await rejection(call('search', 'function', []))).toBeInstanceOf(Error)
})

test('a method or a part that is not offered rejects', async () => {
  const { call } = connected({})
  expect(await rejection(call('search', 'nothing', []))).toBeInstanceOf(Error)
  expect(await rejection(call('update', 'isIdle', []))).toBeInstanceOf(Error)
})

test('a part that is offered again takes the place of the one before', async () => {
  const { call, offer } = connected({ who: () => 'first' })
  offer('search', { who: () => 'second' })
  expect(await call('search', 'who', [])).toBe('second')
})

test('bytes are handed over, not copied', async () => {
  const { call } = connected({ length: (bytes: Uint8Array) => bytes.length })
  const bytes = new Uint8Array(1000)
  expect(await call('search', 'length', [bytes])).toBe(1000)
  expect(bytes.buffer.byteLength).toBe(0)
})

test('an argument that cannot be sent rejects and leaves the line usable', async () => {
  const { call } = connected({ echo: (value: unknown) => value })
  expect(await rejection(call('search', 'echo', [() => {}]))).toMatchObject({ name: 'DataCloneError' })
  expect(await call('search', 'echo', [1])).toBe(1)
})
