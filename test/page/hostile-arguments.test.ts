/**
 * Whatever a caller passes, what comes back is a `SeeklingError` that names it, and never
 * `internal`.
 */
import { describe, expect, test } from 'vitest'
import { open } from '../../src/in-thread.ts'

const circle: unknown[] = []
circle.push(circle)
let deep: unknown = 'a = 1'
for (let i = 0; i < 20_000; i++) deep = [deep]
const throwing = new Proxy([], {
  get() {
    throw new Error('a getter of the caller')
  },
})
const liar = new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 32 : Reflect.get(target, key)) })
const points = (count: number) => Array.from({ length: count }, (_, i) => `[${i % 80}, ${i % 170}]`).join(', ')

async function refusal(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call()
    return 'accepted'
  } catch (thrown) {
    return (thrown as { code?: unknown }).code ?? thrown
  }
}

describe('a filter that cannot be read or quoted', () => {
  test.each([
    ['a BigInt', () => 1n],
    ['a BigInt in a list', () => [1n]],
    ['a circle', () => circle],
    ['20,000 nested arrays', () => deep],
    ['a proxy that throws', () => throwing],
    ['a list that lies about its length', () => liar],
    ['an object', () => ({ toString: null })],
    ['a symbol', () => [Symbol('x')]],
    ['a list of too many parts', () => Array(3000).fill('a = 1')],
    ['a polygon of too many points', () => `_geoPolygon(${points(20_000)})`],
    ['several polygons of too many points', () => Array(30).fill(`_geoPolygon(${points(100)})`)],
  ])('%s is refused', async (_, make) => {
    const filter = make() as string
    const client = await open({ storage: 'memory' })
    const index = client.index('films')
    const { updateId } = await index.addDocuments([{ id: 1, a: 1 }])
    await client.waitForPendingUpdate(updateId)
    expect(['invalid_search_filter', 'bad_request']).toContain(await refusal(() => index.search('', { filter })))
    expect(['invalid_document_filter', 'bad_request']).toContain(await refusal(() => index.getDocuments({ filter })))
    await client.close()
  })
})

test.each([
  [{ statuses: 4 }, 'invalid_task_statuses'],
  [{ statuses: 'processing' }, 'invalid_task_statuses'],
  [{ statuses: [1n] }, 'invalid_task_statuses'],
  [{ types: [{}] }, 'invalid_task_types'],
  [{ updateIds: [1n] }, 'invalid_task_uids'],
  [null, 'bad_request'],
  [[], 'bad_request'],
])('a filter of updates that is none is refused: case %#', async (filter, code) => {
  const client = await open({ storage: 'memory' })
  expect(await refusal(() => client.cancelUpdates(filter as never))).toBe(code)
  await client.close()
})

test('a multi-search has a limit of queries', async () => {
  const client = await open({ storage: 'memory' })
  const queries = Array(501).fill({ indexUid: 'films', q: '' })
  expect(await refusal(() => client.multiSearch({ queries }))).toBe('bad_request')
  await client.close()
})

test.each(['5', null, [], true, -1, Number.NaN])('%o is no number of bytes for the cache', async (cacheBytes) => {
  expect(await refusal(() => open({ storage: 'memory', cacheBytes: cacheBytes as number }))).toBe('invalid_options')
})
