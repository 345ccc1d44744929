/**
 * Writes an image as files for a static host: a page in each chunk, named after it, and the root
 * that names them all. Law: equal indexes give equal files; and the root comes last, so that a site
 * to which they are uploaded in order never shows a root whose chunks are not there.
 */
import { pageHeaderBytes } from '../../core/bytes/page.ts'
import { printRoot } from '../../core/dump/image-root.ts'
import { cutTables, type TableSizes, tablePage, usualTables } from '../../core/dump/name-tables.ts'
import type { PackedFiles } from '../../shared/dump.ts'
import { rootPath } from '../../shared/dump.ts'
import { type FileRef, formatVersion, type Manifest, type Section } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { RunningWork } from '../work/running-work.ts'
import { type ChunkOptions, ChunkWriter } from './chunk-writer.ts'
import { cutRegions } from './cut-regions.ts'
import { describe, mapFiles } from './description.ts'
import { FilePacker } from './file-packer.ts'
import { type CutPage, isDocumentFile, recutContent, recutDocuments } from './recut.ts'
import { pagesOf, wholeFiles } from './stored-pages.ts'

/** A file as it is cut for the network. */
interface CutFile {
  readonly ref: FileRef
  /** Names of its chunks, or of its tables. */
  readonly names: readonly string[]
  /** How many chunks each of its tables names. */
  readonly tables?: readonly number[]
  /** Pages that go into the root. */
  readonly inline: ReadonlyMap<number, Uint8Array>
}

/**
 * The caller must hold the writer lock. Chunks that are `known` have no bytes, others are
 * compressed if `options` say so; where there are very many, `tables` name them. Rejects with
 * `corrupt_segment`, `corrupt_document`, MissingPage, or the storage's errors.
 */
export async function exportFiles(
  store: Store,
  manifests: readonly Manifest[],
  work: RunningWork,
  options: ChunkOptions,
  tables: TableSizes = usualTables,
): Promise<PackedFiles> {
  const files = wholeFiles(manifests)
  const total = files.reduce((sum, { pages }) => sum + pages, 0)
  const regions = await cutRegions(store, manifests)
  const guides = guidesByFile(manifests)
  const packer = new FilePacker()
  const chunks = new ChunkWriter(packer, options)
  const cut: CutFile[] = []
  let done = 0
  async function* stored(file: FileRef): AsyncGenerator<Uint8Array, void> {
    for await (const page of pagesOf(store, file)) {
      await work.checkpoint({ step: 'writing pages', done: done++, total })
      yield page
    }
  }
  const write = ({ page }: CutPage): Promise<string> => chunks.write(page)
  for (const file of files) {
    const pages = isDocumentFile(file)
      ? recutDocuments(stored(file))
      : recutContent(file, stored(file), regions.get(file.file) ?? [])
    cut.push(await writeFile(file, pages, write, guides.get(file.file) ?? []))
  }
  const named = cut.reduce((sum, { names }) => sum + names.length, 0)
  const written = named > tables.above ? await writeTables(cut, chunks, tables) : cut.map(asSmall)
  await chunks.finish()
  packer.add(rootPath, printRoot(contentOf(manifests, written), formatVersion))
  return packer.finish()
}

async function writeFile(
  file: FileRef,
  pages: AsyncIterable<CutPage>,
  write: (page: CutPage) => Promise<string>,
  guides: readonly Section[],
): Promise<CutFile> {
  const inline = new Map<number, Uint8Array>()
  const names: string[] = []
  const starts: number[] = []
  const counts: number[] = []
  let bytes = 0
  for await (const cut of pages) {
    names.push(await write(cut))
    bytes += cut.page.length
    if (guides.some((guide) => isAllOf(guide, cut))) inline.set(names.length - 1, cut.page)
    if ('start' in cut) starts.push(cut.start)
    else counts.push(cut.documents)
  }
  const { shelf, file: number } = file
  const ref = { shelf, file: number, pages: names.length, bytes }
  const places = isDocumentFile(file) ? { counts: Uint8Array.from(counts) } : { starts: Uint32Array.from(starts) }
  return { ref: { ...ref, ...places }, names, inline }
}

/** Files whose names would not fill half a table keep them in the root. */
async function writeTables(files: readonly CutFile[], chunks: ChunkWriter, sizes: TableSizes): Promise<CutFile[]> {
  const written: CutFile[] = []
  for (const file of files) {
    const { names } = file
    if (names.length < sizes.least / 2) {
      written.push(file)
      continue
    }
    const tables = cutTables(names, sizes)
    const own: string[] = []
    let from = 0
    for (const count of tables) {
      own.push(await chunks.write(tablePage(names.slice(from, from + count))))
      from += count
    }
    written.push({ ...file, names: own, tables })
  }
  return written
}

/**
 * A guide that is larger is not taken into the root, which every visit fetches if it is new. A root
 * with tables is large anyway, and saves two rounds by it.
 */
const mostInlineBytes = 4096
const mostInlineBytesWithTables = 16_384

const asSmall = (file: CutFile): CutFile => ({
  ...file,
  inline: new Map([...file.inline].filter(([, page]) => page.length <= pageHeaderBytes + mostInlineBytes)),
})

function guidesByFile(manifests: readonly Manifest[]): Map<number, Section[]> {
  const guides = new Map<number, Section[]>()
  for (const { guide } of manifests.flatMap(({ segments }) => segments))
    if (guide && guide.length <= mostInlineBytesWithTables)
      guides.set(guide.file.file, [...(guides.get(guide.file.file) ?? []), guide])
  return guides
}

/** Whether the page is the section and nothing else. */
const isAllOf = ({ start, length }: Section, cut: CutPage): boolean =>
  'start' in cut && cut.start === start && cut.page.length === pageHeaderBytes + length

function contentOf(manifests: readonly Manifest[], cut: readonly CutFile[]): object {
  const refs = new Map(cut.map(({ ref }) => [ref.file, ref]))
  const tables = cut.flatMap((file, place) => (file.tables ? [[place, file.tables]] : []))
  const recut = manifests.map((manifest) => mapFiles(manifest, ({ file }) => refs.get(file)) as Manifest)
  return {
    ...describe(
      recut,
      cut.map(({ ref }) => ref),
    ),
    chunks: cut.map(({ names }) => names.join('')),
    ...(tables.length > 0 && { tables }),
    inline: cut.flatMap(({ inline }, place) =>
      Array.from(inline, ([page, bytes]) => [place, page, btoa(String.fromCharCode(...bytes))]),
    ),
  }
}
