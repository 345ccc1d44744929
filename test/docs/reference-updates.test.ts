/**
 * docs/reference/updates.md and events.md against the source: every type, status, field, detail,
 * event and state there is has its line, and no other has.
 */
import { expect, test } from 'vitest'
import { updateStatusNames, updateTypeNames } from '../../src/shared/update.ts'
import { read } from './examples/files.ts'

/** The section under this heading, up to the next one. */
const section = (page: string, heading: string): string =>
  read(`docs/reference/${page}.md`)
    .split(/^## /m)
    .find((one) => one.startsWith(`${heading}\n`)) ?? ''

/** Names in the first column of its tables. */
const named = (text: string): string[] =>
  [...text.matchAll(/^\| (\[?`.*?) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w[\w-]*)`/g)].map(([, name]) => name),
  )

/** Names of the members of an interface, or the words of a union of texts, as they are declared. */
function declared(path: string, name: string): string[] {
  const text = read(path)
  const members = new RegExp(`interface ${name}\\b[^{]*\\{(.*?)^\\}`, 'ms').exec(text)?.[1]
  if (members === undefined) throw new Error(`${path} has no interface ${name}`)
  return [...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member]) => member)
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()
const update = 'src/shared/update.ts'

test('types and statuses of updates', () => {
  const types = section('updates', 'Types').split('```')[0]
  const inTable = [...types.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(inTable).toEqual(updateTypeNames)
  expect(named(section('updates', 'Statuses'))).toEqual(updateStatusNames)
})

test('fields and details of updates', () => {
  const ofAll = declared(update, 'UpdateBase')
  const others = ['EnqueuedUpdate', 'ProcessingUpdate', 'ProcessedUpdate', 'FailedUpdate']
  const fields = [...ofAll, ...others.flatMap((name) => declared(update, name))]
  expect(sorted(named(section('updates', 'Fields')))).toEqual(sorted(fields))
  expect(sorted(named(section('updates', 'Details')))).toEqual(sorted(declared(update, 'UpdateDetails')))
})

test('options of waiting and of lists', () => {
  const options = declared('src/page/update-watcher.ts', 'WaitOptions')
  expect(sorted(named(section('updates', 'Wait for an update')))).toEqual(sorted(options))
  const query = [...declared(update, 'UpdateFilter'), ...declared(update, 'UpdateQuery')]
  expect(sorted(named(section('updates', 'List updates')))).toEqual(sorted(query))
})

test('events and the states of the storage', () => {
  const events = declared('src/page/events.ts', 'ClientEvents')
  const page = read('docs/reference/events.md')
  expect(sorted(named(page.split(/^## /m)[0]))).toEqual(sorted(events))
  expect([...page.matchAll(/^## `(\w+)`$/gm)].map(([, name]) => name).sort()).toEqual(sorted(events))
  const states = /interface EngineStatus\b.*?readonly state: (.*?)\n/s.exec(read('src/shared/engine-api.ts'))?.[1] ?? ''
  expect(sorted(named(section('events', '`status`')))).toEqual(
    sorted([...states.matchAll(/'([\w-]+)'/g)].map(([, state]) => state)),
  )
  expect(sorted(named(section('events', '`transfer`')))).toEqual(sorted(declared('src/shared/dump.ts', 'Transfer')))
})
