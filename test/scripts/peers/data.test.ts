import { expect, test } from 'vitest'
import { type DataSet, documentsOf, freshDocuments, readDataSet } from '../../../scripts/peers/data.mjs'

const documents = ['a', 'b', 'c'].map((id) => ({ id, name: id, words: `word ${id}`, text: `text ${id}` }))
const data = { documents, fields: [{ name: 'name' }, { name: 'text' }] } as unknown as DataSet

test('the first documents are those of the set', () => {
  expect([...documentsOf(data, 2)]).toEqual(documents.slice(0, 2))
})

test('more than there are have ids and texts of their own', () => {
  const many = [...documentsOf(data, 9)] as typeof documents
  expect(many).toHaveLength(9)
  expect(new Set(many.map(({ id }) => id)).size).toBe(9)
  expect(many[3]).toMatchObject({ id: 'a-1', name: 'a' })
  expect(many[4].text).toMatch(/^text b text [abc]$/)
})

test('documents that are added have ids no other has', () => {
  const fresh = freshDocuments(data, 'more', 50)
  expect(new Set(fresh.map(({ id }) => id)).size).toBe(50)
  expect(fresh[1].id).toBe('more-1')
})

test('unknown data is refused by name', () => {
  expect(() => readDataSet('films')).toThrow('--data names "films". It takes demo or wordnet.')
})
