/** What becomes of updates when the storage fails, and of indexes that are damaged. */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { type EngineWork, engineWork } from '../../src/engine/update-engine.ts'
import type { Prepare } from '../../src/engine/work/preparation.ts'
import { changeManifest } from '../../src/engine/write/manifest-change.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { Faults, FaultyStore } from '../support/faulty-store.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
]

describe('storage trouble', () => {
  test('that passes is waited out', async () => {
    const faults = new Faults()
    const db = await TestEngine.open(new FaultyStore(new MemoryStore(), faults))
    await db.add('films', films)
    faults.failAfter(3, 'once')
    await db.idle()
    expect(faults.failedAt).not.toBeNull()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
    expect(db.heard.filter(({ type }) => type === 'status')).toEqual([])
  })

  test('that stays leaves the update enqueued, says so once, and does not spin', async () => {
    const disk = new MemoryDisk()
    const faults = new Faults()
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new FaultyStore(new MemoryStore(disk), faults), { lock })
    await db.add('films', films)
    faults.failAfter(1, 'dead')
    lock.release()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const operations = faults.operations
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(faults.operations).toBe(operations)
    expect(db.heard.flatMap((a) => (a.type === 'status' ? [a.status.state] : []))).toEqual(['storage-lost'])
    faults.heal()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition enqueued'])
    await db.engine.resume()
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
    expect(db.heard.flatMap((a) => (a.type === 'status' ? [a.status.state] : []))).toEqual([
      'storage-lost',
      'recovered',
    ])
  })

  test('a full disk fails the update, and nothing of it is stored', async () => {
    const faults = new Faults()
    const lock = new GatedLock()
    await lock.hold()
    const full = new SeeklingError('no_space_left_on_device', 'Full.')
    let commits = 0
    const inner = new FaultyStore(new MemoryStore(), faults)
    const store = {
      read: inner.read.bind(inner),
      close: inner.close.bind(inner),
      destroy: inner.destroy.bind(inner),
      write: ((buckets, durability, body) => {
        const isCommit = buckets.includes('indexes')
        return inner.write(buckets, durability, async (t) => {
          const answer = await body(t)
          if (isCommit && commits++ >= 0) throw full
          return answer
        })
      }) as typeof inner.write,
    }
    const db = await TestEngine.open(store, { lock })
    await db.add('films', films)
    lock.release()
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition failed no_space_left_on_device'])
    expect(commits).toBe(2)
    expect(await checkStore(store)).toEqual([])
  })
})

describe('damage', () => {
  const damaged = new SeeklingError('corrupt_segment', 'A test damaged this.')

  test('announced by a reader has the index rebuilt, once per version', async () => {
    let rebuilds = 0
    const rebuildIndex: EngineWork['rebuildIndex'] = async (_, manifest) => {
      rebuilds++
      return changeManifest(manifest, manifest)
    }
    const db = await TestEngine.open(new MemoryStore(), { work: { ...engineWork, rebuildIndex } })
    await db.add('films', films)
    await db.idle()
    for (let i = 0; i < 3; i++) {
      db.announcer.post({ type: 'damaged', indexUid: 'films', reason: 'a test' })
      await db.idle()
    }
    expect(rebuilds).toBe(1)
    expect(db.heard.flatMap((a) => (a.type === 'version' ? [a.version] : []))).toEqual([1, 2])
  })

  test('met by an update is healed by a rebuild before the update runs again', async () => {
    let sound = false
    const ClearAll: Prepare = async (preparation, update) => {
      if (!sound) throw damaged
      return engineWork.prepare.ClearAll(preparation, update)
    }
    const rebuildIndex: EngineWork['rebuildIndex'] = async (_, manifest) => {
      sound = true
      return changeManifest(manifest, manifest)
    }
    const work = { ...engineWork, rebuildIndex, prepare: { ...engineWork.prepare, ClearAll } }
    const db = await TestEngine.open(new MemoryStore(), { work })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll processed'])
  })

  test('that no rebuild heals fails the update by its name, and the queue goes on', async () => {
    const ClearAll: Prepare = async () => {
      throw damaged
    }
    const rebuildIndex: EngineWork['rebuildIndex'] = async (_, manifest) => changeManifest(manifest, manifest)
    const work = { ...engineWork, rebuildIndex, prepare: { ...engineWork.prepare, ClearAll } }
    const db = await TestEngine.open(new MemoryStore(), { work })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.add('films', films)
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 ClearAll failed corrupt_segment',
      '3 DocumentsAddition processed',
    ])
  })

  test('pages nothing names are found at the start and deleted', async () => {
    const store = new MemoryStore()
    const db = await TestEngine.open(store)
    await store.write(['pages2'], 'relaxed', (t) => t.put('pages2', 99 * 2 ** 20 + 3, new Uint8Array(100)))
    await db.add('films', films)
    await db.idle()
    expect(await store.read(['pages2'], (t) => t.count('pages2'))).toBe(0)
    expect(await db.documents('films')).toEqual(films)
  })
})
