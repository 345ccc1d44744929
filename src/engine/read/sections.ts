/**
 * Sections: runs of bytes inside a file, several to a file and across its pages. Writing packs
 * parts into sealed pages, reading finds the pages of a section and puts its bytes together again.
 */
import { pageContentBytes, pageHeaderBytes, sealPage } from '../../core/bytes/page.ts'
import { bound } from '../../core/filter/bound.ts'
import type { FileRef, Section } from '../store/schema.ts'
import type { PageCache, PageRequest, PageSource } from './page-cache.ts'

export interface PackedParts {
  readonly pages: readonly Uint8Array[]
  /** Where each part starts in the file's content. */
  readonly starts: readonly number[]
}

/** Lays the parts one after the other into full pages. */
export function packParts(parts: readonly Uint8Array[]): PackedParts {
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  const pages: Uint8Array[] = []
  for (let start = 0; start < total; start += pageContentBytes) {
    pages.push(new Uint8Array(pageHeaderBytes + Math.min(pageContentBytes, total - start)))
  }
  const starts: number[] = []
  let at = 0
  for (const part of parts) {
    starts.push(at)
    for (let done = 0; done < part.length; ) {
      const offset = at % pageContentBytes
      const length = Math.min(part.length - done, pageContentBytes - offset)
      const page = pages[Math.floor(at / pageContentBytes)]
      page.set(part.subarray(done, done + length), pageHeaderBytes + offset)
      done += length
      at += length
    }
  }
  for (const page of pages) sealPage(page)
  return { pages, starts }
}

export const sectionAt = (file: FileRef, start: number, length: number): Section => ({ file, start, length })

/** The page that has the byte at this place of the file's content. */
const pageAt = ({ starts }: FileRef, at: number): number =>
  starts === undefined ? Math.floor(at / pageContentBytes) : bound(starts, at, true) - 1

/** Where the page begins in the file's content. */
export const pageStart = ({ starts }: FileRef, page: number): number => starts?.[page] ?? page * pageContentBytes

/** The pages that hold bytes[start .. start + length) of the section. */
function pagesOf(section: Section, start = 0, length = section.length): PageRequest[] {
  if (length === 0) return []
  const requests: PageRequest[] = []
  const from = section.start + start
  const last = pageAt(section.file, from + length - 1)
  for (let page = pageAt(section.file, from); page <= last; page++) {
    requests.push({ file: section.file, page, code: 'corrupt_segment' })
  }
  return requests
}

/**
 * Bytes [start .. start + length) of the section, from its pages; `pageOf` must have those
 * `pagesOf` names. A view where one page has it all.
 */
function bytesOf(section: Section, start: number, length: number, pageOf: (page: number) => Uint8Array): Uint8Array {
  if (length === 0) return new Uint8Array(0)
  const { file } = section
  const from = section.start + start
  const first = pageAt(file, from)
  const last = pageAt(file, from + length - 1)
  const offset = from - pageStart(file, first)
  if (first === last) return pageOf(first).subarray(offset, offset + length)
  const bytes = new Uint8Array(length)
  let done = 0
  for (let page = first; page <= last; page++) {
    const content = pageOf(page)
    const piece = content.subarray(
      page === first ? offset : 0,
      page === last ? from + length - pageStart(file, page) : content.length,
    )
    bytes.set(piece, done)
    done += piece.length
  }
  return bytes
}

/** Bytes to be read, and the function that takes them. */
export interface Reading {
  readonly section: Section
  readonly start: number
  readonly length: number
  /** The bytes may be a view of a page that others use: what is kept of them is a copy. */
  readonly accept: (bytes: Uint8Array) => void
}

/** All of a section. */
export const wholeSection = (section: Section, accept: Reading['accept']): Reading => ({
  section,
  start: 0,
  length: section.length,
  accept,
})

/**
 * Reads all of it in one transaction: one round of waiting, however much it is. `accept` is called
 * only if all of it could be read.
 */
export async function readTogether(store: PageSource, cache: PageCache, readings: readonly Reading[]): Promise<void> {
  if (readings.length === 0) return
  const requests = readings.map(({ section, start, length }) => {
    const pages = pagesOf(section, start, length)
    // Pages between the first and the last hold nothing else.
    return pages.map((request, i) => (i === 0 || i === pages.length - 1 ? request : { ...request, once: true }))
  })
  const pages = await cache.load(store, requests.flat())
  let at = 0
  readings.forEach(({ section, start, length, accept }, i) => {
    const base = at
    at += requests[i].length
    const first = pageAt(section.file, section.start + start)
    accept(bytesOf(section, start, length, (page) => pages[base + page - first]))
  })
}

/** The bytes of several whole sections, read in one transaction. */
export async function readSections(
  store: PageSource,
  cache: PageCache,
  sections: readonly Section[],
): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = []
  const readings = sections.map((section, i) =>
    wholeSection(section, (bytes) => {
      contents[i] = bytes
    }),
  )
  await readTogether(store, cache, readings)
  return contents
}
