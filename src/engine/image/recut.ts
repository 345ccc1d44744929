/**
 * Cuts the pages of a file anew for the network: smaller, and where equal content gives equal pages
 * (core/dump/content-cuts.ts). Law: every byte of the content, and every document's slot, keeps its
 * place, so no section of a segment need be written anew.
 */

import { openPage, pageHeaderBytes, sealPage } from '../../core/bytes/page.ts'
import { BlockWriter, documentAt, readBlock, sumDocument } from '../../core/document/block.ts'
import { ContentCutter, documentSizes, endsWithDocument, type Placed } from '../../core/dump/content-cuts.ts'
import { pageStart } from '../read/sections.ts'
import type { DocumentFile, FileRef, Manifest, Section } from '../store/schema.ts'

/** A page, and where its content begins, or how many documents it has. */
export type CutPage = { readonly page: Uint8Array } & ({ readonly start: number } | { readonly documents: number })

type Pages = AsyncIterable<Uint8Array>

export const isDocumentFile = (file: FileRef): file is DocumentFile => 'counts' in file

/** Throws `corrupt_document`. */
export async function* recutDocuments(pages: Pages): AsyncGenerator<CutPage, void> {
  let block = new BlockWriter()
  let bytes = 0
  let documents = 0
  const sealed = function* (): Generator<CutPage, void> {
    const { pages: blocks, counts } = block.finish()
    yield* blocks.map((page, i) => ({ page, documents: counts[i] }))
    block = new BlockWriter()
    bytes = documents = 0
  }
  for await (const page of pages) {
    const stored = readBlock(openPage(page, 'corrupt_document', 'A page of documents'))
    for (let slot = 0; slot < stored.count; slot++) {
      const json = documentAt(stored, slot)
      if (documents > 0 && bytes + json.length > documentSizes.most) yield* sealed()
      block.add(json)
      bytes += json.length
      documents++
      if (endsWithDocument(bytes, sumDocument(json), json.length)) yield* sealed()
    }
  }
  if (documents > 0) yield* sealed()
}

/** `borders`: where sections begin, ascending. Throws `corrupt_segment`. */
export async function* recutContent(
  file: FileRef,
  pages: Pages,
  borders: readonly number[],
): AsyncGenerator<CutPage, void> {
  const cutter = new ContentCutter(borders)
  let number = 0
  for await (const page of pages) {
    const bytes = openPage(page, 'corrupt_segment', 'A page')
    for (const piece of cutter.push({ start: pageStart(file, number++), bytes })) yield sealedPiece(piece)
  }
  for (const piece of cutter.finish()) yield sealedPiece(piece)
}

function sealedPiece({ start, bytes }: Placed): CutPage {
  const page = new Uint8Array(pageHeaderBytes + bytes.length)
  page.set(bytes, pageHeaderBytes)
  return { page: sealPage(page), start }
}

/** By file number, where sections of these indexes begin and end, ascending. */
export function bordersOf(manifests: readonly Manifest[]): Map<number, number[]> {
  const borders = new Map<number, Set<number>>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
    const { file, start, length } = value as Partial<Section>
    if (typeof file === 'object' && typeof start === 'number' && typeof length === 'number') {
      const known = borders.get(file.file) ?? new Set<number>()
      borders.set(file.file, known.add(start).add(start + length))
      return
    }
    for (const member of Object.values(value)) visit(member)
  }
  for (const { segments } of manifests) visit(segments)
  return new Map(Array.from(borders, ([file, places]) => [file, [...places].sort((a, b) => a - b)]))
}
