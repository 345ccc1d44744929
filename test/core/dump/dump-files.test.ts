/** Names and texts of a dump's files. */
import { describe, expect, test } from 'vitest'
import { dumpMetadata, dumpUid, indexFolders } from '../../../src/core/dump/dump-files.ts'

test('the metadata says which format it is', () => {
  expect(JSON.parse(dumpMetadata('2026-01-02T03:04:05.678Z'))).toEqual({
    dumpVersion: 'V6',
    dbVersion: '1.50.0',
    dumpDate: '2026-01-02T03:04:05.678Z',
  })
})

describe('the uid of a dump', () => {
  const time = Date.parse('2021-11-11T13:31:12.051Z')

  test('is its moment in UTC', () => {
    expect(dumpUid(time, () => false)).toBe('20211111-133112051')
  })

  test('is never given twice', () => {
    const taken = new Set(['20211111-133112051', '20211111-133112052'])
    expect(dumpUid(time, (uid) => taken.has(uid))).toBe('20211111-133112053')
  })
})

describe('the folder of an index', () => {
  test('is called after it', () => {
    expect(indexFolders(['movies', 'books_2'])).toEqual(['movies', 'books_2'])
  })

  test('fits into a tar header and is its own, however long and alike the uids are', () => {
    const long = 'm'.repeat(400)
    const uids = [`${long.slice(1)}a`, `${long.slice(1)}b`, long.slice(0, 48), `${long.slice(0, 48)}-1`]
    const folders = indexFolders(uids)
    expect(new Set(folders).size).toBe(uids.length)
    for (const folder of folders) expect(`indexes/${folder}/documents.jsonl`.length).toBeLessThanOrEqual(100)
    expect(folders.slice(2)).toEqual(uids.slice(2))
  })
})
