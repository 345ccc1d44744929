import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { IdbStore } from '../../../src/engine/store/idb-store.ts'
import { Turns } from '../../../src/engine/store/turns.ts'

/** What a body rejects with for all that wait. */
class Stuck extends Error {}

/** A promise and what settles it. */
function pending<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

test('the next turn begins when a body has settled and what it left is over', async () => {
  const turns = new Turns()
  const [body, over] = [pending<string>(), pending<void>()]
  const log: string[] = []
  const first = turns.take(
    () => body.promise,
    () => over.promise,
    Stuck,
  )
  const second = turns.take(
    async () => log.push('second'),
    () => undefined,
    Stuck,
  )
  const third = turns.take(
    async () => log.push('third'),
    () => undefined,
    Stuck,
  )
  body.resolve('first')
  log.push(await first)
  over.resolve()
  await Promise.all([second, third])
  expect(log).toEqual(['first', 'second', 'third'])
})

test('what rejects leaves the turn to the next; what is stuck rejects those that wait', async () => {
  const turns = new Turns()
  const take = (body: () => Promise<unknown>) => turns.take(body, () => undefined, Stuck)
  const failed = take(() => Promise.reject(new Error('failed')))
  const stuck = pending<never>()
  const settled = Promise.allSettled([failed, take(() => stuck.promise), take(async () => 1)])
  await expect(failed).rejects.toThrow('failed')
  const later = new Stuck('later')
  stuck.reject(later)
  expect((await settled).slice(1)).toEqual([
    { status: 'rejected', reason: later },
    { status: 'rejected', reason: later },
  ])
  expect(await take(async () => 2)).toBe(2)
})

test.each([
  [true, 1],
  [false, 4],
])('transactions of a store in turn: %s, then at most %i are open', async (inTurn, most) => {
  const indexedDB = new IDBFactory()
  let open = 0
  let mostOpen = 0
  const store = new IdbStore({
    name: 'turns',
    indexedDB: watched(indexedDB, (by) => (mostOpen = Math.max(mostOpen, (open += by)))),
    inTurn,
  })
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 1))
  const calls = [1, 2, 3, 4].map((n) =>
    n % 2
      ? store.read(['meta'], (t) => t.get('meta', 'a'))
      : store.write(['meta'], 'relaxed', (t) => t.put('meta', n, n)),
  )
  expect(await Promise.all(calls)).toEqual([1, 2, 1, 4])
  expect(mostOpen).toBe(most)
})

/** Tells of each transaction that begins (1) and ends (-1). */
function watched(factory: IDBFactory, note: (by: 1 | -1) => void): IDBFactory {
  const open = (name: string, version?: number) => {
    const request = factory.open(name, version)
    request.addEventListener('success', () => {
      const { result } = request
      const begin = result.transaction.bind(result)
      result.transaction = (...args) => {
        const transaction = begin(...args)
        note(1)
        for (const end of ['complete', 'abort']) transaction.addEventListener(end, () => note(-1))
        return transaction
      }
    })
    return request
  }
  return new Proxy(factory, {
    get: (target, name) => (name === 'open' ? open : Reflect.get(target, name).bind(target)),
  })
}
