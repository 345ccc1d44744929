/** What a snapshot says of itself, when it lies: checksums prove nothing about who wrote them. */
import { expect, test } from 'vitest'
import { describe as describeIndexes, parseDescription } from '../../../src/engine/image/description.ts'
import { filesNamedBy } from '../../../src/engine/store/files.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { TestEngine } from '../../support/test-engine.ts'

async function described() {
  const db = await TestEngine.open(new MemoryStore())
  await db.send({ type: 'Settings', indexUid: 'films', settings: { sortableAttributes: ['year'] } })
  await db.add('films', [
    { id: 1, title: 'Solaris', year: 1972 },
    { id: 2, title: 'Mirror', year: 1975 },
  ])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [2] })
  await db.idle()
  const manifests = await db.manifests()
  return { manifests, text: JSON.stringify(describeIndexes(manifests, manifests.flatMap(filesNamedBy))) }
}

const now = '2026-01-02T03:04:05.000Z'

test('a description is read as it was printed, but for numbers of files, ids, versions and times', async () => {
  const { manifests, text } = await described()
  const { files, manifests: read } = parseDescription(text, now)
  const named = manifests.flatMap(filesNamedBy)
  expect(files).toEqual(named.map(({ pages, bytes }) => ({ pages, bytes })))
  expect(read.flatMap(filesNamedBy).map(({ file }) => file)).toEqual(named.map((_, place) => place))
  const [before, after] = [manifests[0], read[0]]
  expect({ ...after, segments: [] }).toEqual({ ...before, segments: [], createdAt: now, updatedAt: now, version: 0 })
  expect(after?.segments[0]?.documentFiles[0]?.counts).toEqual(before?.segments[0]?.documentFiles[0]?.counts)
})

// biome-ignore lint/suspicious/noExplicitAny: as below.
const rowsOf = (description: any, values: number) => ({ ...description.indexes[0].segments[0].ids, values })

// biome-ignore lint/suspicious/noExplicitAny: lies of every shape.
type Lie = (description: any) => unknown

test.each<[string, string, Lie]>([
  ['no files', 'invalid_snapshot', (d) => delete d.files],
  ['no indexes', 'invalid_snapshot', (d) => (d.indexes = {})],
  ['a file without end', 'invalid_snapshot', (d) => (d.files[0].pages = 2 ** 20)],
  ['a file nobody names', 'invalid_snapshot', (d) => d.files.push({ pages: 1, bytes: 100 })],
  ['a file of other size', 'invalid_snapshot', (d) => d.files[0].bytes++],
  ['two indexes with the same files', 'invalid_snapshot', (d) => d.indexes.push({ ...d.indexes[0], uid: 'other' })],
  ['one index twice', 'invalid_snapshot', (d) => d.indexes.push({ ...d.indexes[0], segments: [], documents: 0 })],
  ['an impossible name', 'invalid_snapshot', (d) => (d.indexes[0].uid = '../films')],
  ['a wrong number of documents', 'invalid_snapshot', (d) => d.indexes[0].documents++],
  ['negative documents', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].documents = -1)],
  ['fields that are no texts', 'invalid_snapshot', (d) => (d.indexes[0].fields = [1])],
  ['a section beyond its file', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].postings.length = 2 ** 40)],
  ['a section before its file', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].ids.start = -1)],
  ['a missing section', 'invalid_snapshot', (d) => delete d.indexes[0].segments[0].dictionary],
  ['a section in no file', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].table.file.file = 99)],
  ['a column in no file', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].columns = { year: {} })],
  ['rows in no file', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].columnRows = { year: { values: 1 } })],
  ['rows of no number', 'invalid_snapshot', (d) => (d.indexes[0].segments[0].columnRows = { year: rowsOf(d, -1) })],
  ['documents without counts', 'invalid_snapshot', (d) => delete d.indexes[0].segments[0].documentFiles[0].counts],
  [
    'too many documents in a page',
    'invalid_snapshot',
    (d) => (d.indexes[0].segments[0].documentFiles[0].counts[0] = 256),
  ],
  ['a setting of the future', 'snapshot_incompatible', (d) => (d.indexes[0].settings.future = 1)],
  ['a setting with an impossible value', 'snapshot_incompatible', (d) => (d.indexes[0].settings.stopWords = 'the')],
])('%s is refused: %s', async (_, code, lie) => {
  const description = JSON.parse((await described()).text)
  lie(description)
  expect(() => parseDescription(JSON.stringify(description), now)).toThrow(expect.objectContaining({ code }))
})

test('what is no JSON is refused', () => {
  for (const text of ['', '{', 'null', '[]', '"x"']) {
    expect(() => parseDescription(text, now)).toThrow(expect.objectContaining({ code: 'invalid_snapshot' }))
  }
})
