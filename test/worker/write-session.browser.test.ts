/** Sessions over real Web Locks, where a log may be torn; elsewhere there are none. */
import { expect, test } from 'vitest'
import { liveSessions, writeSessions } from '../../src/worker/write-session.ts'

const ofChromium = async () => {
  const [one, other] = [writeSessions('seekling:films')?.(), writeSessions('seekling:films')?.()]
  const elsewhere = writeSessions('seekling:books')?.()
  await Promise.all([one?.begun, other?.begun, elsewhere?.begun])
  const live = () => liveSessions('seekling:films')?.()
  expect(await live()).toEqual(new Set([one?.id, other?.id]))
  one?.end()
  // The browser hears of it a moment later.
  await expect.poll(live).toEqual(new Set([other?.id]))
  other?.end()
  elsewhere?.end()
}

const ofOthers = () => {
  expect(writeSessions('seekling:films')).toBeUndefined()
  expect(liveSessions('seekling:films')).toBeUndefined()
}

test(
  'in Chromium a session lives until it ends, and is seen by all of its instance; elsewhere there is none',
  'userAgentData' in navigator ? ofChromium : ofOthers,
)
