import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import type { Announcement } from '../../src/shared/engine-api.ts'
import { DatabaseAnnouncer } from '../../src/worker/database-announcer.ts'

const version = { type: 'version', indexUid: 'films', version: 2 } as const

test('engines of one database hear each other, and those that name none, but not those of another', () => {
  const all = new LocalAnnouncer()
  const heardBy = (database: string) => {
    const announcer = new DatabaseAnnouncer(all, database)
    const heard: Announcement[] = []
    const leave = announcer.subscribe((announcement) => heard.push(announcement))
    return { announcer, heard, leave }
  }
  const [one, same, other] = ['a', 'a', 'b'].map(heardBy)
  one.announcer.post(version)
  expect([one.heard, same.heard, other.heard]).toEqual([
    [{ ...version, database: 'a' }],
    [{ ...version, database: 'a' }],
    [],
  ])
  all.post({ type: 'beat' })
  expect([same.heard.at(-1), other.heard]).toEqual([{ type: 'beat' }, [{ type: 'beat' }]])
  same.leave()
  one.announcer.close()
  one.announcer.post(version)
  expect([one.heard.length, same.heard.length]).toEqual([3, 2])
})
