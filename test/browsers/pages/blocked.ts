/**
 * The page of the test of blocked storage: what the browser refuses here, and what a client does
 * all the same.
 */
import { open } from 'seekling'
import { answerCalls } from '../agent.ts'

/** Which of the browser's parts throw or reject here. */
async function refused(): Promise<string[]> {
  const parts: Record<string, () => unknown> = {
    indexedDB: () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open('probe')
        request.onsuccess = resolve
        request.onerror = () => reject(request.error)
      }),
    locks: () => navigator.locks.request('probe', () => null),
    localStorage: () => localStorage.length,
  }
  const refusals = await Promise.all(
    Object.entries(parts).map(([name, use]) =>
      (async () => use())().then(
        () => [],
        () => [name],
      ),
    ),
  )
  return refusals.flat()
}

/** Adds, changes, searches, dumps and imports; returns what a visitor would see of each. */
async function everything(worker: boolean): Promise<Record<string, unknown>> {
  const client = await open({ name: `blocked-${worker}`, ...(worker ? {} : { worker: false as const }) })
  const states: string[] = []
  client.on('status', ({ state }) => states.push(state))
  const index = client.index<{ id: number; title: string }>('films')
  await index.addDocuments([
    { id: 1, title: 'Solaris' },
    { id: 2, title: 'Stalker' },
  ])
  const { updateId } = await index.deleteDocument(2)
  const { status } = await client.waitForPendingUpdate(updateId, { timeOutMs: 30_000 })
  const hits = (await index.search('solars')).hits.map(({ title }) => title)
  const image = await client.exportSnapshot()
  await client.waitForPendingUpdate((await index.deleteAllDocuments()).updateId, { timeOutMs: 30_000 })
  const empty = (await index.search('')).hits.length
  await client.importSnapshot(image)
  const imported = (await index.search('')).hits.map(({ title }) => title)
  await client.close()
  return { states, status, hits, empty, imported }
}

await answerCalls({ refused, everything })
