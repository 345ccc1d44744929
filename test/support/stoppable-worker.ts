/**
 * The package's worker, which a test can bring to a standstill as a frozen tab's would be: it keeps
 * its locks and answers nobody. With `within` it has a transaction of that database, too, over all
 * stores, or all but the last, as an update has that is being stored.
 */
import '../../src/worker/entry.ts'

interface Told {
  readonly standStillForMs?: number
  readonly within?: string
  readonly isOverAll?: boolean
}

addEventListener('message', ({ data: { standStillForMs = 0, within, isOverAll = false } }: MessageEvent<Told>) => {
  if (within === undefined) return standStill(standStillForMs)
  const opening = indexedDB.open(within)
  opening.onsuccess = () => {
    const database = opening.result
    const names = Array.from(database.objectStoreNames)
    const stores = isOverAll ? names : names.slice(0, -1)
    database.transaction(stores, 'readwrite').objectStore('meta').get('format').onsuccess = () => {
      postMessage({ isWithin: true })
      // The transaction goes on until this returns.
      standStill(standStillForMs)
      database.close()
    }
  }
})

const standStill = (forMs: number): void => {
  const end = performance.now() + forMs
  while (performance.now() < end);
}
