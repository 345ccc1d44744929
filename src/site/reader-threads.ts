/**
 * Reads many pages on several cores. Law: a thread that cannot be started, or that ends early,
 * costs time and nothing else: what it did not return is read here.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CheckedOptions } from './check-options.ts'
import { type PageJob, type PageResult, readersFor, readJob, readJobs } from './read-page.ts'

/** What a thread is started with. */
export interface ReaderTask {
  readonly folder: string
  /** Of the checked options. */
  readonly extraction: string
  readonly jobs: readonly PageJob[]
  /** Shared: the place of the next file that nobody has taken. */
  readonly next: Int32Array
}

/** A thread takes as long to start as so many pages take to read. */
const pagesPerThread = 300
/** The build needs their results in its own thread, so that more of them wait for it. */
const mostThreads = 7

/** Beside the built code; the source has none, and is read in one thread. */
const threadFile = new URL(/* @vite-ignore */ './site-reader.js', import.meta.url)

/** Results in the order of the jobs. `onDone` is called with how many are done in this thread. */
export async function readPages(
  folder: string,
  jobs: readonly PageJob[],
  options: CheckedOptions,
  onDone: (done: number) => void,
): Promise<PageResult[]> {
  const results: (PageResult | undefined)[] = Array.from(jobs, () => undefined)
  const next = new Int32Array(new SharedArrayBuffer(4))
  const task: ReaderTask = { folder, extraction: options.extraction, jobs, next }
  const threads = Array.from({ length: threadCount(jobs.length, options) }, () => runThread(task))
  let done = 0
  await readJobs(folder, jobs, next, options, (place, result) => {
    results[place] = result
    onDone(++done)
  })
  for (const returned of await Promise.all(threads)) for (const [place, result] of returned) results[place] = result
  const readers = await readersFor(jobs)
  return results.map((result, place) => result ?? readJob(folder, jobs[place], options, readers))
}

function threadCount(jobs: number, { threads }: CheckedOptions): number {
  if (!existsSync(threadFile)) return 0
  return threads ?? Math.min(availableParallelism() - 1, mostThreads, Math.floor(jobs / pagesPerThread))
}

type Returned = readonly (readonly [place: number, result: PageResult])[]

function runThread(task: ReaderTask): Promise<Returned> {
  return new Promise((resolve) => {
    const thread = new Worker(threadFile, { workerData: task })
    thread.once('message', resolve)
    thread.once('error', () => resolve([]))
    thread.once('exit', () => resolve([]))
  })
}
