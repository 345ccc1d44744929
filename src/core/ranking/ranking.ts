/**
 * What the rules of one search share: the matches, the paths each document has left, and room for
 * occurrences. One search at a time: ranking is synchronous, so the room is kept from one to the
 * next.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { Bitset } from '../docset/bitset.ts'
import { TimeLimit } from '../filter/time-limit.ts'
import type { SearchPlan, SearchSegment } from '../query/plan/plan.ts'
import type { Bucket } from './bucket.ts'
import { Gathered } from './gathered.ts'
import { Matching } from './matching.ts'
import type { Narrowing } from './narrowing.ts'
import type { NodeMatches } from './node-matches.ts'

/**
 * One for each place in the chain of rules: a rule's parts are ranked to the end before it is asked
 * for the next one.
 */
const gatheredByDepth: Gathered[] = []
/** By document, a bit for each path that it has left. Kept like the rooms above. */
let aliveRoom = new Uint32Array(0)

export class Ranking {
  readonly plan: SearchPlan
  readonly matching: Matching
  readonly segments: readonly SearchSegment[]
  /** Whether anything depends on scores. */
  readonly scored: boolean
  /** Rules pass it in their long loops; what they throw ends the ranking, not the search. */
  readonly limit: TimeLimit
  /** Documents still to be found, those to skip included; kept by `bucket-sort`. */
  wanted = 0
  /** How many rules have cut the bucket at hand; kept by `bucket-sort`. */
  depth = 0

  constructor(plan: SearchPlan, scored: boolean, matched: Bitset | null = null, limit = new TimeLimit()) {
    this.plan = plan
    this.limit = limit
    this.scored = scored
    this.segments = plan.index.segments
    this.matching = new Matching(plan, matched)
  }

  paths({ level }: Narrowing): readonly (readonly number[])[] {
    return this.matching.levels[level].paths
  }

  /**
   * The paths that some document of the bucket still has: a rule's worst cost is computed from
   * them. Without scores nothing depends on it, and all paths are returned.
   */
  readings(bucket: Bucket): readonly (readonly number[])[] {
    const { narrowing, documents } = bucket
    const paths = this.paths(narrowing)
    if (!this.scored || paths.length === 1) return paths
    if (!narrowing.masked) return paths.filter((path) => this.matching.isAlong(path, narrowing.typos, bucket))
    let alive = 0
    for (const document of documents) alive |= aliveRoom[document]
    return paths.filter((_, number) => ((alive >>> number) & 1) === 1)
  }

  node(number: number): NodeMatches {
    return this.matching.nodes[number]
  }

  /** The bucket's occurrences, gathered now or by a rule before. */
  gathered(bucket: Bucket): Gathered {
    if (bucket.gathered !== null) return bucket.gathered
    let gathered = gatheredByDepth[this.depth]
    if (gathered === undefined) {
      gathered = new Gathered()
      gatheredByDepth[this.depth] = gathered
    }
    gathered.reset(bucket.documents, bucket.narrowing, this.matching.size)
    return gathered
  }

  /**
   * By document, which paths of its level still count, as bits; only looked at where a level has
   * several paths. A document keeps its entry all along: rules only ever take paths away from it.
   */
  alive(bucket: Bucket): Uint32Array {
    if (aliveRoom.length < this.matching.size) aliveRoom = new Uint32Array(this.matching.size)
    if (!bucket.narrowing.masked) this.#fillAlive(bucket)
    return aliveRoom
  }

  /** To be called when the search is over: drops the references that the kept arrays hold. */
  release(): void {
    for (const gathered of gatheredByDepth) gathered?.release()
  }

  #fillAlive({ documents, narrowing }: Bucket): void {
    const paths = this.paths(narrowing)
    for (const document of documents) aliveRoom[document] = 0
    paths.forEach((path, number) => {
      const bit = 1 << number
      if (narrowing.typos >= 0) {
        const matching = this.matching.alongPath(path, narrowing.typos)
        if (matching !== null) for (const document of documents) if (matching.has(document)) aliveRoom[document] |= bit
        return
      }
      const nodes = path.map((node) => this.node(node).any())
      for (const document of documents) {
        if (nodes.every((matching) => matching?.has(document))) aliveRoom[document] |= bit
      }
    })
    for (const document of documents) {
      if (aliveRoom[document] === 0)
        throw new SeeklingError('internal', 'A ranked document matches no path of its query.')
    }
  }
}
