/** Archives that are refused: nothing is changed, and the reason is named. */
import { beforeAll, describe, expect, test } from 'vitest'
import { archiveLimits } from '../../../src/core/dump/limits.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { dumpOf, fixtureDump, packDump } from '../../support/archive.ts'
import { picture } from '../../support/picture.ts'
import { sendAll } from '../../support/scenario.ts'
import { v6 } from '../../support/small-dump.ts'
import { openDumps, settled } from '../../support/test-dumps.ts'
import { TestEngine } from '../../support/test-engine.ts'

describe('refused, and nothing is changed:', () => {
  let before: string
  let disk: MemoryDisk

  /** All but the counters, of which file numbers may have been used up. */
  const stateOf = async (of: MemoryDisk) =>
    (await picture(new MemoryStore(of))).replace(/ {2}counters .*\n/, '').replace(/ {2}stepAside .*\n/, '')

  beforeAll(async () => {
    disk = new MemoryDisk()
    const db = await TestEngine.open(new MemoryStore(disk))
    await sendAll(db)
    await db.idle()
    await db.engine.close()
    const engine = await openDumps(new MemoryStore(disk))
    await engine.importDump(dumpOf(v6())).then(() => {})
    const after = await TestEngine.open(new MemoryStore(disk))
    await after.engine.resume()
    await after.idle()
    before = await stateOf(disk)
  })

  const refuse = async (dump: Blob, code = 'invalid_dump'): Promise<Error> => {
    const engine = await openDumps(new MemoryStore(disk))
    const error = await engine.importDump(dump).then(
      () => expect.fail('it was taken over'),
      (thrown) => thrown,
    )
    expect(error).toMatchObject({ name: 'SeeklingError', code })
    await settled(engine)
    expect(await stateOf(disk)).toBe(before)
    expect(await checkStore(new MemoryStore(disk))).toEqual([])
    return error
  }

  const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

  test('what is no Blob, no gzip, no tar, or nothing at all', async () => {
    await refuse('text' as never)
    await refuse(undefined as never)
    await refuse(new Blob([]))
    await refuse(new Blob(['{"dumpVersion":"V6"}']))
    await refuse(packDump([]))
    await refuse(new Blob([await bytesOf(new Blob([new Uint8Array(2000)]))]))
  })

  test('a file that is cut short, wherever', async () => {
    const bytes = await bytesOf(fixtureDump('v6'))
    for (let length = 1; length < bytes.length; length += 73) await refuse(new Blob([bytes.subarray(0, length)]))
  })

  test('a file with damaged bytes', async () => {
    const bytes = await bytesOf(fixtureDump('v6'))
    // Past the head, whose time and name mean nothing.
    for (let at = 10; at < bytes.length; at += 67) {
      const damaged = bytes.slice()
      damaged[at] = damaged[at] ^ 0x55
      await refuse(new Blob([damaged]))
    }
  })

  test.each<[string, Record<string, string | undefined>]>([
    ['a version of the future', { 'metadata.json': '{"dumpVersion":"V7"}' }],
    ['no version', { 'metadata.json': '{}' }],
    ['no metadata', { 'metadata.json': undefined }],
    ['metadata that is no JSON', { 'metadata.json': '{' }],
    ['an index without documents', { 'indexes/films/documents.jsonl': undefined }],
    ['an index without settings', { 'indexes/films/settings.json': undefined }],
    ['an impossible name', { 'indexes/films/metadata.json': '{"uid":"../films","primaryKey":"id"}' }],
    ['no name', { 'indexes/films/metadata.json': '{"primaryKey":"id"}' }],
    [
      'one index twice',
      {
        ...Object.fromEntries(
          ['metadata.json', 'settings.json', 'documents.jsonl'].map((file) => [
            `indexes/other/${file}`,
            v6()[`indexes/films/${file}` as keyof ReturnType<typeof v6>],
          ]),
        ),
      },
    ],
    ['a document that is cut', { 'indexes/films/documents.jsonl': '{"id":1}\n{"id":2' }],
    ['a document that is none', { 'indexes/films/documents.jsonl': '{"id":1}\n[2]\n' }],
    ['a document without its id', { 'indexes/films/documents.jsonl': '{"id":1}\n{"title":"x"}\n' }],
    ['a key that changes objects', { 'indexes/films/documents.jsonl': '{"id":1,"__proto__":{}}\n' }],
    ['bytes that are no text', { 'indexes/films/settings.json': '\ud800' }],
    ['a list of updates that is none', { 'tasks/queue.jsonl': '{"uid":1\n' }],
    [
      'a waiting update without its documents',
      {
        'tasks/queue.jsonl':
          '{"uid":1,"indexUid":"films","status":"enqueued","type":{"documentImport":{"method":"ReplaceDocuments","documents_count":1}}}\n',
      },
    ],
  ])('%s', async (_, changes) => {
    const files = Object.fromEntries(
      Object.entries({ ...v6(), ...changes }).filter(([, text]) => text !== undefined),
    ) as Record<string, string>
    if (files['indexes/films/settings.json'] === '\ud800') {
      const entries = Object.entries(files).map(([path, content]) => ({
        path,
        content: path.endsWith('settings.json') ? Uint8Array.of(0xff, 0xfe) : content,
      }))
      await refuse(packDump(entries))
    } else await refuse(dumpOf(files))
  })

  test('tricks with paths and links', async () => {
    const good = Object.entries(v6()).map(([path, content]) => ({ path, content }))
    await refuse(packDump([...good, { path: '../outside', content: 'x' }]))
    await refuse(packDump([...good, { path: '/etc/passwd', content: 'x' }]))
    await refuse(packDump([...good, { path: 'indexes/films/link', type: '2', linkTarget: '/etc/passwd' }]))
    await refuse(packDump([...good, { path: 'indexes/films/settings.json', content: '{}' }]))
    await refuse(packDump([...good, { path: './indexes//films/settings.json', content: '{}' }]))
  })

  test('a header that claims more than there is', async () => {
    const good = Object.entries(v6()).map(([path, content]) => ({ path, content }))
    await refuse(packDump([...good, { path: 'huge', content: '', size: 8 ** 11 - 1 }]))
    await refuse(
      packDump([
        ...good,
        { path: 'indexes/big/settings.json', content: '', size: archiveLimits.maxSmallFileBytes + 1 },
      ]),
      'payload_too_large',
    )
  })

  test('a bomb', async () => {
    const { gzipSync } = await import('node:zlib')
    const bomb = gzipSync(Buffer.alloc(archiveLimits.ratioFreeBytes + 1024))
    expect(bomb.length).toBeLessThan(archiveLimits.ratioFreeBytes / 500)
    // As zeros are the end of an archive, it takes a file of them.
    const { packTar } = await import('../../support/archive.ts')
    const head = packTar([{ path: 'zeros', content: '', size: 8 ** 10 }]).subarray(0, 512)
    await refuse(
      new Blob([gzipSync(Buffer.concat([head, Buffer.alloc(archiveLimits.ratioFreeBytes)]))]),
      'payload_too_large',
    )
    await refuse(new Blob([bomb]), 'payload_too_large')
  })

  test('a line of updates without end', async () => {
    const line = `"${'x'.repeat(archiveLimits.maxTaskLineBytes)}"`
    await refuse(dumpOf(v6({ 'tasks/queue.jsonl': line })), 'payload_too_large')
  })
})
