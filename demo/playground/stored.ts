/**
 * What an instance takes, store by store, read from its database beside the engine. For looking at
 * only: how things are stored is no part of the API.
 */

export interface StoredPart {
  readonly store: string
  readonly holds: string
  readonly records: number
  readonly bytes: number
}

const holds: Readonly<Record<string, string>> = {
  meta: 'format, counters, what is to be swept',
  pending: 'updates that wait',
  finished: 'the history of updates',
  indexes: 'a manifest for each index',
  pages0: 'small files: segments of few documents, guides, marks of deleted ones',
  pages1: 'large files: documents, dictionaries, postings, columns',
  pages2: 'large files, a second shelf',
  pages3: 'large files, a third shelf',
}

/** Empty where nothing is stored, as in a private window. */
export async function storedParts(instance: string): Promise<StoredPart[]> {
  const name = `seekling:v1:${instance}`
  const known = await indexedDB.databases()
  if (!known.some((database) => database.name === name)) return []
  const database = await asked(indexedDB.open(name))
  try {
    const stores = [...database.objectStoreNames]
    const transaction = database.transaction(stores)
    return await Promise.all(stores.map((store) => partOf(store, transaction.objectStore(store))))
  } finally {
    database.close()
  }
}

function partOf(store: string, objects: IDBObjectStore): Promise<StoredPart> {
  return new Promise((resolve, reject) => {
    const walk = objects.openCursor()
    let records = 0
    let bytes = 0
    walk.onerror = () => reject(walk.error)
    walk.onsuccess = () => {
      const cursor = walk.result
      if (cursor === null) return resolve({ store, holds: holds[store] ?? '', records, bytes })
      records++
      bytes += cursor.value instanceof Uint8Array ? cursor.value.length : (JSON.stringify(cursor.value)?.length ?? 0)
      cursor.continue()
    }
  })
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
