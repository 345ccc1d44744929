/**
 * Which database a connection is to: a random id, stored with the format when a database is made. Versions, update ids and file numbers begin again
 * in a new database of the same name, so they say nothing across two.
 */
import { identityKey } from './format.ts'

/** undefined in a database that has none yet. */
export function readIdentity(database: IDBDatabase): Promise<unknown> {
  if (!database.objectStoreNames.contains('meta')) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('meta')
    const request = transaction.objectStore('meta').get(identityKey)
    request.onsuccess = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error ?? request.error)
  })
}
