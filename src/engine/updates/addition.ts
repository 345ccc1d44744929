/**
 * Adds documents, each replacing whatever the index held under its id. The payload file becomes the
 * segment's document file as it is; a payload too large for one segment is cut between pages.
 */
import { assert } from '../../core/bytes/assert.ts'
import { basisOf, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { PayloadPiece, Preparation } from '../work/preparation.ts'
import { analyzeMore } from '../write/analyze.ts'
import { type AnalyzedPayload, addAnalyzed } from './add-analyzed.ts'
import { PartsOfUpdate } from './in-parts.ts'

export async function prepareAddition(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content, indexUid } = update
  assert(content.type === 'DocumentsAddition', 'an addition is prepared as one')
  const before = await preparation.manifest(indexUid)
  const options = { indexUid, primaryKey: content.primaryKey, skipCreation: content.skipCreation }
  const received = preparation.analysis(basisOf(before, indexUid, content.primaryKey))
  if (received)
    return addAnalyzed(preparation, before, options, { analysis: received, documentFile: content.payload, files: [] })

  const parts = new PartsOfUpdate(preparation, indexUid, before)
  const newPart = () => new Part(new PayloadAnalysis(basisOf(parts.manifest, indexUid, content.primaryKey)))
  let part = newPart()
  for await (const piece of preparation.payload()) {
    if (part.bytes >= preparation.partBytes) {
      await parts.add(await addAnalyzed(preparation, parts.manifest, options, part.withFile(preparation)))
      part = newPart()
    }
    await analyzeMore(preparation, part.analysis, piece.documents)
    part.take(piece)
  }
  const documents = parts.isFirst
    ? { analysis: part.analysis, documentFile: content.payload, files: [] }
    : part.withFile(preparation)
  return parts.finish(await addAnalyzed(preparation, parts.manifest, options, documents))
}

/** Documents that become one segment, with the pages they were read from. */
class Part {
  readonly analysis: PayloadAnalysis
  readonly #pages: Uint8Array[] = []
  readonly #counts: number[] = []
  bytes = 0

  constructor(analysis: PayloadAnalysis) {
    this.analysis = analysis
  }

  take({ pages, counts, bytes }: PayloadPiece): void {
    this.#pages.push(...pages)
    this.#counts.push(...counts)
    this.bytes += bytes
  }

  withFile(preparation: Preparation): AnalyzedPayload {
    const ref = preparation.newFile(this.#pages)
    const documentFile = { ...ref, counts: Uint8Array.from(this.#counts) }
    return { analysis: this.analysis, documentFile, files: [{ ref, pages: this.#pages }] }
  }
}
