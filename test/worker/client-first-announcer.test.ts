import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import type { Announcement } from '../../src/shared/engine-api.ts'
import type { Update } from '../../src/shared/update.ts'
import { ClientFirstAnnouncer } from '../../src/worker/client-first-announcer.ts'

const update = (status: Update['status']): Announcement => ({
  type: 'update',
  update: {
    status,
    updateId: 1,
    indexUid: 'films',
    type: { name: 'ClearAll' },
    enqueuedAt: '2026-11-28T12:00:00.000Z',
    ...(status === 'processed' ? { processedAt: '2026-11-28T12:00:01.000Z', duration: 1 } : {}),
  } as Update,
})
const version: Announcement = { type: 'version', indexUid: 'films', version: 2 }
const [enqueued, processing, processed] = (['enqueued', 'processing', 'processed'] as const).map(update)

function listening() {
  const all = new LocalAnnouncer()
  const sent: string[] = []
  const say = (to: string, said: readonly Announcement[]) =>
    sent.push(`${to}: ${said.map((one) => (one.type === 'update' ? one.update.status : one.type)).join(' ')}`)
  const post = all.post.bind(all)
  all.post = (...said) => {
    say('all', said)
    post(...said)
  }
  const waits: (() => void)[] = []
  const announcer = new ClientFirstAnnouncer(
    all,
    (said) => say('client', said),
    'mine',
    () => new Promise((resolve) => waits.push(resolve)),
  )
  const momentPasses = async () => {
    for (const pass of waits.splice(0)) pass()
    await Promise.resolve()
  }
  return { all, announcer, sent, momentPasses }
}

test('that an update is stored and begun is sent together, a moment later', async () => {
  const { announcer, sent, momentPasses } = listening()
  announcer.post(enqueued)
  announcer.post(processing)
  expect(sent).toEqual([])
  await momentPasses()
  expect(sent).toEqual(['client: enqueued processing', 'all: enqueued processing'])
  await momentPasses()
  expect(sent).toHaveLength(2)
})

test('what somebody waits for is sent at once, to the client first, and nothing overtakes', async () => {
  const { announcer, sent, momentPasses } = listening()
  announcer.post()
  announcer.post(enqueued)
  announcer.post(version, processed)
  const news = ['client: enqueued version processed', 'all: enqueued version processed']
  expect(sent).toEqual(news)
  await momentPasses()
  expect(sent).toEqual(news)
})

test('all can tell what its client has heard, and what waits is sent before it closes', () => {
  const { all, announcer } = listening()
  const heard: Announcement[] = []
  const leave = announcer.subscribe((announcement) => heard.push(announcement))
  announcer.post(enqueued)
  announcer.close()
  expect(heard).toEqual([{ ...enqueued, told: 'mine' }])
  all.post(version)
  leave()
  all.post(version)
  expect(heard).toHaveLength(2)
})
