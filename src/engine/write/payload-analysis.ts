/**
 * The documents of a payload, analyzed one by one in the order they come: ids, shapes, words and values. Made while the payload is still being
 * received where that is possible, so that no parsed document has to be kept, and otherwise when the update is prepared; either way by this code.
 */
import { inferPrimaryKey, readDocumentId } from '../../core/document/primary-key.ts'
import type { BuildStep, TextParts } from '../../core/segment/text-builder.ts'
import type { JsonObject } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { SettingsPatch } from '../../shared/settings.ts'
import { completeSettings } from '../../shared/settings-check.ts'
import type { Manifest } from '../store/schema.ts'
import { columnAttributes, searchableAttributes } from './attributes.ts'
import { DocumentAnalysis } from './document-analysis.ts'
import { FieldMap } from './field-map.ts'
import { ShapeTable } from './shape-table.ts'
import { runSteps } from './text-steps.ts'

/** What an analysis depends on. One made for another basis is of no use. */
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

export class PayloadAnalysis {
  readonly fields: FieldMap
  readonly documents: DocumentAnalysis
  readonly shapes: ShapeTable
  /** Per document. */
  readonly shapeOf: number[] = []
  readonly ids: string[] = []
  readonly #basis: AnalysisBasis
  #primaryKey: string | null = null
  /** Text parts made ahead of time, and the order they are for. */
  #ahead: Promise<{ readonly order: Uint32Array; readonly text: TextParts }> | null = null

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

  /**
   * Makes the text parts before anyone asks, for the order these documents will have if they replace none. To be called while the storage
   * is busy writing the payload and this thread would only wait.
   */
  finishAhead(pause: () => Promise<void>): void {
    this.#ahead = this.#finishAhead(pause)
    // Whoever awaits it hears of a failure; nobody may.
    this.#ahead.catch(() => {})
  }

  /** The text parts for these documents in this order, as `TextBuilder.finish` takes it. */
  async text(order: Uint32Array, checkpoint: (step: BuildStep) => Promise<void>): Promise<TextParts> {
    const ahead = await this.#ahead
    if (ahead !== null && sameNumbers(ahead.order, order)) return ahead.text
    return runSteps(this.documents.text.finish(order), checkpoint)
  }

  async #finishAhead(pause: () => Promise<void>): Promise<{ order: Uint32Array; text: TextParts }> {
    const order = lastPlaces(this.ids)
    return { order, text: await runSteps(this.documents.text.finish(order), pause) }
  }

  /** Whether it would have come out the same for this basis. */
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

/** For each id in order of first appearance: the last place that has it. */
function lastPlaces(ids: readonly string[]): Uint32Array {
  const places = new Map<string, number>()
  ids.forEach((id, place) => places.set(id, place))
  return Uint32Array.from(places.values())
}

const sameNumbers = (a: Uint32Array, b: Uint32Array): boolean =>
  a.length === b.length && a.every((number, i) => number === b[i])

/** The index's key, the one asked for, or the one the first document suggests. */
export function choosePrimaryKey({ indexUid, storedKey, wantedKey }: AnalysisBasis, first: JsonObject): string {
  if (storedKey === null) return wantedKey ?? inferPrimaryKey(first)
  if (wantedKey === null || wantedKey === storedKey) return storedKey
  throw new SeeklingError(
    'index_primary_key_already_exists',
    `Index "${indexUid}" already has the primary key "${storedKey}", so it cannot become "${wantedKey}". Leave primaryKey out, or delete the index first.`,
  )
}
