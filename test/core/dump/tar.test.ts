/** Tar, against the plainest tar there can be, and against archives nobody's program makes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveLimits } from '../../../src/core/dump/limits.ts'
import { decodeTarHeader, encodeTarHeader, tarPadding } from '../../../src/core/dump/tar-header.ts'
import { TarReader } from '../../../src/core/dump/tar-reader.ts'
import { type ArchiveEntry, packTar } from '../../support/archive.ts'

/** All files as text, read from pieces of these lengths. */
function read(tar: Uint8Array, cuts: readonly number[] = []): [string, string][] {
  const reader = new TarReader()
  const files: [string, string][] = []
  let open: Uint8Array[] = []
  const take = (piece: Uint8Array) => {
    for (const event of reader.push(piece)) {
      if (event.type === 'file') {
        files.push([event.path, ''])
        open = []
      } else if (event.type === 'data') open.push(event.bytes.slice())
      else (files.at(-1) as [string, string])[1] = Buffer.concat(open).toString()
    }
  }
  let at = 0
  for (const cut of cuts) {
    take(tar.subarray(at, at + cut))
    at += cut
  }
  take(tar.subarray(at))
  reader.finish()
  return files
}

const path = fc.stringMatching(/^[a-z0-9_-]{1,20}(\/[a-z0-9_][a-z0-9_.-]{0,20}){0,2}x$/)

describe('reading', () => {
  test('finds the files of any archive, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ path, content: fc.string({ maxLength: 1500 }) }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 700 })),
        (entries, cuts) => {
          expect(read(packTar(entries), cuts)).toEqual(entries.map(({ path, content }) => [path, content]))
        },
      ),
    )
  })

  test('says that a cut archive is cut, wherever it is', () => {
    const tar = packTar([
      { path: 'a', content: 'x'.repeat(700) },
      { path: 'b/c', content: '' },
    ])
    for (let length = 0; length <= tar.length - 1024; length += 64) {
      expect(() => read(tar.subarray(0, length)), `${length} bytes`).toThrow(
        expect.objectContaining({ code: 'invalid_dump' }),
      )
    }
  })

  test('any bytes are files or refused', () => {
    const tar = packTar([{ path: 'metadata.json', content: '{"dumpVersion":"V6"}' }])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 511 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const damaged = Uint8Array.from(tar)
        damaged[at] = byte
        try {
          read(damaged)
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_dump' })
        }
      }),
    )
  })

  test('directories and a leading dot are no files and no difference', () => {
    const entries = [
      { path: './', type: '5' },
      { path: './indexes/', type: '5' },
      { path: './indexes/a/settings.json', content: '{}' },
      { path: 'old-style/', type: '\0' },
    ]
    expect(read(packTar(entries))).toEqual([['indexes/a/settings.json', '{}']])
  })

  test('long names are understood as GNU and as POSIX write them', () => {
    const long = `indexes/${'m'.repeat(300)}/documents.jsonl`
    const record = ` path=${long}\n`
    const length = record.length + String(record.length + 3).length
    const entries: ArchiveEntry[] = [
      { path: '././@LongLink', type: 'L', content: `${long}\0` },
      { path: long.slice(0, 100), content: '1' },
      { path: 'PaxHeaders/x', type: 'x', content: `${length}${record}` },
      { path: long.slice(0, 100), content: '2' },
      { path: 'PaxHeaders/g', type: 'g', content: '12 a=b\n' },
      { path: 'short', content: '3' },
    ]
    expect(read(packTar(entries))).toEqual([
      [long, '1'],
      [long, '2'],
      ['short', '3'],
    ])
  })

  test.each<[string, ArchiveEntry]>([
    ['an absolute path', { path: '/etc/passwd' }],
    ['a path that climbs', { path: 'indexes/../../etc/passwd' }],
    ['a drive', { path: 'C:/boot.ini' }],
    ['a backslash', { path: 'indexes\\..\\x' }],
    ['a line end in a name', { path: 'a\nb' }],
    ['a symbolic link', { path: 'link', type: '2', linkTarget: '/etc/passwd' }],
    ['a hard link', { path: 'link', type: '1', linkTarget: 'metadata.json' }],
    ['a device', { path: 'null', type: '3' }],
    ['a name of a megabyte', { path: 'x', type: 'L', size: 1024 * 1024 }],
    ['a name beyond the limit', { path: 'x', type: 'L', content: 'x'.repeat(archiveLimits.maxPathLength + 1) }],
    ['a size that is no number', { path: 'x', size: Number.NaN }],
  ])('%s is refused', (_, entry) => {
    expect(() => read(packTar([entry, { path: 'after', content: '' }]))).toThrow(
      expect.objectContaining({ code: 'invalid_dump' }),
    )
  })

  test('more files than the limit are refused without reading them', () => {
    const entries = Array.from({ length: archiveLimits.maxEntries + 1 }, (_, i) => ({ path: `f${i}` }))
    expect(() => read(packTar(entries))).toThrow(expect.objectContaining({ code: 'payload_too_large' }))
  })
})

describe('writing', () => {
  test('a header is read back as it was, and is as long as a block', () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 0, max: 8 ** 11 - 1 }), fc.constantFrom('0', '5'), (path, size, type) => {
        const header = encodeTarHeader({ path, size, type }, 1_900_000_000)
        expect(header.length).toBe(512)
        expect(decodeTarHeader(header)).toEqual({ path, size, type })
      }),
    )
  })

  test('is, byte for byte, what another hand writes', () => {
    const theirs = packTar([{ path: 'indexes/a/settings.json', content: '{}' }])
    expect(Buffer.from(encodeTarHeader({ path: 'indexes/a/settings.json', size: 2, type: '0' }, 0))).toEqual(
      theirs.subarray(0, 512),
    )
  })

  test('padding fills the last block', () => {
    for (const size of [0, 1, 511, 512, 513, 1024]) expect((size + tarPadding(size)) % 512).toBe(0)
  })
})
