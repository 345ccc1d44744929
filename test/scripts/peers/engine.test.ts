import { expect, test } from 'vitest'
import { keptOf, parseLines, shownOf } from '../../bench/peers/engine.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('lines are documents, with or without a last line feed', () => {
  expect(parseLines(bytes('{"id":"a"}\n{"id":"é"}\n'))).toEqual([{ id: 'a' }, { id: 'é' }])
  expect(parseLines(bytes('{"id":"a"}\n{"id":"b"}'))).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(parseLines(bytes(''))).toEqual([])
})

test('many megabytes are read in pieces that end where lines do', () => {
  const documents = Array.from({ length: 9000 }, (_, i) => ({ id: `${i}`, text: 'é…'.repeat(200) }))
  const lines = bytes(documents.map((document) => JSON.stringify(document)).join('\n'))
  expect(lines.length).toBeGreaterThan(8e6)
  expect(parseLines(lines)).toEqual(documents)
})

test('an engine keeps what hits show, and what it has to index again', () => {
  const collection = { name: 'c', fields: [{ name: 'text', weight: 1 }], shown: ['name'] }
  const document = { id: '1', name: 'n', text: 't', other: 'o' }
  expect(shownOf(collection, document)).toEqual({ id: '1', name: 'n' })
  expect(keptOf(collection, document)).toEqual({ id: '1', name: 'n', text: 't' })
})
