/** What all formats share: chunks, empty payloads, the byte order mark, text as well as bytes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPayloadParser } from '../../../src/core/input/payload-parser.ts'
import type { PayloadFormat } from '../../../src/shared/engine-api.ts'
import { anyDocument, anyPlaces, cutBytes, cutText, outcome, read, refusalOf, utf8 } from './payloads.ts'

const formats: readonly PayloadFormat[] = ['json', 'ndjson', 'csv']
const oneDocument: Readonly<Record<PayloadFormat, string>> = {
  json: '[{"id":"é"}]',
  ndjson: '{"id":"é"}\n',
  csv: 'id\né\n',
}

const writers: readonly [PayloadFormat, (documents: readonly unknown[]) => string][] = [
  ['json', (documents) => JSON.stringify(documents)],
  ['json', (documents) => JSON.stringify(documents, null, 2)],
  ['ndjson', (documents) => documents.map((document) => JSON.stringify(document)).join('\n')],
  ['ndjson', (documents) => documents.map((document) => JSON.stringify(document)).join('')],
  ['ndjson', (documents) => documents.map((document) => JSON.stringify(document, null, 1)).join('\n')],
  ['ndjson', (documents) => documents.map((document) => ` ${JSON.stringify(document)}\r\n\n`).join('')],
]

test('documents come out as they went in, wherever bytes and text are cut', () => {
  fc.assert(
    fc.property(fc.array(anyDocument, { minLength: 1 }), anyPlaces, (documents, places) => {
      for (const [format, write] of writers) {
        const text = write(documents)
        expect(read({ format }, ...cutBytes(utf8(text), places))).toEqual(documents)
        expect(read({ format }, ...cutText(text, places))).toEqual(documents)
      }
    }),
  )
})

test('documents come out as they went in when every byte comes alone', () => {
  const documents = [
    { id: 1, name: 'a "b" \\ [{' },
    { id: 2, name: 'ß漢🙂', list: [[], {}, ['}']] },
  ]
  for (const [format, write] of writers) {
    const bytes = utf8(write(documents))
    expect(read({ format }, ...cutBytes(bytes, [...bytes.keys()]))).toEqual(documents)
  }
})

test('documents far larger than a piece come out whole, among small ones', () => {
  const documents = [1, 300_000, 2, 100_000, 70_000, 3].map((length, id) => ({ id, text: 'é"\\{'.repeat(length) }))
  for (const [format, write] of writers) expect(read({ format }, utf8(write(documents)))).toEqual(documents)
})

test('any bytes are documents or are refused by name, and cutting them changes nothing', () => {
  const pieces = fc.oneof(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '\n',
      '\r\n',
      'a',
      '1',
      'null',
      '{"a":1}',
      '\\ud83d',
      '1e999',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  )
  const hostile = fc.array(fc.oneof(pieces.map(utf8), fc.uint8Array({ maxLength: 3 })), { maxLength: 12 })
  fc.assert(
    fc.property(hostile, anyPlaces, fc.constantFrom(...formats), (parts, places, format) => {
      const bytes = Uint8Array.from(parts.flatMap((part) => [...part]))
      expect(outcome({ format }, ...cutBytes(bytes, places))).toEqual(outcome({ format }, bytes))
    }),
    { numRuns: 1000 },
  )
})

test('any text is read as its bytes are, wherever it is cut', () => {
  const unit = fc.constantFrom(
    '{',
    '}',
    '"a"',
    ':',
    ',',
    '\n',
    '1',
    '\ud83d\ude42',
    'é',
    '{"a":"é"}',
    '\ud800',
    '\udc00',
    '\ufeff',
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 12 }), anyPlaces, fc.constantFrom(...formats), (parts, places, format) => {
      const text = parts.join('')
      const whole = outcome({ format }, text)
      expect(outcome({ format }, ...cutText(text, places))).toEqual(whole)
      if (!/\p{Surrogate}/u.test(text)) expect(outcome({ format }, utf8(text))).toEqual(whole)
    }),
    { numRuns: 1000 },
  )
})

test('a byte order mark at the start is dropped, also when it is cut', () => {
  for (const format of formats) {
    const bytes = utf8(`\ufeff${oneDocument[format]}`)
    expect(read({ format }, bytes)).toEqual([{ id: 'é' }])
    expect(read({ format }, ...cutBytes(bytes, [1, 2, 3]))).toEqual([{ id: 'é' }])
    expect(read({ format }, `\ufeff${oneDocument[format]}`)).toEqual([{ id: 'é' }])
  }
  // Only the first one is a mark; in CSV a second is text of the first header.
  expect(outcome({ format: 'json' }, '\ufeff\ufeff[{"id":1}]')).toBe('malformed_payload')
  expect(read({ format: 'csv' }, '\ufeff\ufeffid\n1')).toEqual([{ '\ufeffid': '1' }])
})

test('an empty payload is missing, one without documents is taken', () => {
  for (const format of formats) {
    for (const chunks of [[], [''], [new Uint8Array(0)], [' \r\n\t', '\n'], [utf8('\ufeff')]]) {
      expect(refusalOf(() => read({ format }, ...chunks)).code).toBe('missing_payload')
    }
  }
  expect(read({ format: 'json' }, ' [ ] ')).toEqual([])
  for (const header of ['id,name\n', 'id,name', '\n\nid:number\r\n'])
    expect(read({ format: 'csv' }, header)).toEqual([])
})

test('a payload that was refused stays refused', () => {
  const parser = createPayloadParser({ format: 'ndjson' }, () => {})
  const first = refusalOf(() => parser.push('{"id":1}\n[]\n'))
  expect(refusalOf(() => parser.push('{"id":2}\n'))).toBe(first)
  expect(refusalOf(() => parser.finish())).toBe(first)
})

test('an error of the sink rises unchanged', () => {
  const full = new Error('full')
  const parser = createPayloadParser({ format: 'json' }, () => {
    throw full
  })
  expect(() => parser.push('[{}]')).toThrow(full)
})

test('a chunk may be reused by its owner once it is pushed', () => {
  const documents: unknown[] = []
  const parser = createPayloadParser({ format: 'ndjson' }, (value) => documents.push(value))
  const chunk = new Uint8Array(4)
  const text = '{"id":12345,"name":"abcdef"}'
  for (let i = 0; i < text.length; i += 4) {
    chunk.set(utf8(text.slice(i, i + 4)))
    parser.push(chunk.subarray(0, Math.min(4, text.length - i)))
  }
  parser.finish()
  expect(documents).toEqual([{ id: 12345, name: 'abcdef' }])
})

test('a surrogate pair may be cut in two, a lone half is refused', () => {
  for (const format of formats) {
    const text = oneDocument[format].replace('é', '🙂')
    expect(read({ format }, ...cutText(text, [text.indexOf('\ud83d') + 1]))).toEqual([{ id: '🙂' }])
    expect(outcome({ format }, oneDocument[format].replace('é', 'a\ud83db'))).toBe('malformed_payload')
    expect(outcome({ format }, oneDocument[format].replace('é', '\ude42'))).toBe('malformed_payload')
    expect(outcome({ format }, `${oneDocument[format]}\ud83d`)).toBe('malformed_payload')
  }
})

test('an unknown format and a delimiter that cannot be one are refused before anything is read', () => {
  const create = (options: object) =>
    refusalOf(() => createPayloadParser(options as { format: PayloadFormat }, () => {}))
  expect(create({ format: 'xml' }).code).toBe('bad_request')
  expect(create({ format: 'toString' }).code).toBe('bad_request')
  for (const csvDelimiter of ['', ';;', 'é', '"', '\n', '\r', 1]) {
    expect(create({ format: 'csv', csvDelimiter }).code).toBe('invalid_document_csv_delimiter')
  }
  expect(create({ format: 'json', csvDelimiter: ',' }).code).toBe('invalid_document_csv_delimiter')
})
