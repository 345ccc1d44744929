/** JSON and NDJSON: what is accepted, and where a refusal points to. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentLimits } from '../../../src/shared/document.ts'
import { cutBytes, outcome, read, readWithJson, refusalOf, utf8 } from './payloads.ts'

const json = { format: 'json' } as const
const ndjson = { format: 'ndjson' } as const

test('JSON is an array of objects or one object', () => {
  expect(read(json, '[{"id":1},{"id":2}]')).toEqual([{ id: 1 }, { id: 2 }])
  expect(read(json, ' {"id":1} ')).toEqual([{ id: 1 }])
})

test('JSON that breaks off, goes on or holds something else is refused with its place', () => {
  for (const text of [
    '[',
    '[{"id":1}',
    '[{"id":1},',
    '{"id":1',
    '[{"id":"a]',
    '[{"id":1}]]',
    '{"a":1}{"a":2}',
    '[{}{}]',
    '[,{}]',
    '[{},]',
    '}',
    '"a"',
    '1',
  ]) {
    expect(outcome(json, text), text).toBe('malformed_payload')
  }
  expect(refusalOf(() => read(json, '[{"id":1},{"id":2},7]')).details).toEqual({ offset: 19, position: 2 })
  expect(refusalOf(() => read(json, '[{"id":1},{"id":}]')).details).toEqual({ offset: 10, position: 1 })
  expect(refusalOf(() => read(json, '[{"id":1},', '[{"id":2}]]')).message).toContain(
    'documents[1] should start with "{"',
  )
  expect(refusalOf(() => read(json, '[{"id":1}', '{"id":2}]')).message).toContain('comma')
  expect(refusalOf(() => read(json, '[{"a":[}]')).details).toMatchObject({ position: 0 })
})

test('brackets and quotes inside strings do not end a document', () => {
  const document = { a: '}]{["', 'b\\"}': '\\', c: '\\"', d: ['\u2028', ']'] }
  expect(read(json, JSON.stringify([document, document]))).toEqual([document, document])
})

test('indentation is not stored', () => {
  const [document] = readWithJson(json, JSON.stringify([{ id: 1, text: 'two\nlines', list: [1, 2] }], null, 4))
  expect(document?.json).toBe('{"id":1,"text":"two\\nlines","list":[1,2]}')
})

test('a line that is no object is refused with its number; empty lines count', () => {
  const line = (text: string) => refusalOf(() => read(ndjson, text)).details?.line
  expect(line('{"id":1}\n\n[{"id":2}]\n')).toBe(3)
  expect(line('{"id":1}\r\n{"id":2}\r\nnull')).toBe(3)
  expect(line('{"id":1}\n{"id":2\n{"id":3}')).toBe(2)
  expect(line('{"id":1},{"id":2}')).toBe(1)
  expect(line('{"a":[1\n2]}\n')).toBe(1)
  expect(line(`${'{"id":1}\n'.repeat(20_000)}oops\n`)).toBe(20_001)
})

test('bytes that are not UTF-8 are refused with their place', () => {
  const bad = (before: string, after: string) => Uint8Array.from([...utf8(before), 0xc3, 0x28, ...utf8(after)])
  expect(refusalOf(() => read(ndjson, bad('{"é":1}\n{"é":2}\n{"a":"', '"}\n'))).details).toEqual({ line: 3 })
  expect(refusalOf(() => read(json, bad('[{"é":1},{"a":"', '"}]'))).details).toEqual({ offset: 16, position: 1 })
  // Surrogates encoded one by one, an overlong slash, and a sequence that breaks off.
  for (const bytes of [
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xf0, 0x9f, 0x99],
  ]) {
    const payload = Uint8Array.from([...utf8('{"a":"'), ...bytes, ...utf8('"}')])
    expect(refusalOf(() => read(ndjson, payload)).message).toContain('UTF-8')
    expect(refusalOf(() => read(json, payload)).message).toContain('UTF-8')
  }
})

test('__proto__ keys, lone surrogates and numbers beyond any double are refused with their path', () => {
  const cases: readonly [string, string][] = [
    ['{"a":{"__proto__":{"x":1}}}', 'documents[1].a.__proto__'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'documents[1].a[0].__proto__'],
    ['{"tags":["a","\\ud800"]}', 'documents[1].tags[1]'],
    ['{"tags":["a","\\uDFFF\\ud800"]}', 'documents[1].tags[1]'],
    ['{"a\\udc00":1}', 'documents[1].a\udc00'],
    ['{"price":{"now":1e999}}', 'documents[1].price.now'],
    ['{"list":[1,-1e400]}', 'documents[1].list[1]'],
  ]
  for (const [text, path] of cases) {
    const inLine = refusalOf(() => read(ndjson, `{"id":1}\n\n${text}`))
    expect(inLine).toMatchObject({ code: 'malformed_payload', details: { path, line: 3 } })
    expect(inLine.message).toContain('Line 3')
    expect(refusalOf(() => read(json, `[{"id":1},${text}]`))).toMatchObject({
      code: 'malformed_payload',
      details: { path },
    })
  }
})

test('a whole number whose digits would change is refused with its path, at any depth', () => {
  const cases: readonly [string, string][] = [
    ['{"ref":1161888007138312192}', '.ref'],
    ['{"ref":-9007199254740993}', '.ref'],
    ['{"a":{"b":[1,{"c d":[[],{},9007199254740993]}]}}', '.a.b[1].c d[2]'],
    ['{"x":"\\\\\\"}{,","y" : [ "a,b" , 12345678901234567891 ] }', '.y[1]'],
    ['{"\\u0061\\"":{},"b":[{"c":1},{"d":999999999999999999999999}]}', '.b[1].d'],
    ['{"p":{"q":1},"r":\n123456789012345678901234567890\n}', '.r'],
    ['{"smile":"\\ud83d\\ude42","n":9007199254740993}', '.n'],
  ]
  for (const [text, where] of cases) {
    const path = `documents[1]${where}`
    const inArray = refusalOf(() => read(json, `[{"id":1},${text}]`))
    expect(inArray).toMatchObject({ code: 'malformed_payload', details: { path } })
    expect(inArray.message).toContain('quotes')
    const inLine = refusalOf(() => read(ndjson, `{"id":1}\n\n${text}`))
    expect(inLine).toMatchObject({ code: 'malformed_payload', details: { path, line: 3 } })
  }
})

test('large numbers that keep their digits, and those that are measures, are taken', () => {
  const numerals = [
    '9007199254740991',
    '9007199254740992',
    '9007199254740994',
    '-100000000000000000000',
    '1000000000000000000000000',
    '1161888007138312200',
    '1e23',
    '1.7976931348623157e308',
    '9007199254740993.5',
    '0.1234567890123456789',
  ]
  const text = `{"id":"9007199254740993","list":[${numerals}]}`
  const document = { id: '9007199254740993', list: numerals.map(Number) }
  expect(read(json, text)).toEqual([document])
  expect(read(ndjson, text)).toEqual([document])
  // What JavaScript has written itself is always taken.
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), (a, b) => {
      const written = JSON.stringify({ a, b, c: b * 4096, d: Math.trunc(a) })
      expect(read(json, written)).toEqual([JSON.parse(written)])
    }),
  )
})

test('what was stored before may hold whole numbers that change', () => {
  for (const format of ['json', 'ndjson'] as const)
    expect(outcome({ format, roundsNumbers: true }, '{"id":1,"ref":9007199254740993}')).toEqual([
      { id: 1, ref: 9007199254740992 },
    ])
})

test('NDJSON objects may share lines or take several, wherever the text is cut', () => {
  const documents = [{ id: 1, text: 'a "}{" \\ \n[' }, {}, { id: 2, list: [[], {}, [{ a: [1, 2] }, 'x'], null] }]
  const short = documents.map((document) => JSON.stringify(document))
  const long = documents.map((document) => JSON.stringify(document, null, 2))
  const texts = [
    short.join(''),
    short.join(' '),
    long.join('\n'),
    long.join(''),
    long.join('\r\n\r\n'),
    [short[0], long[1], long[2]].join('\n'),
    `\n ${[long[0], short[1], short[2]].join('\t')} \n\n`,
    long.join('\n').replaceAll('\n', '\r\n'),
  ]
  for (const text of texts) {
    for (const cut of [[], [...text].map((_, i) => i)]) {
      const found = readWithJson(ndjson, ...cutBytes(utf8(text), cut))
      expect(found.map(({ value }) => value)).toEqual(documents)
      for (const { json } of found) expect(json).not.toContain('\n')
    }
  }
  const many = Array.from({ length: 60_000 }, (_, id) => ({ id, text: 'a line longer than a document may be' }))
  expect(read(ndjson, many.map((document) => JSON.stringify(document)).join(''))).toEqual(many)
})

test('an NDJSON object that is broken is refused with the line it starts on, at once, wherever the text is cut', () => {
  const more = '{"id":9}\n'.repeat(1000)
  const cases: readonly [string, number][] = [
    [`{"id":1}{"id":2}\n{"id":3}\n{"id":4\n${more}`, 3],
    [`{\n"id":1\n}\n{"id":"a}\n${more}`, 4],
    [`{"id":1}\n{\n"id":2,\n${more}`, 2],
    [`{"id":1}\n{"a":[1}\n${more}`, 2],
    [`{"id":1} {"id":2}\n{"id":}\n${more}`, 2],
    [`{"id":1} {"id":2}\n\n[{"id":3}]\n${more}`, 3],
    [`{"id":1} {"id":2},\n${more}`, 1],
    [`{\n"id":1\n}\n7\n${more}`, 4],
    ['{"id":1}{"id":2}\n{"id":', 2],
    ['{"id":1}{"id":2}\n\n{"id":{"__proto__":1}}', 3],
  ]
  for (const [text, line] of cases) {
    for (const cut of [[], [...text.slice(0, 60)].map((_, i) => i)]) {
      const refusal = refusalOf(() => read(ndjson, ...cutBytes(utf8(text), cut)))
      expect(refusal, text.slice(0, 60)).toMatchObject({ code: 'malformed_payload', details: { line } })
    }
  }
})

test('text that only talks of such things is accepted', () => {
  const document = { text: '__proto__ and \\ud800', pair: '🙂', constructor: 1, toString: 'x', hasOwnProperty: null }
  const escaped = JSON.stringify(document).replace('🙂', '\\ud83d\\ude42')
  expect(read(ndjson, escaped)).toEqual([document])
  expect(read(json, escaped)).toEqual([document])
})

test('nesting up to the limit is accepted, one level more is refused with its path', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`
  const inLists = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  for (const options of [json, ndjson]) {
    expect(read(options, nested(documentLimits.maxDepth))).toHaveLength(1)
    expect(read(options, inLists(documentLimits.maxDepth))).toHaveLength(1)
    expect(refusalOf(() => read(options, nested(documentLimits.maxDepth + 1))).message).toContain('documents[0].a.a.a')
    expect(outcome(options, inLists(100))).toBe('malformed_payload')
    expect(outcome(options, nested(100))).toBe('malformed_payload')
    expect(outcome(options, `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)).toBe('malformed_payload')
    expect(outcome(options, `{"a":${'['.repeat(500_000)}`)).toBe('malformed_payload')
  }
})

test('a document over the limit is refused, also before its end has come', () => {
  const room = documentLimits.maxDocumentBytes - '{"a":""}'.length
  for (const options of [json, ndjson]) {
    expect(read(options, `{"a":"${'x'.repeat(room)}"}`)).toHaveLength(1)
    expect(outcome(options, `{"a":"${'x'.repeat(room + 1)}"}`)).toBe('payload_too_large')
    expect(outcome(options, `{"a":"${'x'.repeat(2 * room)}`)).toBe('payload_too_large')
    expect(outcome(options, `{"a":"${'é'.repeat(room / 2 + 1)}"}`)).toBe('payload_too_large')
  }
  expect(refusalOf(() => read(ndjson, `{"a":1}\n{"a":"${'x'.repeat(5_000_000)}"}\n`)).message).toContain('Line 2')
  expect(refusalOf(() => read(json, `[{"a":1},{"a":"${'x'.repeat(5_000_000)}"}]`)).message).toContain('documents[1]')
})

test('of two members with one name the last counts, in value and bytes alike', () => {
  expect(read(ndjson, '{"id":1,"id":2}')).toEqual([{ id: 2 }])
})
