/**
 * docs/reference/errors.md and the table of codes say the same: each code has an entry, each entry
 * an example in which a call ends with that code. test/docs/reference.test.ts runs it.
 */
import { expect, test } from 'vitest'
import { errorTypes } from '../../src/shared/errors.ts'
import { read } from './examples/files.ts'

const page = read('docs/reference/errors.md')
const entries = page
  .split(/^(?=##)/m)
  .map((section) => ({ code: /^### `(\w+)`$/m.exec(section)?.[1], section }))
  .filter(({ code }) => code !== undefined)

test('every code has one entry, and every entry is a code', () => {
  expect(entries.map(({ code }) => code).sort()).toEqual(Object.keys(errorTypes).sort())
})

test.each(entries)('$code ends a call of its example', ({ code, section }) => {
  const [, example = ''] = /```ts run.*?\n(.*?)```/s.exec(section) ?? []
  expect(example).toMatch(new RegExp(`// rejects ${code}$`, 'm'))
})

test('every entry says something before its example', () => {
  const silent = entries.filter(({ section }) => !/^### .*\n\n[A-Z`].{15,}/.test(section))
  expect(silent.map(({ code }) => code)).toEqual([])
})
