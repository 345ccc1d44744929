import { expect, test } from 'vitest'
import { isFound } from '../../bench/known-items.ts'
import { queriesByClass, queryClasses } from '../../bench/peers/query-classes.ts'
import { editDistance } from '../../support/edit-distance.ts'

const subjects = ['circle', 'square', 'triangle', 'polygon', 'ellipse', 'spiral', 'hexagon', 'diamond', 'crescent']
const documents = subjects.flatMap((subject, s) =>
  Array.from({ length: 20 }, (_, i) => {
    const words = `drawing of ${subject} number n${s}x${i}`
    return { id: `${subject}-${i}`, name: words, words, text: 'a figure of geometry' }
  }),
)
const byId = new Map(documents.map((document) => [document.id, document]))
const queries = queriesByClass(documents, documents, ['name', 'words', 'text'], 40)
const pairs = (kind: (typeof queryClasses)[number]) =>
  queries[kind].map(({ query, record }) => ({
    typed: query.split(' '),
    words: (byId.get(record.id)?.words ?? '').split(' '),
  }))

test('each class has as many queries as asked for, the same each time', () => {
  for (const kind of queryClasses) expect(queries[kind]).toHaveLength(40)
  expect(queriesByClass(documents, documents, ['name', 'words', 'text'], 40)).toEqual(queries)
})

test('one word is one that at most ten documents hold', () => {
  for (const { typed, words } of pairs('word')) {
    expect(typed).toHaveLength(1)
    expect(words).toContain(typed[0])
    expect(documents.filter((document) => document.words.split(' ').includes(typed[0])).length).toBeLessThanOrEqual(10)
  }
})

test('a document without such a word makes no query of one word', () => {
  const equal = Array.from({ length: 11 }, (_, i) => ({ id: `${i}`, name: 'same words', words: 'same words' }))
  expect(queriesByClass(equal, equal, ['words'], 5).word).toEqual([])
  expect(queriesByClass(equal.slice(0, 10), equal, ['words'], 5).word).toHaveLength(5)
})

test('several words are the name', () => {
  for (const { typed, words } of pairs('words')) expect(typed).toEqual(words)
})

test('a prefix shortens the last word only', () => {
  for (const { typed, words } of pairs('prefix')) {
    expect(typed.slice(0, -1)).toEqual(words.slice(0, -1))
    expect(words.at(-1)?.startsWith(typed.at(-1) ?? ' ')).toBe(true)
    expect(typed.at(-1)?.length).toBeLessThan(words.at(-1)?.length ?? 0)
  }
})

test('a typo is one letter of one word', () => {
  for (const { typed, words } of pairs('typo')) {
    const changed = typed.flatMap((word, i) => (word === words[i] ? [] : [[word, words[i]]]))
    expect(changed).toHaveLength(1)
    expect(editDistance(changed[0][0], changed[0][1])).toBe(1)
  }
})

test('swapped are two neighbouring words that differ', () => {
  for (const { typed, words } of pairs('swapped')) {
    const moved = typed.flatMap((word, i) => (word === words[i] ? [] : [i]))
    expect(moved).toHaveLength(2)
    expect(moved[1] - moved[0]).toBe(1)
    expect([...typed].sort()).toEqual([...words].sort())
  }
})

test('found is the record, or one the query cannot tell apart from it', () => {
  const record = { id: '1', name: 'left', words: 'pseudo left' }
  const item = { query: 'lef', record }
  expect(isFound(item, [record])).toBe(true)
  expect(isFound(item, [{ id: '2', name: 'left', words: 'left pseudo page' }])).toBe(true)
  expect(isFound(item, [{ id: '3', name: 'left', words: 'css left' }])).toBe(false)
  expect(isFound(item, [])).toBe(false)
})
