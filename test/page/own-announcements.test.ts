/** Which announcements a client hears, while databases of one name come and go. */
import { expect, test } from 'vitest'
import { OwnAnnouncements } from '../../src/page/own-announcements.ts'
import type { Announcement } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'

const version = (database?: string): Announcement => ({ type: 'version', indexUid: 'a', version: 1, database })
const bound = (database: string): Announcement => ({ type: 'bound', database })
const replaced = (database: string): Announcement => ({ type: 'replaced', database })

/** Hears announcements, and lets `looked` say what a look finds. */
function heardBy(looked: (own: OwnAnnouncements) => void = () => {}) {
  let looks = 0
  const own = new OwnAnnouncements(async () => {
    looks++
    await turn()
    looked(own)
  })
  const heard: Announcement[] = []
  own.subscribe((announcement) => heard.push(announcement))
  return { own, heard, looks: () => looks }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('those of the database it is bound to, and those that name none', () => {
  const { own, heard } = heardBy()
  own.hear(bound('one'))
  own.hear(version('one'))
  own.hear({ type: 'beat' })
  expect(heard).toEqual([version('one'), { type: 'beat' }])
})

test('of another database nothing, if a look finds that the client is bound to its own still', async () => {
  const { own, heard, looks } = heardBy()
  own.hear(bound('one'))
  own.hear(version('two'))
  await turn()
  await turn()
  expect([heard, looks()]).toEqual([[], 1])
})

test('of another database what was said of it, after the news that its own is gone', async () => {
  const { own, heard, looks } = heardBy((it) => {
    it.hear(replaced('one'))
    it.hear(bound('two'))
  })
  own.hear(bound('one'))
  own.hear(version('two'))
  expect(heard).toEqual([])
  await turn()
  await turn()
  expect(heard).toEqual([replaced('one'), version('two')])
  own.hear(version('two'))
  expect([heard.length, looks()]).toEqual([3, 1])
})

test('nothing of a database that is gone, and that it is gone once, whichever engines notice', async () => {
  const { own, heard, looks } = heardBy()
  own.hear(bound('one'))
  own.hear(replaced('one'))
  own.hear(replaced('one'))
  own.hear(version('one'))
  // An engine that started before, and is heard late.
  own.hear(bound('one'))
  own.hear(version('one'))
  await turn()
  expect([heard, looks()]).toEqual([[replaced('one')], 0])
})

test('engines that are bound to another database say that the one before is gone', () => {
  const { own, heard } = heardBy()
  own.hear(bound('one'))
  own.hear(bound('two'))
  own.hear(replaced('one'))
  own.hear(version('two'))
  expect(heard).toEqual([replaced('one'), version('two')])
})

test('bound to none, because its own is gone, it hears of the one that others have', () => {
  const { own, heard, looks } = heardBy()
  own.hear(bound('one'))
  own.hear(replaced('one'))
  own.hear(version('two'))
  expect([heard, looks()]).toEqual([[replaced('one'), version('two')], 0])
})

test('a look that fails is the end of it', async () => {
  const { own, heard } = heardBy(() => {
    throw new SeeklingError('client_closed', 'Closed.')
  })
  own.hear(bound('one'))
  own.hear(version('two'))
  await turn()
  await turn()
  expect(heard).toEqual([])
})
