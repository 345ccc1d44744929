/** Creating, changing, swapping and deleting indexes. */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { UpdateRequest } from '../../src/shared/engine-api.ts'
import { TestEngine } from '../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
]

describe('index operations', () => {
  test('create, rename and delete an index', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.send({ type: 'IndexCreation', indexUid: 'a', primaryKey: 'key' })
    await db.send({ type: 'IndexCreation', indexUid: 'a', primaryKey: null })
    await db.add('a', [{ key: 'x' }])
    await db.send({ type: 'IndexUpdate', indexUid: 'a', newUid: 'b' })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 IndexCreation processed',
      '2 IndexCreation failed index_already_exists',
      '3 DocumentsAddition processed',
      '4 IndexUpdate processed',
    ])
    expect((await db.manifests()).map(({ uid, primaryKey, documents }) => [uid, primaryKey, documents])).toEqual([
      ['b', 'key', 1],
    ])
    expect(await db.documents('b')).toEqual([{ key: 'x' }])
    await db.send({ type: 'IndexDeletion', indexUid: 'a' })
    await db.send({ type: 'IndexDeletion', indexUid: 'b' })
    await db.idle()
    expect((await db.outcomes()).slice(4)).toEqual([
      '5 IndexDeletion failed index_not_found',
      '6 IndexDeletion processed',
    ])
    expect(await checkStore(db.store)).toEqual([])
    expect(await db.store.read(['pages0'], (t) => t.count('pages0'))).toBe(0)
  })

  test('a rename to an index that exists changes nothing', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.send({ type: 'IndexCreation', indexUid: 'b', primaryKey: null })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', newUid: 'b' })
    await db.send({ type: 'IndexUpdate', indexUid: 'nothing', newUid: 'c' })
    await db.idle()
    expect((await db.outcomes()).slice(2)).toEqual([
      '3 IndexUpdate failed index_already_exists',
      '4 IndexUpdate failed index_not_found',
    ])
    expect(await db.documents('a')).toEqual(films)
  })

  test('a primary key can be changed while the index holds no document', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.send({ type: 'IndexCreation', indexUid: 'a', primaryKey: null })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'other' })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'id' })
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'id' })
    await db.add('a', films)
    await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'title' })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 IndexCreation processed',
      '2 IndexUpdate processed',
      '3 IndexUpdate processed',
      '4 IndexUpdate processed',
      '5 DocumentsAddition processed',
      '6 IndexUpdate failed index_primary_key_already_exists',
    ])
  })

  test('an emptied index takes another primary key, however it was emptied, and keeps its settings', async () => {
    const two = [
      { id: 1, sku: 'a' },
      { id: 2, sku: 'b' },
    ]
    const emptyings: readonly UpdateRequest[] = [
      { type: 'ClearAll', indexUid: 'a' },
      { type: 'DocumentsDeletion', indexUid: 'a', ids: [1, 2] },
    ]
    for (const emptying of emptyings) {
      for (const newUid of ['a', 'b']) {
        const db = await TestEngine.open(new MemoryStore())
        await db.send({ type: 'Settings', indexUid: 'a', settings: { stopWords: ['the'] } })
        await db.add('a', two)
        await db.send({ type: 'DocumentsDeletion', indexUid: 'a', ids: [1] })
        await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'sku' })
        await db.send(emptying)
        await db.send({ type: 'IndexUpdate', indexUid: 'a', primaryKey: 'sku', newUid })
        await db.add(newUid, [...two, { id: 3, sku: 'a' }])
        await db.idle()
        expect((await db.outcomes()).map((outcome) => outcome.split(' ').slice(2).join(' '))).toEqual([
          'processed',
          'processed',
          'processed',
          'failed index_primary_key_already_exists',
          'processed',
          'processed',
          'processed',
        ])
        expect(await db.documents(newUid)).toEqual([{ id: 3, sku: 'a' }, two[1]])
        expect((await db.manifests()).find(({ uid }) => uid === newUid)?.settings).toEqual({ stopWords: ['the'] })
        expect(await checkStore(db.store)).toEqual([])
      }
    }
  })

  test('a swap exchanges documents, keys and settings; all pairs or none', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.add('b', [{ key: 'x' }], { primaryKey: 'key' })
    await db.send({ type: 'Settings', indexUid: 'b', settings: { stopWords: ['the'] } })
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }] })
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }, { indexes: ['c', 'd'] }] })
    await db.idle()
    expect((await db.outcomes()).slice(3)).toEqual(['4 IndexSwap processed', '5 IndexSwap failed index_not_found'])
    expect((await db.manifests()).map(({ uid, primaryKey, settings }) => [uid, primaryKey, settings])).toEqual([
      ['a', 'key', { stopWords: ['the'] }],
      ['b', 'id', {}],
    ])
    expect(await db.documents('a')).toEqual([{ key: 'x' }])
    expect(await db.documents('b')).toEqual(films)
    expect(await checkStore(db.store)).toEqual([])
  })

  test('a swap may give an index a name that is free', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.add('b', [{ id: 9 }])
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'], rename: true }] })
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['none', 'c'], rename: true }] })
    await db.send({
      type: 'IndexSwap',
      swaps: [
        { indexes: ['a', 'c'], rename: true },
        { indexes: ['b', '__proto__'], rename: true },
      ],
    })
    await db.idle()
    expect((await db.outcomes()).slice(2)).toEqual([
      '3 IndexSwap failed index_already_exists',
      '4 IndexSwap failed index_not_found',
      '5 IndexSwap processed',
    ])
    expect((await db.manifests()).map(({ uid }) => uid).sort()).toEqual(['__proto__', 'c'])
    expect(await db.documents('c')).toEqual(films)
    expect(await db.documents('__proto__')).toEqual([{ id: 9 }])
    expect(await checkStore(db.store)).toEqual([])
  })

  test('an index may have any uid that is allowed', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('__proto__', films)
    await db.send({ type: 'IndexSwap', swaps: [{ indexes: ['__proto__', 'constructor'] }] })
    await db.send({ type: 'IndexUpdate', indexUid: '__proto__', newUid: 'toString' })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 IndexSwap failed index_not_found',
      '3 IndexUpdate processed',
    ])
    expect(await db.documents('toString')).toEqual(films)
  })
})
