/**
 * Every method of the client and of an index, whatever it is given: it answers, or rejects with a
 * `SeeklingError` that says whose fault it is. None throws instead of rejecting, none says
 * `internal`, and none leaves the client unfit for the next call.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { open } from '../../src/in-thread.ts'
import { Client } from '../../src/page/client.ts'
import { IndexClient } from '../../src/page/index-client.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { makeRandom } from '../bench/random.ts'
import { hostileValue, odd } from '../support/hostile-values.ts'

type Methods = Record<string, (...args: unknown[]) => unknown>

/** What ends the client, takes no argument, or answers no promise. */
const left = ['constructor', 'close', 'destroy', 'index', 'on']
const methodsOf = (prototype: object): string[] =>
  Object.getOwnPropertyNames(prototype).filter((name) => !left.includes(name))
const methods = [
  ...methodsOf(Client.prototype).map((name) => ['client', name] as const),
  ...methodsOf(IndexClient.prototype).map((name) => ['index', name] as const),
]

async function filled(): Promise<Client> {
  const client = await open({ storage: 'memory' })
  const films = client.index('films')
  await films.updateSettings({ filterableAttributes: ['year'], sortableAttributes: ['year'] })
  const { updateId } = await films.addDocuments([
    { id: 1, title: 'Solaris', year: 1972 },
    { id: 2, title: 'Amarcord', year: 1973 },
  ])
  await client.waitForPendingUpdate(updateId)
  return client
}

/** null where all is well. */
async function complaint(of: object, name: string, args: readonly unknown[]): Promise<string | null> {
  let answer: unknown
  try {
    answer = (of as Methods)[name]?.(...args)
  } catch (thrown) {
    return `${name} throws instead of rejecting: ${(thrown as Error)?.stack}`
  }
  try {
    await answer
    return null
  } catch (thrown) {
    if (!(thrown instanceof SeeklingError)) return `${name} rejects with ${(thrown as Error)?.stack ?? String(thrown)}`
    return thrown.code === 'internal'
      ? `${name} rejects with internal: ${thrown.message} ${(thrown.cause as Error)?.stack}`
      : null
  }
}

test.each(methods)('%s.%s of odd values', async (on, name) => {
  const client = await filled()
  const of = on === 'client' ? client : client.index('films')
  const complaints = new Set<string>()
  for (const make of odd) {
    for (const args of [[make()], ['a', make()], [make(), make()], [make(), {}, make()]]) {
      const said = await complaint(of, name, args)
      if (said) complaints.add(said.split('\n').slice(0, 4).join('\n'))
    }
  }
  expect([...complaints]).toEqual([])
  expect((await filled().then((fresh) => fresh.index('films').search('solaris'))).hits).toHaveLength(1)
  await client.close()
})

/** Seeds, not values: the library cannot hold a proxy that throws. */
test('random calls of all methods', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = makeRandom(seed)
      const client = await filled()
      for (let calls = 0; calls < 20; calls++) {
        const [on, name] = methods[Math.floor(random() * methods.length)]
        const args = Array.from({ length: Math.floor(random() * 4) }, () => hostileValue(random))
        expect(await complaint(on === 'client' ? client : client.index('films'), name, args)).toBe(null)
      }
      await client.close()
    }),
    { numRuns: 60 },
  )
})

test('a list that says it has billions of members is refused at once', async () => {
  const client = await filled()
  const films = client.index('films')
  const long: never[] = []
  long.length = 2 ** 32 - 1
  for (const call of [films.addDocuments(long), films.updateDocuments(long), films.addDocumentsInBatches(long)])
    await expect(call).rejects.toMatchObject({ code: 'payload_too_large' })
  await expect(films.getDocuments({ ids: long })).rejects.toMatchObject({ code: 'invalid_document_ids' })
  await expect(films.getDocuments({ fields: long })).rejects.toMatchObject({ code: 'invalid_document_fields' })
  await expect(films.getDocuments({ sort: long })).rejects.toMatchObject({ code: 'invalid_document_sort' })
  await expect(client.cancelUpdates({ updateIds: long })).rejects.toMatchObject({ code: 'invalid_task_uids' })
  await expect(client.deleteUpdates({ indexUids: long })).rejects.toMatchObject({ code: 'invalid_index_uid' })
  await client.close()
})
