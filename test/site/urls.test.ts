/** Where pages lie. */
import { describe, expect, test } from 'vitest'
import { anchorOf, pageUrl, type UrlStyle } from '../../src/site/urls.ts'

describe('the URL of a file', () => {
  test.each<[string, string, UrlStyle, string]>([
    ['/', 'index.html', 'files', '/'],
    ['/', 'index.html', 'clean', '/'],
    ['/docs/', 'guide/index.html', 'files', '/docs/guide/'],
    ['/docs/', 'guide/a.html', 'files', '/docs/guide/a.html'],
    ['/docs/', 'guide/a.html', 'clean', '/docs/guide/a'],
    ['/docs/', 'guide/a.html', 'folders', '/docs/guide/a/'],
    ['https://example.org/', 'a.b.html', 'clean', 'https://example.org/a.b'],
    ['/', 'guide/README.md', 'clean', '/guide/'],
    ['/', 'readme.html', 'files', '/readme.html'],
    ['/', 'ein Büro/50%?#.html', 'files', '/ein%20Büro/50%25%3F%23.html'],
  ])('at %s, of %s, as %s, is %s', (base, path, style, url) => {
    expect(pageUrl(base, path, style)).toBe(url)
  })
})

test.each([
  ['install', '#install'],
  ['über-uns', '#über-uns'],
  ['a b"<>%', '#a%20b%22%3C%3E%25'],
  ['\ud800', '#%EF%BF%BD'],
])('the anchor of the id %s is %s', (id, anchor) => {
  expect(anchorOf(id)).toBe(anchor)
})
