/** Sessions of writing where the browser refuses the locks that show them to others. */
import { afterEach, expect, test, vi } from 'vitest'
import { writeSessions } from '../../src/worker/write-session.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const throwing = () => {
  throw new DOMException('Refused.', 'SecurityError')
}

test.each([
  ['rejects', async () => throwing()],
  ['throws', throwing],
])('a session begins where a request for its lock %s', async (_, request) => {
  vi.stubGlobal('navigator', { userAgentData: {}, locks: { request } })
  const session = writeSessions('films')?.()
  await session?.begun
  expect(session?.id).toEqual(expect.any(String))
})

test('there are no sessions where even the look at the locks is refused', () => {
  vi.stubGlobal('navigator', {
    userAgentData: {},
    get locks() {
      return throwing()
    },
  })
  expect(writeSessions('films')).toBeUndefined()
})
