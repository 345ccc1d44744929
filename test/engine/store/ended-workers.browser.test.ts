/**
 * A worker that ends in the middle of its reads, as when its page is left, is in nobody's way.
 * WebKit leaves transactions of an ended worker open where it had several at once.
 */
import { expect, test } from 'vitest'
import { IdbStore } from '../../../src/engine/store/idb-store.ts'

const endings = 12

test('after a worker that ended with many reads under way others write', async () => {
  const name = `ended-${crypto.randomUUID()}`
  const store = new IdbStore({ name })
  const put = (n: number) =>
    store.write(['pages0'], 'relaxed', (t) => t.put('pages0', n, new Uint8Array(64 * 1024).fill(n)))
  for (let n = 0; n < endings; n++) {
    await put(n)
    const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module' })
    const isReading = new Promise((resolve) => worker.addEventListener('message', resolve))
    worker.postMessage(name)
    await isReading
    await new Promise((resolve) => setTimeout(resolve, (n * 7) % 40))
    worker.terminate()
  }
  await put(endings)
  expect(await store.read(['pages0'], (t) => t.count('pages0'))).toBe(endings + 1)
  await store.close()
})
