/**
 * Importing the sources where there is no browser. The built package is put to the same test in
 * test/package.
 */

import { afterEach, expect, test, vi } from 'vitest'
import { open } from '../../src/index.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('opening where there is no browser says so, and what to import there', async () => {
  vi.stubGlobal('Worker', undefined)
  await expect(open()).rejects.toMatchObject({
    code: 'invalid_options',
    message: expect.stringMatching(/no browser here.*seekling\/engine/),
  })
})

test.each(['index', 'in-thread'])('importing src/%s.ts looks at nothing of a browser', async (entry) => {
  vi.resetModules()
  const touched: string[] = []
  const names = [
    'window',
    'document',
    'navigator',
    'location',
    'Worker',
    'SharedWorker',
    'indexedDB',
    'BroadcastChannel',
    'MessageChannel',
    'addEventListener',
  ]
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const name of names) {
    Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name) })
  }
  try {
    expect(await import(`../../src/${entry}.ts`)).toHaveProperty('open')
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
  expect(touched).toEqual([])
})
