/**
 * Small writes: one after another, the first of a visit, and very many at once; and the floor they
 * are held against.
 */
import { type Client, open } from 'seekling'

export interface Document {
  readonly id: string
  readonly [key: string]: unknown
}

const database = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.result.createObjectStore('records')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/**
 * Times of two transactions one after the other, each of which stores one small record and is
 * flushed to the disk.
 */
export async function twoCommits(count: number): Promise<number[]> {
  const name = `commits-${Math.random()}`
  const db = await database(name)
  const commit = (key: number) =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction('records', 'readwrite', { durability: 'strict' })
      transaction.objectStore('records').put(new Uint8Array(1000).fill(key), key)
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
      transaction.commit()
    })
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const started = performance.now()
    await commit(2 * i)
    await commit(2 * i + 1)
    times.push(performance.now() - started)
  }
  db.close()
  indexedDB.deleteDatabase(name)
  return times
}

/**
 * Times of one document more, from the call until it can be found; and until the call answered that
 * it is stored.
 */
export async function addOne(client: Client, documents: readonly Document[], count: number) {
  const index = client.index<Document>('features')
  const [found, stored]: [number[], number[]] = [[], []]
  for (let i = 0; i < count; i++) {
    const document = { ...documents[i], id: `one-more-${i}`, name: `One more ${i}` }
    const started = performance.now()
    const { updateId } = await index.addDocuments([document])
    stored.push(performance.now() - started)
    await index.waitForPendingUpdate(updateId)
    found.push(performance.now() - started)
  }
  return { found, stored }
}

/** Times of a hundred documents more in one call, until they can be found. */
export async function addHundred(client: Client, documents: readonly Document[], count: number): Promise<number[]> {
  const index = client.index<Document>('features')
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    const from = (100 * i) % (documents.length - 100)
    const some = documents.slice(from, from + 100).map((document, n) => ({ ...document, id: `hundred-${i}-${n}` }))
    const started = performance.now()
    const { updateId } = await index.addDocuments(some)
    await index.waitForPendingUpdate(updateId)
    found.push(performance.now() - started)
  }
  return found
}

/** Time until the first write of a visit is stored, and until it can be found. */
export async function firstWrite(name: string, document: Document) {
  const client = await open({ name })
  const index = client.index<Document>('features')
  await index.search('grid').catch(() => {})
  // The page has settled.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const started = performance.now()
  const { updateId } = await index.addDocuments([document])
  const stored = performance.now() - started
  await index.waitForPendingUpdate(updateId)
  const found = performance.now() - started
  await client.close()
  return { stored, found }
}

/**
 * Time until so many calls, made without waiting, have all answered; until all can be found; and
 * the longest the page stood still.
 */
export async function addMany(documents: readonly Document[], count: number) {
  const client = await open({ name: `many-${Math.random()}` })
  const index = client.index<Document>('features')
  await index.waitForPendingUpdate((await index.addDocuments([documents[0] as Document])).updateId)
  let longest = 0
  const started = performance.now()
  const calls = Array.from({ length: count }, (_, i) => index.addDocuments([{ ...documents[i], id: `many-${i}` }]))
  let last = performance.now()
  const called = last - started
  const ticks = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const receipts = await Promise.all(calls)
  const stored = performance.now() - started
  const ids = receipts.map(({ updateId }) => updateId)
  const inOrder = ids.every((id, i) => i === 0 || id > ids[i - 1])
  if (!inOrder) throw new Error('The updates are not in the order of their calls.')
  await index.waitForPendingUpdate(ids.at(-1) as number)
  const found = performance.now() - started
  clearInterval(ticks)
  await client.destroy()
  return { called, stored, found, longest }
}
