/**
 * Threads beside the one that builds: they read pages, then pack chunks. Law: a thread that cannot
 * be started, or that ends early, costs time and nothing else: its results are none, and who asked
 * does what was not done.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CheckedOptions } from './check-options.ts'
import type { SiteTask } from './thread-tasks.ts'

/** A thread takes as long to start as so many pages take to read. */
const pagesPerThread = 300
/** The build needs their results in its own thread, so that more of them wait for it. */
const mostThreads = 7

/** Beside the built code; the source has none, and is read in one thread. */
const threadFile = new URL(/* @vite-ignore */ './site-thread.js', import.meta.url)

export class SiteThreads {
  readonly #threads: SiteThread[] = []

  /** As many as pay off for so many pages. `end` has to be called. */
  start(pages: number, { threads }: CheckedOptions): void {
    if (!existsSync(threadFile)) return
    const count = threads ?? Math.min(availableParallelism() - 1, mostThreads, Math.floor(pages / pagesPerThread))
    while (this.#threads.length < count) this.#threads.push(new SiteThread())
  }

  get count(): number {
    return this.#threads.length
  }

  /** What each thread did of it; in the meantime the caller does its own part. */
  ask<Result>(task: SiteTask): Promise<(readonly Result[])[]> {
    return Promise.all(this.#threads.map((thread) => thread.ask(task) as Promise<readonly Result[]>))
  }

  end(): void {
    for (const thread of this.#threads.splice(0)) thread.end()
  }
}

class SiteThread {
  readonly #worker = new Worker(threadFile)
  #answer: ((results: readonly unknown[]) => void) | null = null
  #hasEnded = false

  constructor() {
    const end = () => {
      this.#hasEnded = true
      this.#answer?.([])
    }
    this.#worker.on('message', (results) => this.#answer?.(results))
    this.#worker.once('error', end)
    this.#worker.once('exit', end)
  }

  /** One at a time. */
  ask(task: SiteTask): Promise<readonly unknown[]> {
    return new Promise((resolve) => {
      if (this.#hasEnded) return resolve([])
      this.#answer = resolve
      this.#worker.postMessage(task)
    })
  }

  end(): void {
    void this.#worker.terminate()
  }
}
