/** Over workers: every argument is what it was at the call, and may be reactive. */
import { afterEach, expect, test } from 'vitest'
import { closeClients, opened } from '../support/browser-clients.ts'
import { calls, outcomes } from './argument-calls.ts'

afterEach(closeClients)

test.each(calls)('$name', async (call) => {
  const { plainly, changed, reactively } = await outcomes(call, opened)
  expect(changed).toEqual(plainly)
  expect(reactively).toEqual(plainly)
})
