import { afterEach, expect, test, vi } from 'vitest'
import type { Announcement } from '../../src/shared/engine-api.ts'
import { ChannelAnnouncer } from '../../src/worker/channel-announcer.ts'

const open: ChannelAnnouncer[] = []
afterEach(() => {
  vi.unstubAllGlobals()
  for (const announcer of open.splice(0)) announcer.close()
})

function announcer(name: string): { announcer: ChannelAnnouncer; heard: Announcement[] } {
  const made = new ChannelAnnouncer(name)
  open.push(made)
  const heard: Announcement[] = []
  made.subscribe((announcement) => heard.push(announcement))
  return { announcer: made, heard }
}

const version = { type: 'version', indexUid: 'films', version: 2 } as const

test('an announcement reaches the sender’s own listeners at once and all others soon, each once', async () => {
  const here = announcer('a')
  const there = announcer('a')
  const elsewhere = announcer('b')
  here.announcer.post(version)
  expect(here.heard).toEqual([version])
  await vi.waitFor(() => expect(there.heard).toEqual([version]))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([here.heard.length, there.heard.length, elsewhere.heard.length]).toEqual([1, 1, 0])
})

test('announcements that are posted together are one message, heard one by one in their order', async () => {
  const here = announcer('d')
  const there = announcer('d')
  const channel = new BroadcastChannel('d')
  const messages: unknown[] = []
  channel.onmessage = ({ data }) => messages.push(data)
  const next = { ...version, version: 3 }
  here.announcer.post(version, next)
  here.announcer.post()
  here.announcer.post(version)
  await vi.waitFor(() => expect(messages).toHaveLength(2))
  channel.close()
  expect(messages).toEqual([[version, next], version])
  await vi.waitFor(() => expect(there.heard).toEqual([version, next, version]))
  expect(here.heard).toEqual([version, next, version])
})

test('after close nothing is sent and nothing heard, and posting does no harm', async () => {
  const here = announcer('c')
  const there = announcer('c')
  here.announcer.close()
  here.announcer.post(version)
  there.announcer.post(version)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([here.heard, there.heard]).toEqual([[], [version]])
})

test('without BroadcastChannel there are still one’s own listeners', () => {
  vi.stubGlobal('BroadcastChannel', undefined)
  const here = announcer('d')
  here.announcer.post(version)
  expect(here.heard).toEqual([version])
})

test('where the browser refuses a channel there are still one’s own listeners', () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError')
      }
    },
  )
  const here = announcer('e')
  here.announcer.post(version)
  expect(here.heard).toEqual([version])
})

test('a channel that the browser lets no one use is like none', () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      postMessage(): void {
        throw new DOMException('Refused.', 'InvalidStateError')
      }
      close(): void {}
    },
  )
  const { announcer: made, heard } = announcer('a')
  made.post(version)
  expect(heard).toEqual([version])
})
