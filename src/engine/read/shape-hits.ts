/** From ranked documents to hits: which documents to read, and each hit with what goes with it. */
import type { RankedHits } from '../../core/ranking/rank.ts'
import { geoDistance, shapeHit } from '../../core/result/shape.ts'
import type { JsonObject } from '../../shared/document.ts'
import type { Hit } from '../../shared/search.ts'
import type { RunSearch } from './run-search.ts'
import type { Snapshot } from './snapshot.ts'

/** By global number, the documents of all hits and of their groups. */
export type StoredHits = ReadonlyMap<number, JsonObject>

export async function readHits(snapshot: Snapshot, { documents, groups }: RankedHits): Promise<StoredHits> {
  const numbers = [...documents, ...(groups ?? []).flatMap((group) => group.documents)]
  const stored = await snapshot.readDocuments(numbers)
  return new Map(numbers.map((number, i) => [number, stored[i]]))
}

export function hitAt({ plan, ranked }: RunSearch, nth: number, stored: StoredHits): Hit<JsonObject> {
  const { documents, verdicts, groups } = ranked
  const shape = (number: number, verdict: Parameters<typeof shapeHit>[2]): Hit<JsonObject> =>
    Object.assign(shapeHit(plan, stored.get(number) as JsonObject, verdict), geoDistance(plan, number))
  const hit = shape(documents[nth], verdicts?.[nth])
  if (groups === null) return hit
  const { documents: members, verdicts: said } = groups[nth]
  return Object.assign(hit, { _group: members.map((number, i) => shape(number, said[i])) })
}
