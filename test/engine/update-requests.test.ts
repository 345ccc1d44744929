/** What an engine takes for an update and for a payload, and what it refuses at once. */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
]

describe('requests', () => {
  const refused: [string, unknown, string][] = [
    ['of a type there is not', { type: 'Customs' }, 'bad_request'],
    ['that is nothing', null, 'bad_request'],
    ['for a bad index uid', { type: 'ClearAll', indexUid: 'a b' }, 'invalid_index_uid'],
    ['with an unknown setting', { type: 'Settings', indexUid: 'a', settings: { nope: 1 } }, 'bad_request'],
    ['to delete what is no list', { type: 'DocumentsDeletion', indexUid: 'a', ids: 7 }, 'invalid_document_ids'],
    [
      'to delete what cannot be an id',
      { type: 'DocumentsDeletion', indexUid: 'a', ids: [1, {}] },
      'invalid_document_id',
    ],
    [
      'to delete by ids and by a filter',
      { type: 'DocumentsDeletion', indexUid: 'a', ids: [1], filter: 'b = 1' },
      'bad_request',
    ],
    [
      'to create an index with an empty key',
      { type: 'IndexCreation', indexUid: 'a', primaryKey: '' },
      'invalid_index_primary_key',
    ],
    ['to rename to a bad uid', { type: 'IndexUpdate', indexUid: 'a', newUid: '?' }, 'invalid_index_uid'],
    ['to swap nothing', { type: 'IndexSwap', swaps: [] }, 'invalid_swap_indexes'],
    [
      'to swap with a bad rename',
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'], rename: 1 as never }] },
      'invalid_swap_rename',
    ],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused.
    ['to swap nothing and a pair', { type: 'IndexSwap', swaps: [, { indexes: ['a', 'b'] }] }, 'invalid_swap_indexes'],
    ['to swap three', { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b', 'c'] }] }, 'invalid_swap_indexes'],
    [
      'to swap one twice',
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'b'] }, { indexes: ['c', 'a'] }] },
      'invalid_swap_duplicate_index_found',
    ],
    [
      'to swap one with itself',
      { type: 'IndexSwap', swaps: [{ indexes: ['a', 'a'] }] },
      'invalid_swap_duplicate_index_found',
    ],
  ]
  test.each(refused)('%s are refused at once with nothing queued', async (_, request, code) => {
    const db = await TestEngine.open(new MemoryStore())
    await expect(db.send(request as never)).rejects.toMatchObject({ name: 'SeeklingError', code })
    expect(await db.updates()).toEqual([])
  })

  test('keep only the fields they have', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { lock })
    await db.send({ type: 'ClearAll', indexUid: 'a', surprise: () => {} } as never)
    const [pending] = await db.store.read(['pending'], (t) => t.getAll('pending'))
    expect(pending).toMatchObject({ content: { type: 'ClearAll', indexUid: 'a' } })
    lock.release()
  })
})

