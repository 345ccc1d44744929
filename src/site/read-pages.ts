/**
 * Reads many pages on several cores. Law: results are in the order of the jobs, whoever read them.
 */
import type { CheckedOptions } from './check-options.ts'
import { type PageJob, type PageResult, readersFor, readJob, readJobs } from './read-page.ts'
import type { SiteThreads } from './site-threads.ts'

export type ReadPlace = readonly [place: number, result: PageResult]

/** `onDone` is called with how many are done in this thread. */
export async function readPages(
  folder: string,
  jobs: readonly PageJob[],
  options: CheckedOptions,
  { threads, onDone }: { threads: SiteThreads; onDone: (done: number) => void },
): Promise<PageResult[]> {
  const results: (PageResult | undefined)[] = Array.from(jobs, () => undefined)
  const next = new Int32Array(new SharedArrayBuffer(4))
  threads.start(jobs.length, options)
  const others = threads.ask<ReadPlace>({ type: 'read', folder, extraction: options.extraction, jobs, next })
  // What is read anew will be indexed, and threads take a while to start.
  if (threads.count > 0) await import('../in-thread.ts')
  let done = 0
  await readJobs(folder, jobs, next, options, (place, result) => {
    results[place] = result
    onDone(++done)
  })
  for (const returned of await others) for (const [place, result] of returned) results[place] = result
  const readers = await readersFor(jobs)
  return results.map((result, place) => result ?? readJob(folder, jobs[place], options, readers))
}
