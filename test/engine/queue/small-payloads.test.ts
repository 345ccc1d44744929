/**
 * Many small payloads in one call: one transaction, one update each, each with its own outcome; and
 * nothing torn wherever it is cut off.
 */
import { expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { SmallPayload } from '../../../src/shared/engine-api.ts'
import { Faults, FaultyStore } from '../../support/faulty-store.ts'
import { TestEngine } from '../../support/test-engine.ts'

const payload = (documents: unknown, request: Partial<SmallPayload['request']> = {}): SmallPayload => ({
  request: { type: 'DocumentsAddition', indexUid: 'films', primaryKey: null, format: 'json', ...request },
  documents: typeof documents === 'string' ? documents : JSON.stringify(documents),
})

const film = (id: number) => ({ id, title: `Film ${id}` })

test('each is an update of its own, in order, and what is refused takes nobody with it', async () => {
  const db = await TestEngine.open(new MemoryStore())
  const outcomes = await db.engine.addPayloads([
    payload([film(1), film(2)]),
    payload('[{"id":3},\n{"id":'),
    payload({ id: 1, title: 'Solaris' }, { type: 'DocumentsPartial' }),
    payload('{"title":"no id"}'),
    payload('id,title\n4,Mirror', { format: 'csv' }),
    payload([film(9)], { indexUid: 'no good' }),
    payload(''),
  ])
  const codes = outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.updateId))
  expect(codes).toEqual([1, 'malformed_payload', 2, 3, 4, 'invalid_index_uid', 'missing_payload'])
  await db.idle()
  expect(await db.outcomes()).toEqual([
    '1 DocumentsAddition processed',
    '2 DocumentsPartial processed',
    '3 DocumentsAddition failed missing_document_id',
    '4 DocumentsAddition processed',
  ])
  expect(await db.documents('films')).toEqual([{ id: 1, title: 'Solaris' }, film(2), { id: '4', title: 'Mirror' }])
  expect(await checkStore(db.store)).toEqual([])
})

test('they are stored by one transaction, however many they are', async () => {
  const store = new MemoryStore()
  let writes = 0
  const counting = Object.assign(Object.create(store), {
    read: store.read.bind(store),
    write: ((buckets, durability, body) => {
      if (buckets.includes('pending') && !buckets.includes('finished')) writes++
      return store.write(buckets, durability, body)
    }) as MemoryStore['write'],
  })
  const db = await TestEngine.open(counting)
  const outcomes = await db.engine.addPayloads(Array.from({ length: 100 }, (_, id) => payload([film(id)])))
  expect(outcomes).toEqual(Array.from({ length: 100 }, (_, i) => ({ updateId: i + 1 })))
  expect(writes).toBe(1)
  await db.idle()
  expect(await db.documents('films')).toHaveLength(100)
  expect(await checkStore(store)).toEqual([])
})

test('what is no list of payloads is refused', async () => {
  const db = await TestEngine.open(new MemoryStore())
  await expect(db.engine.addPayloads({} as never)).rejects.toMatchObject({ code: 'bad_request' })
})

test('cut off at any operation, what was acknowledged is a prefix, and all of it is done later', async () => {
  const groups = [
    [1, 2],
    [3, 4, 5],
  ]
  let ended = false
  for (let n = 1; !ended; n++) {
    const memory = new MemoryStore()
    const faults = new Faults()
    const db = await TestEngine.open(new FaultyStore(memory, faults))
    faults.failAfter(n, 'dead')
    const acknowledged: number[] = []
    for (const group of groups) {
      const outcomes = await db.engine.addPayloads(group.map((id) => payload([film(id)])))
      for (const [i, outcome] of outcomes.entries()) if ('updateId' in outcome) acknowledged.push(group[i])
    }
    await new Promise((resolve) => setTimeout(resolve, 0))
    ended = faults.failedAt === null
    await db.engine.close()
    const after = await TestEngine.open(memory)
    await after.engine.resume()
    await after.idle()
    const ids = (await after.documents('films').catch(() => [])).map(({ id }) => id as number)
    expect(acknowledged.every((id) => ids.includes(id))).toBe(true)
    // A group is there wholly or not at all: its transaction may have gone through though nobody
    // heard.
    expect(ids).toEqual(groups.flat().slice(0, ids.length))
    expect(groups.map((group) => group.filter((id) => ids.includes(id)).length)).toEqual(
      groups.map((group) => (ids.includes(group[0]) ? group.length : 0)),
    )
    expect(await checkStore(memory)).toEqual([])
  }
})
