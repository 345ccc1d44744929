/** What threads are asked for: each takes parts of it until none are left. */
import type { PageJob } from './read-page.ts'

export type SiteTask = ReadTask | PackTask

interface OfAll {
  /** Shared: the place of the next part that nobody has taken. */
  readonly next: Int32Array
}

/** To read files of a folder. */
export interface ReadTask extends OfAll {
  readonly type: 'read'
  readonly folder: string
  /** Of the checked options. */
  readonly extraction: string
  readonly jobs: readonly PageJob[]
}

/** To pack chunks, which lie in one piece of memory that all threads share. */
export interface PackTask extends OfAll {
  readonly type: 'pack'
  readonly bytes: Uint8Array
  /** Where each begins, and where the last ends. */
  readonly starts: readonly number[]
}
