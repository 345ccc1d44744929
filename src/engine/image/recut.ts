/**
 * Cuts the pages of a file anew for the network: smaller, and where equal content gives equal pages
 * (core/dump/content-cuts.ts). Law: every byte of the content, and every document's slot, keeps its
 * place, so no section of a segment need be written anew.
 */

import { openPage, pageHeaderBytes, sealPage } from '../../core/bytes/page.ts'
import { BlockWriter, documentAt, readBlock, sumDocument } from '../../core/document/block.ts'
import {
  ContentCutter,
  documentSizes,
  endsWithDocument,
  type Placed,
  type Region,
} from '../../core/dump/content-cuts.ts'
import { pageStart } from '../read/sections.ts'
import type { DocumentFile, FileRef } from '../store/schema.ts'

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

/** `regions`: those of the file (cut-regions.ts). Throws `corrupt_segment`. */
export async function* recutContent(
  file: FileRef,
  pages: Pages,
  regions: readonly Region[],
): AsyncGenerator<CutPage, void> {
  const cutter = new ContentCutter(regions)
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
