/**
 * A worker that reads from a store again and again, several times at once, until it is ended. It
 * says so when it has begun.
 */
import { IdbStore } from '../../../src/engine/store/idb-store.ts'

const readers = 4

self.onmessage = async ({ data: name }: MessageEvent<string>) => {
  const store = new IdbStore({ name })
  const read = () => store.read(['meta', 'pages0'], (t) => t.getAll('pages0'))
  const readOn = async () => {
    for (;;) await read()
  }
  await read()
  for (let reader = 0; reader < readers; reader++) void readOn()
  self.postMessage('reading')
}
