/**
 * A thread beside the one that builds: does what it is asked for, and returns it whole.
 */
import { parentPort } from 'node:worker_threads'
import { checkSiteOptions } from './check-options.ts'
import { packTaken } from './pack-chunks.ts'
import { type PageResult, readJobs } from './read-page.ts'
import type { ReadPlace } from './read-pages.ts'
import type { ReadTask, SiteTask } from './thread-tasks.ts'

parentPort?.on('message', async (task: SiteTask) => {
  parentPort?.postMessage(task.type === 'read' ? await read(task) : packTaken(task))
})

async function read({ folder, extraction, jobs, next }: ReadTask): Promise<ReadPlace[]> {
  const results: ReadPlace[] = []
  const took = (place: number, result: PageResult) => void results.push([place, result])
  await readJobs(folder, jobs, next, checkSiteOptions({ folder, ...JSON.parse(extraction) }), took)
  return results
}
