/**
 * The conformance kit: what every store must keep (src/engine/store/store.ts), as named laws. Each
 * kind of store runs them all.
 */
import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/engine/store/store.ts'

export interface StoreUnderTest {
  /** A store on a disk nobody has used yet, and a way to open that same disk again. */
  fresh(): { open(): Store }
}

const bytes = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255)

export function describeStoreLaws(name: string, kind: StoreUnderTest): void {
  describe(name, () => {
    const withStore = (
      sentence: string,
      body: (store: Store, reopen: () => Promise<Store>, openAnother: () => Store) => Promise<void>,
    ): void => {
      test(sentence, async () => {
        const disk = kind.fresh()
        let store = disk.open()
        try {
          await body(
            store,
            async () => {
              await store.close()
              store = disk.open()
              return store
            },
            disk.open,
          )
        } finally {
          await disk.open().destroy()
        }
      })
    }

    withStore('a value that was put is read back', async (store) => {
      await store.write(['meta'], 'relaxed', (t) =>
        t.put('meta', 'a', { list: [1, 'two', null], nested: { yes: true } }),
      )
      expect(await store.read(['meta'], (t) => t.get('meta', 'a'))).toEqual({
        list: [1, 'two', null],
        nested: { yes: true },
      })
    })

    withStore('an absent key reads as undefined', async (store) => {
      expect(await store.read(['meta'], (t) => t.get('meta', 'nothing'))).toBeUndefined()
    })

    withStore('a write resolves with what its body answers', async (store) => {
      expect(
        await store.write(['meta'], 'strict', async (t) => {
          await t.put('meta', 1, 'x')
          return 'done'
        }),
      ).toBe('done')
    })

    withStore('a write that asks for nothing resolves', async (store) => {
      expect(await store.write(['meta'], 'relaxed', async () => 7)).toBe(7)
    })

    withStore('what was written is there after closing and opening again', async (store, reopen) => {
      await store.write(['pages1'], 'strict', (t) => t.put('pages1', 2 ** 40, bytes(1000, 3)))
      const again = await reopen()
      expect(await again.read(['pages1'], (t) => t.get('pages1', 2 ** 40))).toEqual(bytes(1000, 3))
    })

    withStore('a write whose body throws leaves nothing and rejects with that very error', async (store) => {
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 'before'))
      const reason = new Error('changed my mind')
      const failing = store.write(['meta', 'pending'], 'relaxed', async (t) => {
        await t.put('meta', 'a', 'after')
        await t.put('pending', 1, 'new')
        throw reason
      })
      await expect(failing).rejects.toBe(reason)
      expect(
        await store.read(['meta', 'pending'], (t) => Promise.all([t.get('meta', 'a'), t.get('pending', 1)])),
      ).toEqual(['before', undefined])
    })

    withStore('a write whose body throws before its first request leaves nothing and rejects', async (store) => {
      const reason = new Error('not even begun')
      await expect(
        store.write(['meta'], 'relaxed', async () => {
          throw reason
        }),
      ).rejects.toBe(reason)
      expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(0)
    })

    withStore('a write after a failed one goes through', async (store) => {
      await store
        .write(['meta'], 'relaxed', async () => {
          throw new Error('no')
        })
        .catch(() => {})
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 1))
      expect(await store.read(['meta'], (t) => t.get('meta', 1))).toBe(1)
    })

    withStore('a put that is not awaited is part of its write', async (store) => {
      await store.write(['meta'], 'relaxed', async (t) => {
        for (let i = 0; i < 50; i++) void t.put('meta', i, i)
      })
      expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(50)
    })

    withStore('a write reads what it wrote itself', async (store) => {
      await store.write(['meta'], 'relaxed', async (t) => {
        await t.put('meta', 1, 'one')
        await t.put('meta', 2, 'two')
        await t.delete('meta', 1)
        expect(await t.get('meta', 1)).toBeUndefined()
        expect(await t.get('meta', 2)).toBe('two')
        expect(await t.getAllKeys('meta')).toEqual([2])
      })
    })

    withStore('values are copies: changing the object later changes nothing stored', async (store) => {
      const value = { list: [1], bytes: bytes(4, 0) }
      await store.write(['meta'], 'relaxed', async (t) => {
        const put = t.put('meta', 'a', value)
        value.list.push(2)
        value.bytes[0] = 99
        await put
      })
      value.list.push(3)
      const first = (await store.read(['meta'], (t) => t.get('meta', 'a'))) as typeof value
      expect(first).toEqual({ list: [1], bytes: bytes(4, 0) })
      first.list.push(4)
      expect(await store.read(['meta'], (t) => t.get('meta', 'a'))).toEqual({ list: [1], bytes: bytes(4, 0) })
    })

    withStore('bytes are stored as exact slices of a larger buffer', async (store) => {
      const large = bytes(10_000, 1)
      await store.write(['pages0'], 'relaxed', (t) => t.put('pages0', 1, large.subarray(100, 110)))
      const read = (await store.read(['pages0'], (t) => t.get('pages0', 1))) as Uint8Array
      expect(read).toEqual(large.slice(100, 110))
      expect(read.buffer.byteLength).toBe(10)
    })

    withStore('numbers come before strings, each ascending', async (store) => {
      await store.write(['indexes'], 'relaxed', async (t) => {
        for (const key of ['b', 10, 'a', 2, 'B', 2 ** 52, 'ä', 0]) void t.put('indexes', key, `value of ${key}`)
      })
      const [keys, values] = await store.read(['indexes'], (t) =>
        Promise.all([t.getAllKeys('indexes'), t.getAll('indexes')]),
      )
      expect(keys).toEqual([0, 2, 10, 2 ** 52, 'B', 'a', 'b', 'ä'])
      expect(values).toEqual(keys.map((key) => `value of ${key}`))
    })

    withStore('ranges include both ends, and a missing end is open', async (store) => {
      await store.write(['finished'], 'relaxed', async (t) => {
        for (let i = 1; i <= 9; i++) void t.put('finished', i, i * 10)
      })
      await store.read(['finished'], async (t) => {
        expect(await t.getAllKeys('finished', { from: 3, to: 5 })).toEqual([3, 4, 5])
        expect(await t.getAll('finished', { from: 8 })).toEqual([80, 90])
        expect(await t.getAll('finished', { to: 2 })).toEqual([10, 20])
        expect(await t.getAllKeys('finished', {})).toHaveLength(9)
        expect(await t.getAll('finished', { from: 4, to: 4 })).toEqual([40])
        expect(await t.count('finished', { from: 2, to: 7 })).toBe(6)
        expect(await t.count('finished')).toBe(9)
      })
    })

    withStore('a limit keeps the first ones; a limit of 0 keeps none', async (store) => {
      await store.write(['finished'], 'relaxed', async (t) => {
        for (let i = 1; i <= 9; i++) void t.put('finished', i, i)
      })
      await store.read(['finished'], async (t) => {
        expect(await t.getAll('finished', { from: 4 }, 2)).toEqual([4, 5])
        expect(await t.getAllKeys('finished', undefined, 3)).toEqual([1, 2, 3])
        expect(await t.getAll('finished', {}, 0)).toEqual([])
        expect(await t.getAllKeys('finished', { from: 1 }, 0)).toEqual([])
      })
    })

    withStore('a range is deleted and no more; deleting what is not there is no error', async (store) => {
      await store.write(['pages2'], 'relaxed', async (t) => {
        for (let i = 1; i <= 6; i++) void t.put('pages2', i, i)
      })
      await store.write(['pages2'], 'relaxed', async (t) => {
        await t.delete('pages2', { from: 2, to: 4 })
        await t.delete('pages2', 77)
        await t.delete('pages2', { from: 100, to: 200 })
      })
      expect(await store.read(['pages2'], (t) => t.getAllKeys('pages2'))).toEqual([1, 5, 6])
      await store.write(['pages2'], 'relaxed', (t) => t.delete('pages2', {}))
      expect(await store.read(['pages2'], (t) => t.count('pages2'))).toBe(0)
    })

    withStore('writes over a common bucket run one after another', async (store) => {
      const increment = () =>
        store.write(['meta'], 'relaxed', async (t) => {
          const before = ((await t.get('meta', 'n')) as number | undefined) ?? 0
          await t.put('meta', 'n', before + 1)
        })
      await Promise.all(Array.from({ length: 20 }, increment))
      expect(await store.read(['meta'], (t) => t.get('meta', 'n'))).toBe(20)
    })

    withStore('two stores on one disk write in turn and see what the other wrote', async (store, _, openAnother) => {
      const another = openAnother()
      const increment = (through: Store) =>
        through.write(['meta'], 'relaxed', async (t) => {
          const before = ((await t.get('meta', 'n')) as number | undefined) ?? 0
          await t.put('meta', 'n', before + 1)
        })
      await Promise.all(Array.from({ length: 20 }, (_, i) => increment(i % 2 === 0 ? store : another)))
      expect(await another.read(['meta'], (t) => t.get('meta', 'n'))).toBe(20)
      await another.close()
    })

    withStore('a read sees one state while writes go on', async (store) => {
      const writeBoth = (value: number) =>
        store.write(['meta', 'pending'], 'relaxed', async (t) => {
          await t.put('meta', 'n', value)
          await t.put('pending', 1, value)
        })
      await writeBoth(0)
      const reads = Array.from({ length: 10 }, (_, i) =>
        Promise.all([
          writeBoth(i + 1),
          store.read(['meta', 'pending'], async (t) => [await t.get('meta', 'n'), await t.get('pending', 1)]),
        ]),
      )
      for (const [, [inMeta, inPending]] of await Promise.all(reads)) expect(inMeta).toBe(inPending)
    })

    withStore('a read begun after a write was asked for sees it', async (store) => {
      const writing = store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 'new'))
      expect(await store.read(['meta'], (t) => t.get('meta', 1))).toBe('new')
      await writing
    })

    withStore('many gets issued together are answered in order', async (store) => {
      await store.write(['pages3'], 'relaxed', async (t) => {
        for (let i = 0; i < 40; i++) void t.put('pages3', i, bytes(64, i))
      })
      const read = await store.read(['pages3'], (t) =>
        Promise.all(Array.from({ length: 40 }, (_, i) => t.get('pages3', i))),
      )
      expect(read).toEqual(Array.from({ length: 40 }, (_, i) => bytes(64, i)))
    })

    withStore('several megabytes of pages go into one write', async (store) => {
      const page = bytes(60 * 1024, 5)
      await store.write(['pages1'], 'relaxed', async (t) => {
        let last: Promise<void> = Promise.resolve()
        for (let i = 0; i < 80; i++) {
          last = t.put('pages1', i, page)
          if (i % 16 === 15) await last
        }
      })
      expect(await store.read(['pages1'], (t) => t.count('pages1'))).toBe(80)
      expect(await store.read(['pages1'], (t) => t.get('pages1', 79))).toEqual(page)
    })

    withStore('a value that cannot be copied fails the whole write', async (store) => {
      const failing = store.write(['meta'], 'relaxed', async (t) => {
        await t.put('meta', 'good', 1)
        await t.put('meta', 'bad', () => {})
      })
      await expect(failing).rejects.toThrow()
      expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(0)
    })

    withStore('calls after close reject with client_closed', async (store) => {
      await store.close()
      await expect(store.read(['meta'], (t) => t.get('meta', 1))).rejects.toMatchObject({ code: 'client_closed' })
      await expect(store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 1))).rejects.toMatchObject({
        code: 'client_closed',
      })
    })

    withStore('a destroyed store opens empty', async (store, reopen) => {
      await store.write(['meta', 'pages0'], 'relaxed', async (t) => {
        await t.put('meta', 'a', 1)
        await t.put('pages0', 1, bytes(10, 0))
      })
      await store.destroy()
      const again = await reopen()
      expect(await again.read(['meta', 'pages0'], (t) => Promise.all([t.count('meta'), t.count('pages0')]))).toEqual([
        0, 0,
      ])
    })
  })
}
