/** Which format the stored records have. Checked once before anything else is read or written. */
import { SeeklingError } from '../../shared/errors.ts'
import { formatVersion } from './schema.ts'
import type { ReadTransaction, Store } from './store.ts'

/**
 * The key of the random id that tells this database from earlier and later ones of the same name.
 */
export const identityKey = 'identity'

/**
 * Marks an empty store with this version's format. Rejects with `storage_too_new` if a newer
 * Seekling has written the store.
 */
export async function openFormat(store: Store): Promise<void> {
  await openWithIdentity(store)
}

/**
 * As `openFormat`, and returns the database's id. A database without an id gets `fresh`, if that is
 * given.
 */
export async function openWithIdentity(store: Store, fresh?: string): Promise<string | undefined> {
  const [found, known] = await store.read(['meta'], both)
  if (found === formatVersion && (known || !fresh)) return known as string | undefined
  if (found !== formatVersion && found !== undefined) throw unreadable(found)
  return store.write(['meta'], 'relaxed', async (transaction) => {
    const [current, identity = fresh] = await both(transaction)
    if (current === undefined) void transaction.put('meta', 'format', formatVersion)
    else if (current !== formatVersion) throw unreadable(current)
    if (fresh) void transaction.put('meta', identityKey, identity)
    return identity as string | undefined
  })
}

/**
 * To be called in a transaction before it commits: rejects with `storage_too_new` if a newer
 * Seekling has written the store since it was opened.
 */
export async function assertFormat(transaction: ReadTransaction): Promise<void> {
  const found = await transaction.get('meta', 'format')
  if (found !== undefined && found !== formatVersion) throw unreadable(found)
}

const both = (transaction: ReadTransaction): Promise<unknown[]> =>
  Promise.all([transaction.get('meta', 'format'), transaction.get('meta', identityKey)])

const unreadable = (found: unknown): SeeklingError =>
  new SeeklingError(
    'storage_too_new',
    `The stored data has format ${String(found)}, this version reads format ${formatVersion}. Reload the page to get the newer version, or use another \`name\`.`,
    { found: String(found), readable: formatVersion },
  )
