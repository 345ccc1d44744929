/** Document blocks: what goes in comes out, blocks have their sizes, damage has a name. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openPage, pageHeaderBytes } from '../../../src/core/bytes/page.ts'
import {
  BlockWriter,
  blockJsonBytes,
  documentAt,
  maxBlockDocuments,
  readBlock,
} from '../../../src/core/document/block.ts'
import { salvageDocuments } from '../../../src/core/document/salvage.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'

function write(documents: readonly Uint8Array[]) {
  const writer = new BlockWriter()
  for (const document of documents) writer.add(document)
  return writer.finish()
}

function readAll(pages: readonly Uint8Array[]): Uint8Array[] {
  return pages.flatMap((page) => {
    const block = readBlock(openPage(page, 'corrupt_document', 'A page'))
    return Array.from({ length: block.count }, (_, slot) => documentAt(block, slot).slice())
  })
}

/** A document's length and bytes as text: quick to compare. */
const picture = (bytes: Uint8Array): string => `${bytes.length} ${Buffer.from(bytes).toString('latin1')}`

const ofLength = (length: number, byte = 120): Uint8Array => new Uint8Array(length).fill(byte)

test('documents come out as they went in, in order, whatever their sizes', () => {
  const size = fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(40_000) })
  fc.assert(
    fc.property(fc.array(size, { maxLength: 300, size: 'max' }), (sizes) => {
      const documents = sizes.map((length, i) => ofLength(length, i % 256))
      const { pages, counts } = write(documents)
      expect(readAll(pages).map(picture)).toEqual(documents.map(picture))
      expect([...counts]).toEqual(pages.map((page) => readBlock(page.subarray(pageHeaderBytes)).count))
    }),
  )
})

test('a block holds up to 32 KiB of JSON and 255 documents; a larger document is alone', () => {
  const small = Array.from({ length: 600 }, () => ofLength(10))
  expect([...write(small).counts]).toEqual([maxBlockDocuments, maxBlockDocuments, 92])
  expect([...write(Array.from({ length: 5 }, () => ofLength(blockJsonBytes / 2))).counts]).toEqual([2, 2, 1])
  const mixed = [ofLength(10), ofLength(blockJsonBytes + 1), ofLength(3_000_000), ofLength(10), ofLength(10)]
  expect([...write(mixed).counts]).toEqual([1, 1, 1, 2])
})

test('pages are exact: storing one stores no byte beside it', () => {
  for (const page of write([ofLength(10), ofLength(50_000), ofLength(10)]).pages) {
    expect(page.byteLength).toBe(page.buffer.byteLength)
  }
})

test('the writer knows how much it has taken in', () => {
  const writer = new BlockWriter()
  for (let i = 0; i < 300; i++) writer.add(ofLength(100))
  expect(writer.documents).toBe(300)
  const sealed = writer.bytes
  const { pages } = writer.finish()
  expect(sealed).toBe(pages[0]?.length)
  expect(writer.bytes).toBe(pages.reduce((sum, page) => sum + page.length, 0))
})

test('nothing written makes no page', () => {
  expect(write([])).toEqual({ pages: [], counts: new Uint8Array(0) })
})

test('any bytes are a block that can be read through, or corrupt_document', () => {
  const word = fc
    .oneof(fc.nat(12), fc.nat())
    .map((value) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24])
  // One document of as many bytes as follow, so that some of the blocks can be read, whatever the
  // seed.
  const readableBlock = fc
    .uint8Array({ maxLength: 12 })
    .map((rest) => [[1, 0, 0, 0, 0, 0, 0, 0, rest.length, 0, 0, 0], rest] as const)
  const noise = fc.tuple(
    fc.array(word, { maxLength: 6 }).map((words) => words.flat()),
    fc.uint8Array({ maxLength: 12 }),
  )
  const content = fc.oneof({ weight: 9, arbitrary: noise }, readableBlock)
  let readable = 0
  fc.assert(
    fc.property(content, ([head, rest]) => {
      const bytes = Uint8Array.from([...head, ...rest])
      try {
        const block = readBlock(bytes)
        const documents = Array.from({ length: block.count }, (_, slot) => documentAt(block, slot))
        expect(documents.reduce((sum, document) => sum + document.length, 0)).toBe(bytes.length - 4 * (block.count + 2))
        readable++
      } catch (error) {
        expect(error).toBeInstanceOf(SeeklingError)
        expect((error as SeeklingError).code).toBe('corrupt_document')
      }
    }),
    { numRuns: 20_000 },
  )
  expect(readable).toBeGreaterThan(0)
})

test('a page with one bit changed is refused', () => {
  const [page] = write([ofLength(5), ofLength(7)]).pages as [Uint8Array]
  for (let bit = 0; bit < page.length * 8; bit++) {
    const damaged = page.slice()
    damaged[bit >> 3] = damaged[bit >> 3] ^ (1 << (bit & 7))
    expect(() => readAll([damaged])).toThrow(SeeklingError)
  }
})

const json = (i: number): Uint8Array => new TextEncoder().encode(`{"id":${i},"text":"}{ ${'ab '.repeat(i * 3)}{"}`)

test('whichever bit of a page is changed, at most one document is lost and no other is read', () => {
  const documents = Array.from({ length: 6 }, (_, i) => json(i))
  const [page] = write(documents).pages as [Uint8Array]
  expect(salvageDocuments(page, 6)).toEqual(documents)
  for (let bit = 0; bit < page.length * 8; bit++) {
    const damaged = page.slice()
    damaged[bit >> 3] = damaged[bit >> 3] ^ (1 << (bit & 7))
    const salvaged = salvageDocuments(damaged, 6)
    expect(salvaged.filter((document) => document === null).length).toBeLessThanOrEqual(1)
    salvaged.forEach((document, i) => {
      if (document !== null) expect(document).toEqual(documents[i])
    })
  }
})

test('what is no page, or of the first format, gives no document', () => {
  expect(salvageDocuments(undefined, 2)).toEqual([null, null])
  expect(salvageDocuments(new Uint8Array(3), 2)).toEqual([null, null])
  const first = Uint8Array.of(1, 2, 3, 4, 20, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4)
  expect(salvageDocuments(first, 2)).toEqual([null, null])
})

test('blocks of the first format are read', () => {
  const content = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4)
  const block = readBlock(content)
  expect(block).toMatchObject({ count: 2, hasSums: false })
  expect([...documentAt(block, 0), ...documentAt(block, 1)]).toEqual([1, 2, 3, 4])
})

test('the format is the second one', () => {
  const { pages } = write([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
  const content = [...(pages[0] as Uint8Array).subarray(pageHeaderBytes)]
  // "SUMS" behind the documents, as the bytes of its word.
  const head = [3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 16, 0, 0, 0, 1, 2, 3, 4, 83, 85, 77, 83]
  expect(content.slice(0, -8)).toEqual(head)
  expect(content).toHaveLength(head.length + 8)
})
