/**
 * Document files made by an update itself: blocks of the documents' JSON, numbered and ready to
 * commit.
 */
import { BlockWriter } from '../../core/document/block.ts'
import type { NewFile } from '../store/files.ts'
import type { DocumentFile } from '../store/schema.ts'
import type { Preparation } from '../work/preparation.ts'

export interface WrittenDocuments {
  readonly file: NewFile
  readonly documentFile: DocumentFile
}

/** `json` are the documents' UTF-8 JSON texts; their slots follow that order. At least one. */
export function writeDocuments(preparation: Preparation, json: Iterable<Uint8Array>): WrittenDocuments {
  const writer = new BlockWriter()
  for (const document of json) writer.add(document)
  const { pages, counts } = writer.finish()
  const ref = preparation.newFile(pages)
  return { file: { ref, pages }, documentFile: { ...ref, counts } }
}
