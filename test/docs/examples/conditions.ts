/**
 * Conditions under which an example is run, for what does not happen by itself in a test: a full
 * disk, damaged bytes, a site that cannot be reached. ` ```ts run on=NAME ` names one.
 */
import type { Stage } from './run.ts'

export interface Condition {
  /** Done before any code of the example. */
  readonly before?: (stage: Stage) => unknown
  /** Done when the code of docs/reference/index.md has run. */
  readonly after?: (stage: Stage) => unknown
}

export const conditions: Readonly<Record<string, Condition>> = {
  'full-disk': {
    after: (stage) => {
      stage.onRequest = (_, method) => {
        if (method === 'put') throw new DOMException('The disk is full.', 'QuotaExceededError')
      }
    },
  },
}
