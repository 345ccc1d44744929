/**
 * The documents of a payload, analyzed one by one in the order they come: ids, shapes, words and
 * values. Made while the payload is still being received where that is possible, so that no parsed
 * document has to be kept, and otherwise when the update is prepared; either way by this code.
 */
import { inferPrimaryKey, readDocumentId } from '../../core/document/primary-key.ts'
import { encodeIds } from '../../core/segment/id-table.ts'
import type { BuildStep, TextParts } from '../../core/segment/text-builder.ts'
import type { JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { SettingsPatch } from '../../shared/settings.ts'
import { completeSettings } from '../../shared/settings-complete.ts'
import type { Manifest } from '../store/schema.ts'
import { columnAttributes, searchableAttributes } from './attributes.ts'
import { DocumentAnalysis } from './document-analysis.ts'
import { FieldMap } from './field-map.ts'
import { ShapeTable } from './shape-table.ts'
import { runSteps } from './text-steps.ts'

/** What an analysis depends on. An analysis made for another basis is not used. */
export interface AnalysisBasis {
  readonly indexUid: string
  /** The index's own primary key. */
  readonly storedKey: string | null
  /** The one the update asks for. */
  readonly wantedKey: string | null
  readonly fields: readonly string[]
  readonly settings: SettingsPatch
}

export const basisOf = (manifest: Manifest | null, indexUid: string, wantedKey: string | null): AnalysisBasis => ({
  indexUid,
  storedKey: manifest?.primaryKey ?? null,
  wantedKey,
  fields: manifest?.fields ?? [],
  settings: manifest?.settings ?? {},
})

/** Documents encoded in the order of a segment. */
export interface EncodedDocuments extends TextParts {
  readonly ids: Uint8Array
  readonly columns: ReadonlyMap<string, Uint8Array>
}

export class PayloadAnalysis {
  readonly fields: FieldMap
  readonly documents: DocumentAnalysis
  readonly shapes: ShapeTable
  /** Per document. */
  readonly shapeOf: number[] = []
  readonly ids: string[] = []
  readonly #basis: AnalysisBasis
  #primaryKey: string | null = null

  constructor(basis: AnalysisBasis) {
    const settings = completeSettings(basis.settings)
    this.#basis = basis
    this.fields = new FieldMap(basis.fields)
    this.documents = new DocumentAnalysis(this.fields, searchableAttributes(settings), columnAttributes(settings))
    this.shapes = new ShapeTable(this.fields)
  }

  /** Known once there is a document. */
  get primaryKey(): string | null {
    return this.#primaryKey
  }

  /** Throws what makes the update fail: no or no valid id, no primary key, too many fields. */
  add(document: JsonObject): void {
    this.#primaryKey ??= choosePrimaryKey(this.#basis, document)
    this.ids.push(readDocumentId(document, this.#primaryKey, this.ids.length))
    this.shapeOf.push(this.shapes.shapeOf(document))
    this.documents.add(document)
  }

  /** These documents in this order, which is as `TextBuilder.finish` takes it. */
  async encode(order: Uint32Array, checkpoint: (step: BuildStep) => Promise<void>): Promise<EncodedDocuments> {
    const text = await runSteps(this.documents.text.finish(order), checkpoint)
    await checkpoint({ done: 1, total: 1 })
    const ids = encodeIds(Array.from(order, (place) => this.ids[place]))
    const columns = await this.documents.finishColumns(() => checkpoint({ done: 1, total: 1 }), order)
    return { ...text, ids, columns }
  }

  /** Whether the analysis would have been the same for this basis. */
  fits(basis: AnalysisBasis): boolean {
    const { indexUid, storedKey, wantedKey, fields, settings } = this.#basis
    return (
      indexUid === basis.indexUid &&
      storedKey === basis.storedKey &&
      wantedKey === basis.wantedKey &&
      fields.length === basis.fields.length &&
      fields.every((path, id) => path === basis.fields[id]) &&
      JSON.stringify(settings) === JSON.stringify(basis.settings)
    )
  }
}

/** Of a payload without documents, which suggests none. */
export const keyWithoutDocuments = (basis: AnalysisBasis): string | null =>
  basis.storedKey === null && basis.wantedKey === null ? null : choosePrimaryKey(basis, {})

/** The index's key, the one asked for, or the one the first document suggests. */
export function choosePrimaryKey({ indexUid, storedKey, wantedKey }: AnalysisBasis, first: JsonObject): string {
  if (storedKey === null) return wantedKey ?? inferPrimaryKey(first)
  if (wantedKey === null || wantedKey === storedKey) return storedKey
  throw new SeeklingError(
    'index_primary_key_already_exists',
    `Index "${indexUid}" already has the primary key "${storedKey}", so it cannot become "${wantedKey}". Leave primaryKey out, or delete the index first.`,
  )
}
