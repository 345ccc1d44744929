/**
 * Which database a connection is to: a random id, stored with the format when a database is made.
 * Versions, update ids and file numbers begin again in a new database of the same name, so those of
 * two databases cannot be compared.
 */
import { identityKey } from './format.ts'
import { AnswerWatch, type Patience } from './idb-standstill.ts'
import { standstillError } from './storage-errors.ts'

/**
 * undefined in a database that has none yet. Rejects with `storage_blocked` when the browser does
 * not answer in time.
 */
export function readIdentity(database: IDBDatabase, patience: Patience): Promise<unknown> {
  if (!database.objectStoreNames.contains('meta')) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('meta')
    const watch = new AnswerWatch(transaction, patience, (ms) => reject(standstillError(ms)))
    const request = transaction.objectStore('meta').get(identityKey)
    request.onsuccess = () => {
      watch.stop()
      resolve(request.result)
    }
    transaction.onabort = () => {
      watch.stop()
      reject(transaction.error ?? request.error)
    }
  })
}
