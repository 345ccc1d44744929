import { expect, test, vi } from 'vitest'
import { EarlyRoot } from '../../src/worker/early-root.ts'

const url = 'https://a.example/seekling/index.json'

function rootOf(answer = async (_: string, __: RequestInit) => new Response('{}')) {
  const fetch = vi.fn(answer)
  return { root: new EarlyRoot(fetch), fetch }
}

test('the first request for a root that is on its way gets its answer, later ones their own', async () => {
  const { root, fetch } = rootOf()
  root.begin('https://a.example/seekling/')
  root.begin('https://b.example/')
  expect(fetch.mock.calls).toMatchObject([[url, { cache: 'no-cache', credentials: 'omit' }]])
  await root.fetch('https://a.example/seekling/chunks/x.bin', {})
  expect(await (await root.fetch(url, {})).text()).toBe('{}')
  expect(fetch).toHaveBeenCalledTimes(2)
  await root.fetch(url, {})
  expect(fetch).toHaveBeenCalledTimes(3)
})

test('who takes the answer can give it up, and hears that it failed', async () => {
  const { root } = rootOf(
    (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
  )
  root.begin('https://a.example/seekling/')
  const stop = new AbortController()
  const response = root.fetch(url, { signal: stop.signal })
  stop.abort()
  await expect(response).rejects.toThrow('aborted')
})

test.each([
  [undefined],
  [''],
  ['/seekling/'],
  ['https://a.example/seekling'],
  ['https://a.example/?x=/'],
  ['file:///a/'],
])('nothing is fetched from %j', (folder) => {
  const { root, fetch } = rootOf()
  root.begin(folder)
  expect(fetch).not.toHaveBeenCalled()
})
