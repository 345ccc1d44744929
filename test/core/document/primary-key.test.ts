/** Finding the primary key and reading ids. */
import { expect, test } from 'vitest'
import { checkPrimaryKeyName, inferPrimaryKey, readDocumentId } from '../../../src/core/document/primary-key.ts'
import type { JsonObject, JsonValue } from '../../../src/shared/document.ts'
import { refusalOf } from '../input/payloads.ts'

test('the one field that ends with id, in any case, is the primary key', () => {
  expect(inferPrimaryKey({ title: 'x', id: 1 })).toBe('id')
  expect(inferPrimaryKey({ movieID: 1, ideas: 2, idea: 3 })).toBe('movieID')
  expect(inferPrimaryKey({ pyramid: 1, name: 2 })).toBe('pyramid')
  expect(inferPrimaryKey({ name: 1, nested: { id: 2 }, uuId: 3 })).toBe('uuId')
})

test('no candidate and several candidates are refused, naming the fields', () => {
  const none = refusalOf(() => inferPrimaryKey({ name: 'x', idea: 1 }))
  expect(none.code).toBe('index_primary_key_no_candidate_found')
  expect(none.message).toContain('"name", "idea"')
  expect(refusalOf(() => inferPrimaryKey({})).code).toBe('index_primary_key_no_candidate_found')
  const several = refusalOf(() => inferPrimaryKey({ id: 1, name: 'x', userId: 2 }))
  expect(several.code).toBe('index_primary_key_multiple_candidates_found')
  expect(several.message).toContain('"id", "userId"')
  expect(several.message).toContain('primaryKey')
})

test('ids are read as text: 1 and "1" are the same', () => {
  const id = (value: JsonValue) => readDocumentId({ id: value }, 'id', 0)
  expect([1, '1', 0, -0, -3, 2 ** 53 - 1, 'a_B-9', '-', '007', 'x'.repeat(511)].map(id)).toEqual([
    '1',
    '1',
    '0',
    '0',
    '-3',
    '9007199254740991',
    'a_B-9',
    '-',
    '007',
    'x'.repeat(511),
  ])
})

test('values that cannot be ids are refused, naming the document', () => {
  for (const value of [
    '',
    ' 1',
    'a b',
    'é',
    'a.b',
    'x\n',
    'x'.repeat(512),
    1.5,
    2 ** 53,
    1e300,
    null,
    true,
    [1],
    { a: 1 },
  ]) {
    const refusal = refusalOf(() => readDocumentId({ id: value, name: 'Solaris' }, 'id', 7))
    expect(refusal.code).toBe('invalid_document_id')
    expect(refusal.message).toContain('documents[7]')
    expect(refusal.message.length).toBeLessThan(500)
    expect(refusal.details).toEqual({ position: 7, primaryKey: 'id' })
  }
})

test('a document without the field is refused, naming it and how it begins', () => {
  const refusal = refusalOf(() => readDocumentId({ name: 'Solaris', text: 'x'.repeat(10_000) }, 'id', 99))
  expect(refusal.code).toBe('missing_document_id')
  expect(refusal.message).toContain('documents[99] ({"name":"Solaris"')
  expect(refusal.message).toContain('"id"')
  expect(refusal.message.length).toBeLessThan(300)
  for (const key of ['constructor', 'toString', '__proto__', 'length', 'constructor.name']) {
    expect(refusalOf(() => readDocumentId({ id: 1 }, key, 0)).code).toBe('missing_document_id')
  }
})

test('the primary key may be a dot path, or a key that holds dots', () => {
  const read = (document: JsonObject, key = 'a.b.c') => readDocumentId(document, key, 0)
  expect(read({ a: { b: { c: 5 } } })).toBe('5')
  expect(read({ a: { 'b.c': 6 } })).toBe('6')
  expect(read({ 'a.b': { c: 7 }, a: 1 })).toBe('7')
  expect(read({ 'a.b.c': 8, a: { b: { c: 9 } } })).toBe('8')
  for (const document of [{}, { a: 1 }, { a: { b: 1 } }, { a: [{ b: { c: 1 } }] }, { a: null }, { c: 1 }]) {
    expect(refusalOf(() => read(document)).code).toBe('missing_document_id')
  }
  expect(refusalOf(() => read({ a: { b: { c: {} } } })).code).toBe('invalid_document_id')
})

test('a primary key is a name', () => {
  expect(checkPrimaryKeyName('meta.id')).toBe('meta.id')
  for (const name of ['', 5, null, undefined, ['id'], 'x'.repeat(2000), '\ud800']) {
    expect(refusalOf(() => checkPrimaryKeyName(name)).code).toBe('invalid_index_primary_key')
  }
})
