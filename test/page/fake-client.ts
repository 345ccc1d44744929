/** Clients over engines that only note their calls. */
import { Client } from '../../src/page/client.ts'
import { QueueClient } from '../../src/page/queue-client.ts'
import { FakeEngines } from './fake-engines.ts'

/** Loads the code for the queue, as an entry does. */
export const load = async () => QueueClient

/** They are closed after the test. */
export const clients: Client[] = []

/** For `afterEach`. */
export async function closeFakeClients(): Promise<void> {
  for (const client of clients.splice(0)) await client.close()
}

export async function clientOf(
  ...answers: ConstructorParameters<typeof FakeEngines>
): Promise<{ client: Client; engines: FakeEngines }> {
  const engines = new FakeEngines(...answers)
  const client = await Client.over(engines, load)
  clients.push(client)
  return { client, engines }
}

/** The last call of a method. */
export const lastArgs = (engines: FakeEngines, method: string) =>
  engines.calls.findLast((call) => call.method === method)?.args
