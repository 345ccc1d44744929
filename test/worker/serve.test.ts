/**
 * What a worker script does when its page talks to it: here over a MessageChannel, with engines
 * that are only noted.
 */
import { afterEach, expect, test } from 'vitest'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import type { SearchApi, UpdateApi } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { type Call, callerOver, type Endpoint } from '../../src/shared/wire.ts'
import type { StartOptions } from '../../src/shared/worker-control.ts'
import type { RoleParts, Roles, startRoles } from '../../src/worker/roles.ts'
import { serveRoles } from '../../src/worker/serve.ts'

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

const options: StartOptions = { role: 'all', name: 'films', channel: 'c', storage: 'memory', durability: 'relaxed' }

/** Serves engines that note what becomes of them in `events`. */
function served(start?: (options: StartOptions) => void): { call: Call; events: string[] } {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const events: string[] = []
  const fake = async (started: StartOptions): Promise<Roles> => {
    start?.(started)
    const name = `${started.role} ${started.storage}`
    events.push(`${name} started`)
    const search = { getStats: async () => name } as unknown as SearchApi
    const update = { isIdle: async () => true } as unknown as UpdateApi
    return {
      search: started.role === 'update' ? undefined : search,
      update: started.role === 'search' ? undefined : update,
      announcer: new LocalAnnouncer(),
      close: async () => void events.push(`${name} closed`),
      destroy: async () => void events.push(`${name} destroyed`),
    }
  }
  serveRoles(port2 as unknown as Endpoint, {} as RoleParts, fake as typeof startRoles)
  return { call: callerOver(port1 as unknown as Endpoint), events }
}

test('before it is told its role it answers pings and nothing else', async () => {
  const { call } = served()
  await call('control', 'ping', [])
  await expect(call('search', 'getStats', [])).rejects.toBeInstanceOf(Error)
})

test.each([
  ['search', true, false],
  ['update', false, true],
  ['all', true, true],
] as const)('in the role %s it serves search: %s, update: %s', async (role, search, update) => {
  const { call } = served()
  await call('control', 'start', [{ ...options, role }])
  const answers = await Promise.allSettled([call('search', 'getStats', []), call('update', 'isIdle', [])])
  expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([search, update])
})

test('a start that fails says why, and another may follow', async () => {
  const { call, events } = served(({ storage }) => {
    if (storage === 'indexeddb') throw new SeeklingError('storage_unavailable', 'Cookies are blocked.')
  })
  await expect(call('control', 'start', [{ ...options, storage: 'indexeddb' }])).rejects.toMatchObject({
    code: 'storage_unavailable',
    message: 'Cookies are blocked.',
  })
  await call('control', 'start', [options])
  expect(await call('search', 'getStats', [])).toBe('all memory')
  expect(events).toEqual(['all memory started'])
})

test('a second start takes the place of the first, which is closed', async () => {
  const { call, events } = served()
  await call('control', 'start', [{ ...options, role: 'search' }])
  await call('control', 'start', [options])
  expect(events).toEqual(['search memory started', 'search memory closed', 'all memory started'])
})

test('options are checked before anything is opened', async () => {
  const { call, events } = served()
  await expect(call('control', 'start', [{ ...options, durability: 'none' }])).rejects.toMatchObject({
    code: 'invalid_options',
    details: { option: 'durability' },
  })
  expect(events).toEqual([])
})

test('close and destroy reach the engines; before a start there is nothing to do', async () => {
  const { call, events } = served()
  await call('control', 'close', [])
  await call('control', 'start', [options])
  await call('control', 'close', [])
  await call('control', 'destroy', [])
  expect(events).toEqual(['all memory started', 'all memory closed', 'all memory destroyed'])
})

test('told to close while it starts, it closes what it started', async () => {
  const { call, events } = served()
  const started = call('control', 'start', [options])
  await call('control', 'close', [])
  await started
  expect(events).toEqual(['all memory started', 'all memory closed'])
})
