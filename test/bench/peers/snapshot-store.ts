/**
 * Where engines that live in memory keep what they can be written as: one record in IndexedDB,
 * replaced as a whole, with the browser's default durability.
 */
import { openDB } from 'idb'

const open = (name: string) =>
  openDB(`snapshot-${name}`, 1, { upgrade: (database) => void database.createObjectStore('snapshots') })

export async function saveSnapshot(name: string, snapshot: unknown): Promise<void> {
  const database = await open(name)
  const transaction = database.transaction('snapshots', 'readwrite')
  await transaction.store.put(snapshot, 'newest')
  await transaction.done
  database.close()
}

/** What was saved last, or undefined. */
export async function loadSnapshot(name: string): Promise<unknown> {
  const database = await open(name)
  const snapshot: unknown = await database.get('snapshots', 'newest')
  database.close()
  return snapshot
}
