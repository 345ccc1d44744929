/** What the playground works out without a page: kinds of files, values of parameters, code. */
import { describe, expect, test } from 'vitest'
import { changedSettings, codeFor } from '../../demo/playground/code.ts'
import { delimiterOf, kindOf } from '../../demo/playground/format-of.ts'
import { parameterValue } from '../../demo/playground/parameters.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('a file is taken for', () => {
  test.each([
    ['a.csv', 'id,title\n1,x', 'csv'],
    ['a.JSONL', '{"id":1}', 'ndjson'],
    ['a.json', '{"id":1}\n{"id":2}', 'json'],
    ['pasted', '[{"id":1}]', 'json'],
    ['pasted', '{"id":1}\n{"id":2}\n', 'ndjson'],
    ['pasted', '{\n  "id": 1\n}', 'json'],
    ['pasted', '{"id":1}', 'json'],
    ['pasted', 'id\ttitle\n1\tx', 'csv'],
    ['20261128.dump', 'x', 'dump'],
  ])('%s with %j: %s', (name, text, kind) => {
    expect(kindOf(name, bytes(text))).toBe(kind)
  })

  test('a dump by its first bytes, whatever it is called', () => {
    expect(kindOf('films.json', new Uint8Array([0x1f, 0x8b, 8]))).toBe('dump')
  })

  test.each([
    ['id,title', ','],
    ['id;title', ';'],
    ['id\ttitle', '\t'],
    ['id,ti;tle', ','],
  ])('the columns of %j are told apart by %j', (header, delimiter) => {
    expect(delimiterOf(bytes(`${header}\n1`))).toBe(delimiter)
  })
})

test.each([
  ['number', ' 5 ', 5],
  ['flag', 'false', false],
  ['list', 'a, b\nc ,', ['a', 'b', 'c']],
  ['json', '{"attribute":"x"}', { attribute: 'x' }],
  ['text', ' x > 1 ', 'x > 1'],
  ['text', '  ', undefined],
] as const)('a parameter of kind %s typed as %j is %j', (kind, typed, value) => {
  expect(parameterValue(kind, typed)).toEqual(value)
})

test('the code is what was tried, and nothing of what is a default', () => {
  const settings = changedSettings({ stopWords: ["it's"], synonyms: {} }, { stopWords: [], synonyms: {} })
  const code = codeFor({ indexUid: 'films', settings, q: 'a "b"\n', params: { filter: "x = 'y'", 'a-b': [1, null] } })
  expect(code).toBe(`import { open } from 'seekling'

const client = await open()
const index = client.index('films')
await index.addDocuments(documents)
await index.updateSettings({ stopWords: ['it\\'s'] })
const { hits } = await index.search('a "b"\\n', { filter: 'x = \\'y\\'', 'a-b': [1, null] })`)
})
