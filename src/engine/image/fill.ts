/**
 * Fetches the pages that are not stored yet of the indexes attached from a folder, so that they are
 * searchable offline. Law: it holds no lock and may stop anywhere; pages that came are stored.
 */

import { nameAt } from '../../core/dump/chunk-file.ts'
import { bucketOf, type FileRef, type Manifest, pageKey, pageRange } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { RunningWork } from '../work/running-work.ts'
import { attachedFrom, readManifests } from './attach.ts'
import { wholeFiles } from './stored-pages.ts'

/** Chunks fetched together: as many as a browser asks a host for at once, or one beside others. */
const together = { now: 6, idle: 2 } as const
/** It waits for the storage after so many chunks, so that few are in memory. */
const chunksAhead = 64

export type FillPace = keyof typeof together

/** Rejects with `snapshot_unavailable`, Interruption, or the storage's errors. */
export async function fillFrom(store: Store, folder: string, pace: FillPace, work: RunningWork): Promise<void> {
  const { remote } = store
  if (remote === undefined) return
  const files = onSite(attachedFrom(await readManifests(store), folder), folder)
  const total = files.reduce((sum, { pages }) => sum + pages, 0)
  const missing = (await Promise.all(files.map((file) => missingOf(store, file)))).flat()
  const chunks = byName(missing)
  let done = total - missing.length
  // What searches fetched before and could not store is missing, and comes again.
  await remote.stored().catch(() => {})
  for (let at = 0; at < chunks.length; at += together[pace]) {
    await work.checkpoint({ step: 'fetching chunks', done, total })
    const pages = chunks.slice(at, at + together[pace]).flat()
    await remote.fetch(pages)
    done += pages.length
    if (at % chunksAhead < together[pace]) await remote.stored()
  }
  await remote.stored()
  await work.checkpoint({ step: 'fetching chunks', done: total, total })
}

interface Missing {
  readonly file: FileRef
  readonly page: number
}

/**
 * Equal pages have one chunk, which is fetched once if they are asked for together. Where names
 * stand in tables, only the browser's own cache knows them again.
 */
function byName(missing: readonly Missing[]): Missing[][] {
  const chunks = new Map<string, Missing[]>()
  for (const one of missing) {
    const { names = '', tables } = one.file.remote ?? {}
    const name = tables ? `${one.file.file}:${one.page}` : nameAt(names, one.page, one.file.pages)
    const equal = chunks.get(name)
    if (equal) equal.push(one)
    else chunks.set(name, [one])
  }
  return [...chunks.values()]
}

const onSite = (manifests: readonly Manifest[], folder: string): FileRef[] =>
  wholeFiles(manifests).filter(({ remote }) => remote?.folder === folder)

async function missingOf(store: Store, file: FileRef): Promise<Missing[]> {
  const bucket = bucketOf(file)
  const keys = await store.read([bucket], (transaction) => transaction.getAllKeys(bucket, pageRange(file)))
  const stored = new Set(keys)
  return Array.from({ length: file.pages }, (_, page) => ({ file, page })).filter(
    ({ page }) => !stored.has(pageKey(file, page)),
  )
}
