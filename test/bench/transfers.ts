/**
 * Dumps and snapshots, measured beside what they are compared with. Part of the benchmark's page.
 */
import { type Client, open } from 'seekling'

async function withClient<T>(name: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await open({ name })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** Makes a snapshot of an instance and answers a URL for it, as a site would serve it. */
export function makeSnapshot(name: string) {
  return withClient(name, async (client) => {
    const started = performance.now()
    const snapshot = await client.exportSnapshot()
    return { url: URL.createObjectURL(snapshot), bytes: snapshot.size, ms: performance.now() - started }
  })
}

/**
 * From the call to the first search that finds something, in a fresh database; the worker is up, as
 * it is when indexing is measured.
 */
export async function openSnapshot(name: string, url: string) {
  const client = await open({ name })
  await client.getDumps()
  const started = performance.now()
  await client.importSnapshot(url)
  const opened = performance.now()
  const { hits } = await client.index('features').search('grid')
  const searchable = performance.now()
  if (hits.length === 0) throw new Error('Opened, but nothing is found.')
  await client.destroy()
  return { openMs: opened - started, searchableMs: searchable - started }
}

/** What a dump is compared with: the documents as JSON lines, gzipped by the same means. */
export async function gzipDocuments(documents: readonly unknown[]) {
  const started = performance.now()
  const text = documents.map((document) => `${JSON.stringify(document)}\n`).join('')
  const { size } = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob()
  return { ms: performance.now() - started, bytes: size }
}

/** Makes a dump and deletes it. With `queries`, searches go on meanwhile, one after the other. */
export function dump(name: string, queries: readonly string[]) {
  return withClient(name, async (client) => {
    await client.getDumps()
    const index = client.index('features')
    let isDone = false
    const done = new Promise<void>((resolve) => {
      client.on('transfer', ({ status }) => {
        if (status === 'in_progress') return
        isDone = true
        resolve()
      })
    })
    const searches = async (goOn: () => boolean) => {
      const times: number[] = []
      while (goOn()) {
        const started = performance.now()
        await index.search(queries[times.length % queries.length], { attributesToHighlight: ['*'] })
        times.push(performance.now() - started)
      }
      return times
    }
    for (const query of queries) await index.search(query)
    let left = queries.length * 2
    const idle = queries.length > 0 ? await searches(() => left-- > 0) : []
    const started = performance.now()
    const { uid } = await client.createDump()
    const during = queries.length > 0 ? await searches(() => !isDone) : []
    await done
    const ms = performance.now() - started
    const { status, size, error } = await client.getDumpStatus(uid)
    if (status !== 'done') throw new Error(error)
    await client.deleteDump(uid)
    return { ms, bytes: size, idle, during }
  })
}
