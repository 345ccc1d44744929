/** Reading documents: options that this version does not know are refused instead of ignored. */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { GetDocumentsOptions } from '../../src/shared/engine-api.ts'
import { searchEngineOver } from '../support/answers.ts'
import { TestEngine } from '../support/test-engine.ts'

test.each([
  [{ filter: 'id = 1' }, 'invalid_document_filter'],
  [{ sort: ['id:asc'] }, 'invalid_document_sort'],
  [{ foo: 1 }, 'bad_request'],
  [{ limit: -1 }, 'invalid_document_limit'],
  [{ offset: 0.5 }, 'invalid_document_offset'],
  [{ fields: 'id' }, 'invalid_document_fields'],
  [{ ids: 1 }, 'invalid_document_ids'],
  [{ ids: [{}] }, 'invalid_document_id'],
])('%j is refused with %s', async (options, code) => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.add('films', [{ id: 1 }, { id: 2 }])
  await db.idle()
  const reading = searchEngineOver(store).getDocuments('films', options as GetDocumentsOptions)
  await expect(reading).rejects.toMatchObject({ code })
})
