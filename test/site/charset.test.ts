/** From bytes to text. */
import { expect, test } from 'vitest'
import { decodeText } from '../../src/site/charset.ts'

const latin1 = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)

test.each<[string, Uint8Array, string]>([
  ['nothing, which is UTF-8', utf8('<p>é'), '<p>é'],
  ['a meta charset', latin1('<meta charset="ISO-8859-1"><p>\xe9'), '<meta charset="ISO-8859-1"><p>é'],
  [
    'a meta http-equiv',
    latin1('<meta http-equiv=content-type content="text/html; charset=windows-1251"><p>\xcf'),
    '<meta http-equiv=content-type content="text/html; charset=windows-1251"><p>П',
  ],
  ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), 'a'],
  ['that of UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0xe9, 0), 'aé'],
  ['the other one, whatever the page says', Uint8Array.of(0xfe, 0xff, 0, 0x61), 'a'],
  ['UTF-16 in bytes that are none', utf8('<meta charset="utf-16"><p>é'), '<meta charset="utf-16"><p>é'],
  ['nothing but in a comment', utf8('<!-- <meta charset="latin1"> --><p>é'), '<!-- <meta charset="latin1"> --><p>é'],
])('a page that says %s is read so', (_, bytes, text) => {
  expect(decodeText(bytes, true)).toEqual({ text, problem: null })
})

test('a charset that no browser knows, and bytes that are none of their charset, are told', () => {
  expect(decodeText(utf8('<meta charset="klingon"><p>é'), true)).toEqual({
    text: '<meta charset="klingon"><p>é',
    problem: expect.stringContaining('"klingon"'),
  })
  expect(decodeText(latin1('<p>caf\xe9'), true)).toEqual({
    text: '<p>caf\ufffd',
    problem: expect.stringContaining('no UTF-8'),
  })
})

test('a text that is no HTML does not name its charset', () => {
  expect(decodeText(utf8('<meta charset="latin1">é'), false).text).toBe('<meta charset="latin1">é')
})
