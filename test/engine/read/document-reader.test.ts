/** Reading documents: options that nobody knows are refused instead of ignored. */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { GetDocumentsOptions } from '../../../src/shared/engine-api.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'

test.each([
  [{ filter: 'id = 1' }, 'invalid_document_filter'],
  [{ filter: 'id =' }, 'invalid_document_filter'],
  [{ filter: 1 }, 'invalid_document_filter'],
  [{ sort: ['id:asc'] }, 'invalid_document_sort'],
  [{ sort: ['id'] }, 'invalid_document_sort'],
  [{ sort: 'id:asc' }, 'invalid_document_sort'],
  [{ sort: ['_geoDistance:asc'] }, 'invalid_document_sort'],
  [{ foo: 1 }, 'bad_request'],
  [{ limit: -1 }, 'invalid_document_limit'],
  [{ offset: 0.5 }, 'invalid_document_offset'],
  [{ fields: 'id' }, 'invalid_document_fields'],
  [{ ids: 1 }, 'invalid_document_ids'],
  [{ ids: [{}] }, 'invalid_document_ids'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused.
  [{ ids: [, 1] }, 'invalid_document_ids'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused.
  [{ filter: [, ''] }, 'invalid_document_filter'],
])('%j is refused with %s', async (options, code) => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.add('films', [{ id: 1 }, { id: 2 }])
  await db.idle()
  const reading = searchEngineOver(store).getDocuments('films', options as GetDocumentsOptions)
  await expect(reading).rejects.toMatchObject({ code })
})

test('one document is read by its id as a number or a text, cut to its fields; an unknown one is document_not_found', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.add('films', [{ id: 1, title: 'Solaris', crew: { director: 'Tarkovsky', writer: 'Lem' } }])
  await db.idle()
  const reader = searchEngineOver(store)
  expect(await reader.getDocument('films', '1', {})).toMatchObject({ id: 1, title: 'Solaris' })
  const fields = ['crew.writer', 'nothing']
  expect(await reader.getDocument('films', 1, { fields })).toEqual({ crew: { writer: 'Lem' } })
  for (const id of [2, '01', ' 1', ''])
    await expect(reader.getDocument('films', id, {}), `${id}`).rejects.toMatchObject({ code: 'document_not_found' })
  await expect(reader.getDocument('films', null as never, {})).rejects.toMatchObject({ code: 'invalid_document_id' })
})

test('documents are filtered, sorted and counted, whatever the settings say about ranking', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const settings = {
    filterableAttributes: ['year'],
    sortableAttributes: ['year', 'title'],
    rankingRules: ['words', 'title:desc'],
    distinctAttribute: 'title',
    pagination: { maxTotalHits: 1 },
  }
  await db.send({ type: 'Settings', indexUid: 'films', settings })
  const films = [
    { id: 1, title: 'Solaris', year: 1972 },
    { id: 2, title: 'Mirror', year: 1975 },
    { id: 3, title: 'Solaris', year: 2002 },
    { id: 4, title: 'Stalker', year: 1979 },
  ]
  await db.add('films', films.slice(0, 3))
  await db.add('films', films.slice(3))
  await db.idle()
  const read = async (options: GetDocumentsOptions) => {
    const { results, total } = await searchEngineOver(store).getDocuments('films', { fields: ['id'], ...options })
    return [results.map(({ id }) => id), total]
  }
  expect(await read({})).toEqual([[1, 2, 3, 4], 4])
  const nothing = { ids: null, filter: null, sort: null, offset: null, limit: null } as unknown as GetDocumentsOptions
  expect(await read(nothing)).toEqual([[1, 2, 3, 4], 4])
  expect(await read({ filter: 'year < 2000' })).toEqual([[1, 2, 4], 3])
  expect(await read({ filter: 'year < 2000', sort: ['year:desc'], offset: 1, limit: 1 })).toEqual([[2], 3])
  expect(await read({ sort: ['title:asc', 'year:desc'] })).toEqual([[2, 3, 1, 4], 4])
  expect(await read({ ids: [3, 9, '1', 3] })).toEqual([[1, 3], 2])
  expect(await read({ ids: [3, 1, 4], filter: 'year < 2000', sort: ['year:desc'] })).toEqual([[4, 1], 2])
  expect(await read({ filter: null, sort: null, limit: 0 })).toEqual([[], 4])
})
