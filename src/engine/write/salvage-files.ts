/**
 * The documents of a segment's files, read document by document where a page is damaged. A damaged
 * file is written anew, every slot in its place: a document that cannot be read becomes an empty
 * one, which the index then counts as deleted.
 */
import { BlockWriter, documentAt, readBlock } from '../../core/document/block.ts'
import { salvageDocuments } from '../../core/document/salvage.ts'
import { BlockMap } from '../read/block-map.ts'
import { isDamage } from '../read/damage.ts'
import { PageCache } from '../read/page-cache.ts'
import type { NewFile } from '../store/files.ts'
import { bucketOf, type DocumentFile, pageKey } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { Preparation } from '../work/preparation.ts'

const cacheBytes = 4 * 1024 * 1024
const empty = new TextEncoder().encode('{}')

export interface SalvagedFiles {
  readonly documentFiles: readonly DocumentFile[]
  /** Those of them that are new. */
  readonly files: readonly NewFile[]
  /** The text in a slot, or null if it is lost. */
  read(slot: number): Promise<Uint8Array | null>
}

export async function salvageFiles(
  preparation: Preparation,
  store: Store,
  given: readonly DocumentFile[],
): Promise<SalvagedFiles> {
  const cache = new PageCache(cacheBytes)
  const rescued = new Map<string, readonly (Uint8Array | null)[]>()
  const readPage = async (file: DocumentFile, page: number): Promise<readonly (Uint8Array | null)[]> => {
    const known = rescued.get(`${file.file}:${page}`)
    if (known !== undefined) return known
    const count = file.counts[page]
    try {
      const [content] = await cache.load(store, [{ file, page, code: 'corrupt_document' }])
      const block = readBlock(content as Uint8Array)
      if (block.count === count) return Array.from({ length: count }, (_, i) => documentAt(block, i))
    } catch (error) {
      if (!isDamage(error)) throw error
    }
    const stored = await store.read([bucketOf(file)], (transaction) =>
      transaction.get(bucketOf(file), pageKey(file, page)),
    )
    const documents = salvageDocuments(stored, count)
    rescued.set(`${file.file}:${page}`, documents)
    return documents
  }
  const files: NewFile[] = []
  const documentFiles: DocumentFile[] = []
  for (const file of given) {
    const writer = new BlockWriter()
    const before = rescued.size
    for (let page = 0; page < file.counts.length; page++) {
      await preparation.checkpoint({ step: 'reading documents', done: page, total: file.counts.length })
      for (const json of await readPage(file, page)) writer.add(json ?? empty)
    }
    if (rescued.size === before) {
      documentFiles.push(file)
      continue
    }
    const { pages, counts } = writer.finish()
    const ref = preparation.newFile(pages)
    files.push({ ref, pages })
    documentFiles.push({ ...ref, counts })
  }
  const blocks = new BlockMap(given)
  return {
    documentFiles,
    files,
    read: async (slot) => {
      const { file, page, index } = blocks.find(slot)
      return (await readPage(file, page))[index] ?? null
    },
  }
}
