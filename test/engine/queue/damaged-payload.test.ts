/**
 * Documents of an update that waits, damaged in storage: that update fails by name, whatever is
 * wrong with them, and the next one runs.
 */
import { describe, expect, test } from 'vitest'
import { pageHeaderBytes, sealPage } from '../../../src/core/bytes/page.ts'
import { BlockWriter } from '../../../src/core/document/block.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris' },
  { id: 2, title: 'Stalker' },
]

const changed = (page: Uint8Array, at: number): Uint8Array => {
  const copy = page.slice()
  copy[at] = copy[at] ^ 4
  return copy
}

/** A page whose checksum is right and whose content is not. */
const sealed = (content: Uint8Array): Uint8Array => {
  const page = new Uint8Array(pageHeaderBytes + content.length)
  page.set(content, pageHeaderBytes)
  return sealPage(page)
}

const blockOf = (...documents: string[]): Uint8Array => {
  const blocks = new BlockWriter()
  for (const document of documents) blocks.add(new TextEncoder().encode(document))
  return blocks.finish().pages[0] as Uint8Array
}

const damages: readonly [string, (page: Uint8Array) => unknown][] = [
  ['a bit of the checksum', (page) => changed(page, 1)],
  ['a bit of the length', (page) => changed(page, 5)],
  ['a bit of the content', (page) => changed(page, page.length >> 1)],
  ['the last bit', (page) => changed(page, page.length - 1)],
  ['a page cut short', (page) => page.slice(0, 20)],
  ['an empty page', () => new Uint8Array()],
  ['no page', () => undefined],
  ['something else', () => ({ not: 'bytes' })],
  ['noise with a good checksum', () => sealed(Uint8Array.from({ length: 300 }, (_, i) => (i * 7919) & 255))],
  ['nothing with a good checksum', () => sealed(new Uint8Array())],
  ['fewer documents', () => blockOf('{"id":1}')],
  ['no JSON', () => blockOf('{"id":1}', '{"id":')],
  ['no documents', () => blockOf('5', 'null')],
  ['lists', () => blockOf('[1]', '[{"id":2}]')],
]

describe.each(['DocumentsAddition', 'DocumentsPartial'] as const)('%s', (type) => {
  test.each(damages)('%s', async (_, damage) => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    await lock.hold()
    const before = await TestEngine.open(new MemoryStore(disk), { lock })
    await before.add('films', films, { type })
    await before.engine.close()
    const store = new MemoryStore(disk)
    await store.write(['pages0'], 'relaxed', async (transaction) => {
      const [key] = await transaction.getAllKeys('pages0')
      const page = damage((await transaction.get('pages0', key)) as Uint8Array)
      if (page === undefined) await transaction.delete('pages0', key)
      else await transaction.put('pages0', key, page)
    })
    await expect(searchEngineOver(store).getUpdateDocuments(1)).rejects.toMatchObject({ code: 'corrupt_payload' })
    const after = await TestEngine.open(store)
    await after.engine.resume()
    await after.add('films', films)
    await after.idle()
    expect(await after.outcomes()).toEqual([`1 ${type} failed corrupt_payload`, '2 DocumentsAddition processed'])
    expect(await after.documents('films')).toEqual(films)
    expect(await checkStore(store)).toEqual([])
    await after.engine.close()
  })
})
