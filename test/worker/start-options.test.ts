import { expect, test } from 'vitest'
import { SeeklingError } from '../../src/shared/errors.ts'
import { checkStartOptions } from '../../src/worker/start-options.ts'

const options = {
  role: 'search',
  name: 'films',
  channel: 'seekling:films',
  storage: 'indexeddb',
  durability: 'relaxed',
}

test.each([
  ['as they are', options],
  ['with a bound for the cache', { ...options, cacheBytes: 0 }],
  ['with scripts for later', { ...options, later: { 'search-more': '/more.js' } }],
  ['with what is undefined left out', { ...options, cacheBytes: undefined, indexedDB: undefined }],
])('good options are taken %s', (_, given) => {
  expect(checkStartOptions(given)).toBe(given)
})

test.each([
  ['name', ''],
  ['name', 7],
  ['name', undefined],
  ['storage', 'disk'],
  ['durability', 'none'],
  ['role', 'leader'],
  ['cacheBytes', -1],
  ['cacheBytes', 'many'],
  ['cacheBytes', Number.NaN],
  ['later', '/more.js'],
  ['later', { 'search-more': 7 }],
  ['nmae', 'films'],
  ['toString', 'films'],
])('%s: %j is refused by name', (option, value) => {
  const check = () => checkStartOptions({ ...options, [option]: value })
  expect(check).toThrow(SeeklingError)
  try {
    check()
  } catch (thrown) {
    expect(thrown).toMatchObject({
      code: 'invalid_options',
      details: { option },
      message: expect.stringContaining(option),
    })
  }
})

test('no options at all are refused', () => {
  expect(() => checkStartOptions(undefined)).toThrow(SeeklingError)
})
