/** CSV: cells, types, and refusals that name the line. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentLimits } from '../../../src/shared/document.ts'
import { anyPlaces, cutBytes, outcome, read, refusalOf, utf8 } from './payloads.ts'

const csv = { format: 'csv' } as const
const lineOf = (text: string) => refusalOf(() => read(csv, text)).details?.line

test('the header names the fields and their types', () => {
  const text = 'id:number,title,free:boolean,note:string,a:b:number,c:date\n1,7,true,x,2,3\n'
  expect(read(csv, text)).toEqual([{ id: 1, title: '7', free: true, note: 'x', 'a:b': 2, 'c:date': '3' }])
})

test('an empty cell is null, of whatever type and however it is quoted', () => {
  expect(read(csv, 'a:number,b:boolean,c,d:string\n,,,\n , ,"",\n')).toEqual([
    { a: null, b: null, c: null, d: null },
    { a: null, b: null, c: null, d: null },
  ])
})

test('numbers are read as numbers are written', () => {
  const cells = ['1', '-2', '+3', ' 4 ', '1.5', '.5', '5.', '1e3', '1E-2', '-0', '007']
  expect(read(csv, `n:number\n${cells.join('\n')}`).map(({ n }) => n)).toEqual([
    1, -2, 3, 4, 1.5, 0.5, 5, 1000, 0.01, 0, 7,
  ])
  for (const cell of ['x', '0x10', '1,5', 'Infinit', 'NaN1', 'infinite', 'nil', '1e999', '1 2', '--1', '1n', '٣']) {
    expect(lineOf(`id,n:number\na,1\nb,"${cell}"`)).toBe(3)
  }
})

test('a number that JSON cannot hold is null', () => {
  for (const cell of ['NaN', 'nan', '-nan', 'inf', '+Inf', '-inf', 'Infinity', ' -INFINITY '])
    expect(read(csv, `id,n:number\na,${cell}`), cell).toEqual([{ id: 'a', n: null }])
  expect(read(csv, 'id,n\na,NaN')).toEqual([{ id: 'a', n: 'NaN' }])
})

test('booleans are true or false', () => {
  expect(read(csv, 'b:boolean\n true \nfalse')).toEqual([{ b: true }, { b: false }])
  for (const cell of ['1', 'yes', 'TRUE']) expect(lineOf(`b:boolean\n${cell}`)).toBe(2)
})

test('quoted cells hold quotes, delimiters and line ends', () => {
  expect(read(csv, 'a,b\r\n"say ""hi""","x,\r\ny"\r\n"",5" disk\r\n')).toEqual([
    { a: 'say "hi"', b: 'x,\r\ny' },
    { a: null, b: '5" disk' },
  ])
})

test('empty lines are skipped, and the last line end may be missing', () => {
  expect(read(csv, '\n\r\na,b\n\n1,2\r\n\r\n3,4')).toEqual([
    { a: '1', b: '2' },
    { a: '3', b: '4' },
  ])
  expect(read(csv, 'a\n""\n')).toEqual([{ a: null }])
})

test('lines end in CR, LF or CRLF, also mixed, wherever the text is cut', () => {
  const rows = [
    { id: '1', title: 'a\rb' },
    { id: '2', title: 'c' },
    { id: '3', title: null },
    { id: '4', title: 'd' },
  ]
  for (const lineEnd of ['\r', '\n', '\r\n', '\r\r', '\n\r', '\r\n\r']) {
    const text = ['', 'id,title', '1,"a\rb"', '2,c', '3,""', '4,"d"', ''].join(lineEnd)
    for (const cut of [[], [...text].map((_, i) => i)]) {
      expect(read(csv, ...cutBytes(utf8(text), cut))).toEqual(rows)
    }
  }
  expect(read(csv, 'id,title\r1,"a\rb"\n2,c\r\n3,\r4,"d"')).toEqual(rows)
})

test('a refusal names its line, whatever the lines end in and wherever the text is cut', () => {
  for (const lineEnd of ['\r', '\n', '\r\n']) {
    const text = ['a,b', '', '"1', '",2', '3'].join(lineEnd)
    const bad = Uint8Array.from([...utf8(text), 0xff])
    for (const [bytes, cuts] of [
      [utf8(text), [[], [...text].map((_, i) => i)]],
      [bad, [[], [...text].map((_, i) => i), [text.length - 2], [text.length]]],
    ] as const) {
      for (const cut of cuts) expect(refusalOf(() => read(csv, ...cutBytes(bytes, cut))).details).toEqual({ line: 5 })
    }
  }
})

test('a whole number that would change is refused in a number column and kept in a text column', () => {
  for (const cell of ['9007199254740993', '-9007199254740993', '+1161888007138312193', ' 1161888007138312192 ']) {
    const refusal = refusalOf(() => read(csv, `id,n:number\na,1\nb,${cell}`))
    expect(refusal).toMatchObject({ code: 'malformed_payload', details: { line: 3 } })
    expect(refusal.message).toContain('n:string')
    expect(read(csv, `id,n\na,${cell}`)).toEqual([{ id: 'a', n: cell }])
  }
  const kept = ['9007199254740992', '-9007199254740991', '100000000000000000000', '1e23', '0.12345678901234567890']
  expect(read(csv, `n:number\n${kept.join('\n')}`).map(({ n }) => n)).toEqual(kept.map(Number))
})

test('another delimiter may be chosen', () => {
  for (const csvDelimiter of [';', '\t', '|', ' ', 'x']) {
    const text = [`a${csvDelimiter}b:number`, `1,5${csvDelimiter}2`].join('\n')
    expect(read({ ...csv, csvDelimiter }, text)).toEqual([{ a: '1,5', b: 2 }])
  }
})

test('a table comes out as it was written, however it is quoted and cut', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '🙂', ',', '"', '\n', '\r', ' ', ':') })
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }))
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(
      table,
      fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 7, maxLength: 7 }),
      fc.boolean(),
      anyPlaces,
      (rows, lineEnds, quoteAll, places) => {
        const width = (rows[0] as string[]).length
        const write = (text: string) => (quoteAll || text === '' || /[",\r\n]/.test(text) ? quoted(text) : text)
        const names = Array.from({ length: width }, (_, i) => `f${i}`)
        const lines = [names, ...rows].map((row) => row.map(write).join(','))
        const text = lines.map((line, i) => line + lineEnds[i]).join('')
        const expected = rows.map((row) =>
          Object.fromEntries(row.map((value, i) => [`f${i}`, value === '' ? null : value])),
        )
        expect(read(csv, ...cutBytes(utf8(text), places))).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
})

test('a row with too few or too many cells is refused with its line, also behind cells of several lines', () => {
  expect(lineOf('a,b\n1,2\n3\n')).toBe(3)
  expect(lineOf('a,b\n1,2\n3,4,5')).toBe(3)
  expect(lineOf('a,b\n"1\n\n",2\n\n3\n4,5')).toBe(6)
  expect(lineOf(`a,b\n${'1,2\n'.repeat(20_000)}1`)).toBe(20_002)
  expect(refusalOf(() => read(csv, 'a,b\n1')).message).toContain('1 cell, but the header has 2')
})

test('quotes that do not fit are refused with the line they start on', () => {
  expect(lineOf('a\n"x\ny\nz')).toBe(2)
  expect(lineOf('a,b\n1,2\n"x"y,3\n')).toBe(3)
  expect(lineOf('a,b\n1,"x" ,3\n')).toBe(2)
})

test('of columns with the same name the last one counts', () => {
  expect(read(csv, 'id,id\n1,2')).toEqual([{ id: '2' }])
  expect(read(csv, 'a,b,a\n1,2,3')).toEqual([{ a: '3', b: '2' }])
  expect(read(csv, 'a:number,a:string\n1,2')).toEqual([{ a: '2' }])
  expect(read(csv, 'a,a,a:boolean\nx,y,true')).toEqual([{ a: true }])
})

test('a header that names __proto__ is refused', () => {
  expect(lineOf('a,__proto__\n1,2')).toBe(1)
  expect(lineOf('\n\n__proto__:number\n2')).toBe(3)
})

test('bytes that are not UTF-8 are refused with their line', () => {
  const bytes = Uint8Array.from([...utf8('a,b\n1,é\n"x\ny'), 0xff, ...utf8('",2\n')])
  for (const cut of [[], [13], [7, 8], [14]]) {
    expect(refusalOf(() => read(csv, ...cutBytes(bytes, cut))).details).toEqual({ line: 4 })
  }
  expect(outcome(csv, Uint8Array.from([...utf8('a\nb'), 0xc3]))).toBe('malformed_payload')
})

test('a row over the document limit is refused, also when a quote was left open', () => {
  const large = 'x'.repeat(documentLimits.maxDocumentBytes)
  expect(outcome(csv, `a,b\n1,${large}\n`)).toBe('payload_too_large')
  expect(outcome(csv, `a,b\n1,"${`${large.slice(0, 80)}\n`.repeat(60_000)}`)).toBe('payload_too_large')
  expect(refusalOf(() => read(csv, `a\nb\n"${large}${large}`)).message).toContain('line 3')
  // Escapes make the JSON longer than the cell.
  expect(outcome(csv, `a\n"${'\t'.repeat(documentLimits.maxDocumentBytes / 2)}"\n`)).toBe('payload_too_large')
})
