/**
 * docs/reference/search-parameters.md against the source: each parameter that a search knows has a
 * section with an example that uses it, and what Meilisearch has not is marked.
 */
import { expect, test } from 'vitest'
import type { SeeklingError } from '../../src/shared/errors.ts'
import { checkSearchRequest } from '../../src/shared/search-check.ts'
import { read } from './examples/files.ts'

/** As the refusal of an unknown parameter lists them. */
const parameters = ((): string[] => {
  try {
    checkSearchRequest({ nothing: true })
  } catch (thrown) {
    return /parameters are (.*)\.$/.exec((thrown as SeeklingError).message)?.[1].split(', ') ?? []
  }
  return []
})()

const sections = new Map(
  read('docs/reference/search-parameters.md')
    .split(/^(?=##)/m)
    .map((section) => [/^### `(\w+)`$/m.exec(section)?.[1], section]),
)
sections.delete(undefined)

const ours = ['groupBy', 'matchForms', 'matchingShare', 'showFormattedParts']

test('every parameter has one section, and no other has', () => {
  expect(parameters).toContain('attributesToCrop')
  expect([...sections.keys()].sort()).toEqual([...parameters].sort())
})

test.each(parameters)('%s', (name) => {
  const section = sections.get(name) ?? ''
  expect(section.startsWith(`### \`${name}\`\n\n**Seekling.**`)).toBe(ours.includes(name))
  const [, example = ''] = /```ts run\n(.*?)```/s.exec(section) ?? []
  expect(example).toMatch(name === 'q' ? /search\('/ : new RegExp(`\\b${name}:`))
})
