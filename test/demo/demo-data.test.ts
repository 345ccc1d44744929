/**
 * The demo's corpus as the packages in this tree give it: every feature once, flat, readable, and
 * the same on every run.
 */
import { beforeAll, expect, test } from 'vitest'
import type { Feature } from '../../demo/feature.ts'
import { readFeatures, sourceVersions } from '../../scripts/demo-data.mjs'
import { nameOf, plainText, wordsOf } from '../../scripts/demo-text.mjs'

let features: readonly Feature[]
let byPath: ReadonlyMap<string, Feature>

beforeAll(() => {
  features = readFeatures()
  byPath = new Map(features.map((feature) => [feature.path, feature]))
})

const feature = (path: string): Feature => {
  const found = byPath.get(path)
  if (found === undefined) throw new Error(`the corpus has no ${path}`)
  return found
}

test('every feature is there, under an id of its own that an index takes', () => {
  expect(features.length).toBeGreaterThan(20_000)
  expect(new Set(features.map(({ id }) => id)).size).toBe(features.length)
  expect(features.filter(({ id }) => !/^[A-Za-z0-9_-]{1,511}$/.test(id))).toEqual([])
})

test('two readings give the same documents in the same order', () => {
  expect(JSON.stringify(readFeatures())).toBe(JSON.stringify(features))
})

test('a feature says where it belongs, who has it and where to read on', () => {
  expect(feature('css.properties.grid')).toMatchObject({
    id: 'css_properties_grid',
    name: 'grid',
    words: 'grid',
    category: 'CSS',
    mdn_url: 'https://developer.mozilla.org/docs/Web/CSS/Reference/Properties/grid',
    deprecated: false,
    support: { chrome: 57, firefox: 52, safari: 10.1 },
    baseline: 'high',
    baseline_date: '2017-10-17',
    baseline_year: 2017,
  })
})

test('versions are numbers, and browsers without the feature are absent', () => {
  for (const { support, path } of features) {
    for (const version of Object.values(support)) expect(Number.isFinite(version), path).toBe(true)
  }
  expect(feature('api.AbortController.abort').support).not.toHaveProperty('ie')
})

test('a part of a feature leads to the page that describes the whole', () => {
  expect(feature('api.EventTarget.addEventListener.options_parameter').mdn_url).toBe(
    feature('api.EventTarget.addEventListener').mdn_url,
  )
})

test('no text holds the markup of its source', () => {
  const texts = features.flatMap(({ name, description, words }) => [name, description, words])
  expect(texts.filter((text) => /<a href|<\/(?:a|code|kbd)>/.test(text))).toEqual([])
})

test('the packages tell their versions', () => {
  for (const version of Object.values(sourceVersions())) expect(version).toMatch(/^\d+\.\d+\.\d+/)
})

test.each([
  [['api', 'EventTarget', 'addEventListener'], 'event target add event listener'],
  [['css', 'properties', 'font-synthesis-weight', 'none'], 'font synthesis weight none'],
  [['api', 'WebSocket', 'WebSocket'], 'web socket'],
  [['javascript', 'classes'], 'classes'],
])('%j reads %j', (path, words) => {
  expect(wordsOf(path)).toBe(words)
})

test.each([
  [['api', 'Element', 'click_event'], 'click event', 'click event'],
  [['html', 'elements', 'dialog'], '', 'dialog'],
  [['api', 'AbortSignal', 'any_static', 'signals_parameter'], '', 'signals parameter'],
  [['api', 'ANGLE_instanced_arrays'], '', 'ANGLE_instanced_arrays'],
  [['api', 'Headers', '@@iterator'], '', '[Symbol.iterator]'],
  [
    ['html', 'elements', 'th', 'rowspan'],
    'A sentence that is much too long to be the name of anything, or to be read in a list',
    'rowspan',
  ],
])('%j with the description %j is called %j', (path, described, name) => {
  expect(nameOf(path, described)).toBe(name)
})

test('markup becomes the text a reader would see', () => {
  expect(
    plainText('<code>&lt;a&gt;</code> and <a href="https://x.example/">b</a>, `c` &amp;\n [d](https://x.example/)'),
  ).toBe('<a> and b, c & d')
})
