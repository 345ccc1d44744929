/** From URLs to document ids. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentIdText } from '../../src/shared/document-id.ts'
import { documentId } from '../../src/site/entry.ts'

test.each([
  ['/guide/install.html#linux', '__guide__install_2ehtml_-linux'],
  ['https://example.org/a?b=c', 'https_3a____example_2eorg__a_3fb_3dc'],
  ['/café', '__caf_c3_a9'],
  ['/a_b', '__a_5fb'],
  ['', '_'],
  ['\ud800', '_ed_a0_80'],
])('%s has the id %s', (url, id) => {
  expect(documentId(url)).toBe(id)
})

test('any text has an id that an engine and a server take', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (url) => documentIdText(documentId(url)) !== undefined),
  )
  const long = documentId(`/${'a/'.repeat(1000)}`)
  expect(long).toMatch(/^[\w-]{506}$/)
})

test('different texts have different ids', () => {
  const sign = fc.constantFrom('a', 'z', '2', '_', '-', '/', '#', '.', 'é', '😀', '\ud800', '\udc00')
  const text = fc.array(sign, { maxLength: 8 }).map((signs) => signs.join(''))
  fc.assert(fc.property(text, text, (a, b) => (a === b) === (documentId(a) === documentId(b))))
  const start = '/x'.repeat(400)
  expect(new Set(['', 'a', 'b'].map((end) => documentId(start + end))).size).toBe(3)
})