describe('payloads', () => {
  test('come in chunks cut anywhere', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const bytes = new TextEncoder().encode(JSON.stringify([{ id: 1, title: 'Été à Nîmes 🎬' }]))
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'films',
      primaryKey: null,
      format: 'json',
    })
    await Promise.all(Array.from(bytes, (_, i) => db.engine.pushPayload(payload, bytes.slice(i, i + 1))))
    await db.engine.finishPayload(payload)
    await db.idle()
    expect(await db.documents('films')).toEqual([{ id: 1, title: 'Été à Nîmes 🎬' }])
  })

  test('may be Blobs larger than one slice, as NDJSON or CSV', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const rows = Array.from({ length: 3000 }, (_, i) => ({ id: i, text: `line ${i} ${'x'.repeat(300)}` }))
    const blob = new Blob(rows.map((row) => `${JSON.stringify(row)}\n`))
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'lines',
      primaryKey: null,
      format: 'ndjson',
    })
    await db.engine.pushPayload(payload, blob)
    await db.engine.finishPayload(payload)
    await db.add('table', 'id;name\n1;one\n2;two\n', { format: 'csv', csvDelimiter: ';' })
    await db.idle()
    expect(await db.documents('lines')).toEqual(rows)
    expect(await db.documents('table')).toEqual([
      { id: '1', name: 'one' },
      { id: '2', name: 'two' },
    ])
  })

  test('that are malformed are refused at the chunk that is, by every later call, and nothing is queued', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'films',
      primaryKey: null,
      format: 'ndjson',
    })
    await db.engine.pushPayload(payload, '{"id":1}\n')
    await expect(db.engine.pushPayload(payload, '{"id":2\n{"id":3}\n')).rejects.toMatchObject({
      code: 'malformed_payload',
    })
    await expect(db.engine.pushPayload(payload, '{"id":4}\n')).rejects.toMatchObject({ code: 'malformed_payload' })
    await expect(db.engine.finishPayload(payload)).rejects.toMatchObject({ code: 'malformed_payload' })
    await expect(db.engine.finishPayload(payload)).rejects.toMatchObject({ code: 'bad_request' })
    expect(await db.updates()).toEqual([])
    expect(await db.engine.isIdle()).toBe(true)
  })

  test('that are empty are refused', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await expect(db.add('films', '')).rejects.toMatchObject({ code: 'missing_payload' })
  })

  const manifestOf = async (db: TestEngine, uid: string) => (await db.manifests()).find((one) => one.uid === uid)

  test.each(['DocumentsAddition', 'DocumentsPartial'] as const)(
    'that hold no document make an index: %s',
    async (type) => {
      const db = await TestEngine.open(new MemoryStore())
      await db.add('films', '[]', { type, format: 'json' })
      await db.add('books', 'sku,name\n', { type, format: 'csv', primaryKey: 'sku' })
      await db.idle()
      expect(await manifestOf(db, 'films')).toMatchObject({ primaryKey: null, documents: 0, segments: [] })
      expect(await manifestOf(db, 'books')).toMatchObject({ primaryKey: 'sku', documents: 0 })
      await db.add('films', [{ id: 1 }, { id: 2 }], { type })
      await db.add('films', '[]', { type, format: 'json' })
      await db.add('films', '[]', { type, format: 'json', primaryKey: 'sku' })
      await db.idle()
      expect(await manifestOf(db, 'films')).toMatchObject({ primaryKey: 'id', documents: 2 })
      const updates = await db.updates()
      expect(updates.map(({ status }) => status)).toEqual([...Array(4).fill('processed'), 'failed'])
      expect(updates[4]).toMatchObject({ errorCode: 'index_primary_key_already_exists' })
      expect(updates[3]).toMatchObject({ type: { name: type, number: 0 } })
    },
  )

  test('for a bad uid, key, type or format are refused before anything is sent', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await expect(db.add('?', films)).rejects.toMatchObject({ code: 'invalid_index_uid' })
    await expect(db.add('a', films, { primaryKey: '' })).rejects.toMatchObject({ code: 'invalid_index_primary_key' })
    await expect(db.add('a', films, { type: 'ClearAll' as never })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(db.add('a', films, { format: 'xml' as never })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(db.add('a', films, { format: 'csv', csvDelimiter: ';;' })).rejects.toMatchObject({
      code: 'invalid_document_csv_delimiter',
    })
  })

  test('half received keep the engine from being let go until they are dropped', async () => {
    const db = await TestEngine.open(new MemoryStore())
    const payload = await db.engine.beginPayload({
      type: 'DocumentsAddition',
      indexUid: 'films',
      primaryKey: null,
      format: 'json',
    })
    expect(await db.engine.isIdle()).toBe(false)
    await db.engine.dropPayload(payload)
    expect(await db.engine.isIdle()).toBe(true)
  })

  test('are read back from storage after a restart', async () => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    await lock.hold()
    const many = Array.from({ length: 2000 }, (_, i) => ({ id: i, title: `Film ${i}`, text: 'word '.repeat(i % 40) }))
    const before = await TestEngine.open(new MemoryStore(disk), { lock })
    await before.add('films', many)
    await before.engine.close()
    const after = await TestEngine.open(new MemoryStore(disk))
    await after.engine.resume()
    await after.idle()
    expect(await after.documents('films')).toEqual(many)
    expect(await checkStore(after.store)).toEqual([])
  })

  test('whose stored pages are damaged fail as corrupt_payload', async () => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    await lock.hold()
    const before = await TestEngine.open(new MemoryStore(disk), { lock })
    await before.add('films', films)
    await before.engine.close()
    const store = new MemoryStore(disk)
    await store.write(['pages0'], 'relaxed', async (t) => {
      const page = (await t.getAll('pages0'))[0] as Uint8Array
      page[20] ^= 1
      await t.put('pages0', (await t.getAllKeys('pages0'))[0], page)
    })
    const after = await TestEngine.open(store)
    await after.engine.resume()
    await after.idle()
    expect(await after.outcomes()).toEqual(['1 DocumentsAddition failed corrupt_payload'])
    expect(await checkStore(store)).toEqual([])
  })
})
