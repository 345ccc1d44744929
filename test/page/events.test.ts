import { expect, test, vi } from 'vitest'
import { Events } from '../../src/page/events.ts'
import { SeeklingError } from '../../src/shared/errors.ts'

const memoryOnly = { state: 'memory-only', message: 'Nothing is stored.' } as const

test('a listener hears its own event until it stops', () => {
  const events = new Events()
  const heard: unknown[] = []
  const stop = events.on('version', (version) => heard.push(version))
  events.emit('version', { indexUid: 'films', version: 3 })
  events.emit('status', memoryOnly)
  stop()
  events.emit('version', { indexUid: 'films', version: 4 })
  expect(heard).toEqual([{ indexUid: 'films', version: 3 }])
})

test('a function added twice is called twice, and each removal removes one', () => {
  const events = new Events()
  const listener = vi.fn()
  const stop = events.on('version', listener)
  events.on('version', listener)
  events.emit('version', { indexUid: 'a', version: 1 })
  expect(listener).toHaveBeenCalledTimes(2)
  stop()
  stop()
  events.emit('version', { indexUid: 'a', version: 2 })
  expect(listener).toHaveBeenCalledTimes(3)
})

test('who listens for the status later hears the last one', () => {
  const events = new Events()
  const early = vi.fn()
  events.on('status', early)
  expect(early).not.toHaveBeenCalled()
  events.emit('status', memoryOnly)
  const late = vi.fn()
  events.on('status', late)
  expect(late.mock.calls).toEqual([[memoryOnly]])
  expect(early).toHaveBeenCalledTimes(1)
})

test('a listener that throws keeps nobody else from hearing, and its error is not swallowed', async () => {
  const events = new Events()
  const thrown: unknown[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => {
    try {
      task()
    } catch (error) {
      thrown.push(error)
    }
  })
  const other = vi.fn()
  events.on('version', () => {
    throw new Error('of the page')
  })
  events.on('version', other)
  events.emit('version', { indexUid: 'a', version: 1 })
  vi.unstubAllGlobals()
  expect(other).toHaveBeenCalledTimes(1)
  expect(thrown).toEqual([new Error('of the page')])
})

test.each([
  ['updates', () => {}],
  ['toString', () => {}],
  ['update', 'not a function'],
])('on(%j, ...) is refused when it makes no sense', (event, listener) => {
  expect(() => new Events().on(event as never, listener as never)).toThrow(SeeklingError)
})
