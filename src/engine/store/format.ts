/** Which format the stored records have. Checked once before anything else is read or written. */
import { SeeklingError } from '../../shared/errors.ts'
import { formatVersion } from './schema.ts'
import type { Store } from './store.ts'

/** Marks an empty store with this version's format. Rejects with `storage_too_new` if a newer Seekling has written the store. */
export async function openFormat(store: Store): Promise<void> {
  const found = await store.read(['meta'], (transaction) => transaction.get('meta', 'format'))
  if (found === formatVersion) return
  if (found !== undefined) throw unreadable(found)
  await store.write(['meta'], 'relaxed', async (transaction) => {
    const current = await transaction.get('meta', 'format')
    if (current === undefined) await transaction.put('meta', 'format', formatVersion)
    else if (current !== formatVersion) throw unreadable(current)
  })
}

const unreadable = (found: unknown): SeeklingError =>
  new SeeklingError(
    'storage_too_new',
    `The stored data has format ${String(found)}, this version reads format ${formatVersion}. Reload the page to get the newer version, or use another \`name\`.`,
    { found: String(found), readable: formatVersion },
  )
