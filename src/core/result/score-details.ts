/**
 * `_rankingScore` and `_rankingScoreDetails`: the verdicts of the rules on a hit, in Meilisearch's
 * words.
 */
import type { RankingScoreDetails, RuleScore } from '../../shared/search.ts'
import { scoreOf, type Verdict } from '../ranking/verdict.ts'

export const rankingScore = (verdict: Verdict | null): number => scoreOf(verdict)

/** By rule, in the order they ran. Rules that run as two stand once. */
export function rankingScoreDetails(verdict: Verdict | null): RankingScoreDetails {
  const verdicts: Verdict[] = []
  for (let at = verdict; at !== null; at = at.before) verdicts.unshift(at)
  const details: Record<string, RuleScore> = {}
  let order = 0
  for (let i = 0; i < verdicts.length; i++) {
    const stages = [verdicts[i]]
    const { listedAs } = stages[0]
    while (listedAs !== null && verdicts[i + 1]?.listedAs === listedAs) stages.push(verdicts[++i])
    details[listedAs ?? 'skipped'] = { order: order++, ...(describe[listedAs ?? 'skipped'] ?? describeOther)(stages) }
  }
  return details
}

type Describe = (stages: readonly Verdict[]) => Omit<RuleScore, 'order'>

const part = ({ rank, max }: Verdict): number => rank / max

/** The places of all stages as one number, as in the whole score. */
function score(stages: readonly Verdict[]): number {
  let [place, places] = [1, 1]
  for (const { rank, max } of stages) {
    place = (place - 1) * max + rank
    places *= max
  }
  return place / places
}

const matchTypes = ['noExactMatch', 'matchesStart', 'exactMatch'] as const

const describe: Readonly<Record<string, Describe>> = {
  words: ([words]) => ({ matchingWords: words.rank, maxMatchingWords: words.max, score: part(words) }),
  typo: ([typo]) => ({ typoCount: typo.max - typo.rank, maxTypoCount: typo.max - 1, score: part(typo) }),
  attribute: (stages) => ({
    attributeRankingOrderScore: part(stages[0]),
    ...(stages[1] === undefined ? {} : { queryWordDistanceScore: part(stages[1]) }),
    score: score(stages),
  }),
  exactness: (stages) => {
    const matchType = matchTypes[stages[0].rank - 1]
    const words = stages[1]
    return {
      matchType,
      ...(matchType === 'noExactMatch' && words !== undefined
        ? { matchingWords: words.rank - 1, maxMatchingWords: words.max - 1 }
        : {}),
      score: score(stages),
    }
  },
  any: (stages) => {
    const [bm25, coverage, proximity] = stages[stages.length - 1].terms ?? []
    return { bm25, coverage, proximity }
  },
  skipped: () => ({}),
}

/**
 * Sort orders show their value or distance and have no part in the score; any other rule shows its
 * place among the possible ones.
 */
const describeOther: Describe = (stages) => {
  const [{ listedAs, value }] = stages
  if (!/:(?:asc|desc)$/.test(listedAs ?? '')) return { score: score(stages) }
  return listedAs?.startsWith('_geo') ? { distance: value as number | null } : { value }
}
