/**
 * Clients over the real storage of a browser, each over a database of its own, all gone after the
 * test.
 */
import { type Client, type OpenOptions, open } from '../../src/index.ts'

const clients: Client[] = []
const names = new Set<string>()

/** For `afterEach`. */
export async function closeClients(): Promise<void> {
  for (const client of clients.splice(0)) await client.close().catch(() => {})
  for (const name of names) indexedDB.deleteDatabase(`seekling:v1:${name}`)
  names.clear()
}

export const newName = () => {
  const name = `test-${Math.random()}`
  names.add(name)
  return name
}

export async function opened(options: OpenOptions = {}): Promise<Client> {
  const client = await open({ name: newName(), ...options })
  clients.push(client)
  return client
}

/** A client whose workers a test can get at, in the order in which they were started. */
export async function openedWithWorkers(name: string): Promise<{ client: Client; workers: Worker[] }> {
  const workers: Worker[] = []
  const worker = () => {
    const made = new Worker(new URL('../../src/worker/entry.ts', import.meta.url), { type: 'module' })
    workers.push(made)
    return made
  }
  return { client: await opened({ name, worker }), workers }
}
