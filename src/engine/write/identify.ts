/**
 * Compares the documents of a payload with those stored: which ids come twice, which documents
 * replace stored ones, and the ordinals they get. A replaced document keeps its ordinal, so that
 * ties go on following first insertion.
 */

import { assert } from '../../core/bytes/assert.ts'
import type { NumbersOf, Ordinal } from '../../core/docset/numbers.ts'
import type { DocumentPlace, Snapshot } from '../read/snapshot.ts'
import type { Manifest } from '../store/schema.ts'
import { documentsPerQuickStep, type Preparation } from '../work/preparation.ts'
import { newManifest } from './manifest-change.ts'

export interface IdentifiedDocuments {
  /** The manifest to change: the stored one, or a new one, with its primary key. */
  readonly manifest: Manifest
  /** null when the index is new. */
  readonly snapshot: Snapshot | null
  /** Distinct ids in order of first appearance. */
  readonly ids: readonly string[]
  /** For each id: the last place in the payload that has it. */
  readonly lastPlaces: Uint32Array
  /** For each place in the payload: which of `ids` it has. */
  readonly idOfPlace: Uint32Array
  /** For each id: the stored document it replaces, or null. */
  readonly stored: readonly (DocumentPlace | null)[]
  /** The stored documents that are replaced. */
  readonly replaced: readonly DocumentPlace[]
  /** Places in `ids` of those to be stored, by ascending ordinal, and those ordinals. */
  readonly order: Uint32Array
  readonly ordinals: NumbersOf<Ordinal>
  readonly nextOrdinal: Ordinal
}

/** What a payload says of its documents. */
interface PayloadIds {
  readonly indexUid: string
  readonly primaryKey: string
  /** `idOf[p]` is the id of the document at place p of the payload. */
  readonly idOf: readonly string[]
  /** Leaves out of `order` what would be new. Default false. */
  readonly skipCreation?: boolean | undefined
}

export async function identifyDocuments(
  preparation: Preparation,
  stored: Manifest | null,
  { indexUid, primaryKey, idOf, skipCreation = false }: PayloadIds,
): Promise<IdentifiedDocuments> {
  const manifest = { ...(stored ?? newManifest(indexUid, primaryKey, preparation.startedAt)), primaryKey }

  const numbers = new Map<string, number>()
  const ids: string[] = []
  const idOfPlace = new Uint32Array(idOf.length)
  const lastPlaces: number[] = []
  for (let place = 0; place < idOf.length; place++) {
    if (place % documentsPerQuickStep === 0) {
      await preparation.checkpoint({ step: 'checking documents', done: place, total: idOf.length })
    }
    const id = idOf[place]
    let number = numbers.get(id)
    if (number === undefined) {
      number = ids.length
      numbers.set(id, number)
      ids.push(id)
    }
    lastPlaces[number] = place
    idOfPlace[place] = number
  }

  const snapshot = stored === null ? null : await preparation.snapshot(stored)
  const places =
    snapshot === null || stored?.segments.length === 0
      ? ids.map(() => null)
      : await findInSteps(preparation, snapshot, ids)
  const known = await snapshot?.readPlaces(new Set(places.flatMap((place) => place?.segment ?? [])))
  let nextOrdinal = manifest.nextOrdinal
  const ordinalOfId = new Float64Array(ids.length)
  for (let i = 0; i < ids.length; i++) {
    if (i % documentsPerQuickStep === 0)
      await preparation.checkpoint({ step: 'checking documents', done: i, total: ids.length })
    const place = places[i] ?? null
    if (place !== null && known !== undefined) ordinalOfId[i] = known[place.segment].ordinal(place.document)
    else if (!skipCreation) ordinalOfId[i] = nextOrdinal++
  }
  assert(nextOrdinal <= 2 ** 32, 'the insertions into an index are counted in 32 bits')
  const all = Uint32Array.from(ids, (_, i) => i)
  const order = skipCreation ? all.filter((i) => (places[i] ?? null) !== null) : all
  const replaced = places.filter((place) => place !== null)
  if (replaced.length > 0) order.sort((a, b) => ordinalOfId[a] - ordinalOfId[b])
  return {
    manifest,
    snapshot,
    ids,
    lastPlaces: Uint32Array.from(lastPlaces),
    idOfPlace,
    stored: places,
    replaced,
    order,
    ordinals: Uint32Array.from(order, (i) => ordinalOfId[i]),
    nextOrdinal,
  }
}

/** Where documents with these ids are stored, with a checkpoint every few thousand. */
export async function findInSteps(
  preparation: Preparation,
  snapshot: Snapshot,
  ids: readonly string[],
): Promise<(DocumentPlace | null)[]> {
  const places: (DocumentPlace | null)[] = []
  for (let from = 0; from < ids.length; from += documentsPerQuickStep) {
    await preparation.checkpoint({ step: 'finding documents', done: from, total: ids.length })
    for (const place of await snapshot.findIds(ids.slice(from, from + documentsPerQuickStep))) places.push(place)
  }
  return places
}
