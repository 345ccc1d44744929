/**
 * A thread that reads pages beside the one that builds: takes what it is given, returns it whole.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { checkSiteOptions } from './check-options.ts'
import { type PageResult, readJobs } from './read-page.ts'
import type { ReaderTask } from './reader-threads.ts'

const { folder, extraction, jobs, next }: ReaderTask = workerData
const results: (readonly [place: number, result: PageResult])[] = []
const options = checkSiteOptions({ folder, ...JSON.parse(extraction) })
await readJobs(folder, jobs, next, options, (place, result) => {
  results.push([place, result])
})
parentPort?.postMessage(results)
