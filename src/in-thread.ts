/**
 * The engine in the thread that imports this, without workers: for Node, service workers and tests.
 * The client is the same as a page's. The same instance may be open in other threads and tabs too,
 * in this way or through workers.
 */
import './shared/platform.ts'
import { InThreadEngines } from './in-thread-engines.ts'
import { Client } from './page/client.ts'
import type { InThreadOptions } from './page/open.ts'
import { QueueClient } from './page/queue-client.ts'

/**
 * Opens an instance, and makes it if there is none. Resolves when it can be searched.
 *
 * @example
 * import { open } from 'seekling/engine'
 *
 * const client = await open({ storage: 'memory' })
 * const { updateId } = await client.index('films').addDocuments([{ id: 1, title: 'Solaris' }])
 * await client.waitForPendingUpdate(updateId)
 * const file = await client.exportSnapshot()
 * await client.close()
 */
export async function open(options: InThreadOptions = {}): Promise<Client> {
  return Client.over(new InThreadEngines(options), async () => QueueClient)
}

export type { Client } from './page/client.ts'
export type { InThreadOptions } from './page/open.ts'
export { SeeklingError } from './shared/errors.ts'
export { presets } from './shared/presets.ts'
