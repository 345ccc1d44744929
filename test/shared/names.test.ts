/** What indexes and documents may be called. */
import { expect, test } from 'vitest'
import { checkDocumentIds, documentIdText } from '../../src/shared/document-id.ts'
import { checkIndexUid } from '../../src/shared/index-uid.ts'
import { refusalOf } from '../core/input/payloads.ts'

test('an index uid is 1 to 400 letters, digits, dashes and underscores', () => {
  for (const uid of ['a', 'films-2_B', '0', '-', '__proto__', 'x'.repeat(400)]) expect(checkIndexUid(uid)).toBe(uid)
  for (const uid of [
    '',
    'a b',
    'é',
    'a/b',
    'a.b',
    '*',
    'a\n',
    'x'.repeat(401),
    1,
    null,
    undefined,
    ['a'],
    { toString: () => 'a' },
  ]) {
    const refusal = refusalOf(() => checkIndexUid(uid))
    expect(refusal.code).toBe('invalid_index_uid')
    expect(refusal.message.length).toBeLessThan(200)
  }
})

test('ids to delete are a list of ids, and are answered as given', () => {
  expect(checkDocumentIds([1, 'b', '1', -2])).toEqual([1, 'b', '1', -2])
  expect(checkDocumentIds([])).toEqual([])
  for (const ids of [undefined, null, 1, 'a', { 0: 1 }, new Set([1])]) {
    expect(refusalOf(() => checkDocumentIds(ids)).code).toBe('invalid_document_ids')
  }
  for (const [id, ids] of [
    [1.5, [1, 1.5]],
    ['', [1, '']],
    ['a b', [1, 'a b']],
    [null, [1, null]],
    [undefined, [1, ...new Array(1), 2]],
    [undefined, Object.assign([1], { length: 3 })],
  ] as const) {
    const refusal = refusalOf(() => checkDocumentIds(ids))
    expect(refusal, String(id)).toMatchObject({ code: 'invalid_document_id', details: { path: 'ids[1]' } })
  }
})

test('numbers and their text are the same id', () => {
  expect(documentIdText(12)).toBe(documentIdText('12'))
  expect(documentIdText(2 ** 53)).toBeUndefined()
  expect(documentIdText(true)).toBeUndefined()
})
