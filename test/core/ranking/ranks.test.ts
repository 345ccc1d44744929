/** The place of every part among all there could be: what a ranking score is made of. */
import { describe, expect, test } from 'vitest'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { Bucket } from '../../../src/core/ranking/bucket.ts'
import { nothingKnown } from '../../../src/core/ranking/narrowing.ts'
import { Ranking } from '../../../src/core/ranking/ranking.ts'
import type { Part } from '../../../src/core/ranking/rule.ts'
import { rankingSteps } from '../../../src/core/ranking/rules/table.ts'
import type { LoadableSegment } from '../../support/naive-segment.ts'
import { indexOf } from '../../support/search-index.ts'

/** Follows the first part of each rule up to the named one; answers the ranks of all its parts. */
function ranks(name: string, q: string, texts: readonly string[], setting: readonly string[]): string[] {
  const { index } = indexOf(texts.map((text) => ({ text })))
  const plan = planSearch({ q }, index)
  index.segments.forEach(({ view }, i) => {
    ;(view as LoadableSegment).load(plan.needs[i])
  })
  const ranking = new Ranking(plan, true)
  const { universe, levels } = ranking.matching
  const narrowing = { ...nothingKnown, level: levels.length === 1 ? 0 : -1 }
  let bucket = Bucket.ofBits(universe, universe.count(), narrowing)
  for (const { rule } of rankingSteps(setting, [], true, 'last')) {
    const parts = rule.split(ranking, bucket)
    const first = parts() as Part
    if (rule.name !== name) {
      bucket = first.bucket
      continue
    }
    const found: string[] = []
    for (let part: Part | null = first; part !== null; part = parts()) found.push(`${part.rank}/${part.max}`)
    return found
  }
  return []
}

describe('the rank of a part', () => {
  test('by words: the words matched, of all', () => {
    expect(ranks('words', 'red sun flower ', ['red sun flower', 'red sun', 'red'], ['words'])).toEqual([
      '3/3',
      '2/3',
      '1/3',
    ])
  })

  test('by typo: up from the most typos the words may hold', () => {
    // Two for the long word; one for the short one, which could be cut in two.
    const texts = ['sunflower red', 'sunflowre red', 'zunflower red']
    expect(ranks('typo', 'sunflower red ', texts, ['typo'])).toEqual(['4/4', '3/4', '2/4'])
  })

  test('by proximity: up from the farthest apart all neighbours can be', () => {
    const texts = ['red flower', 'red x flower', 'red. flower']
    expect(ranks('proximity', 'red flower ', texts, ['proximity'])).toEqual(['4/4', '3/4', '1/4'])
    expect(ranks('proximity', 'red ', ['red', 'x red'], ['proximity'])).toEqual(['1/1'])
  })

  test('by attributeRank: the only one where all attributes weigh the same', () => {
    expect(ranks('attributeRank', 'red ', ['red', 'x red'], ['attributeRank'])).toEqual(['1/1'])
  })

  test('by wordPosition: up from ten per word', () => {
    expect(ranks('wordPosition', 'red ', ['red', 'x red'], ['wordPosition'])).toEqual(['11/11', '10/11'])
  })

  test('by exactness: of three for the attribute, then the words as typed', () => {
    expect(ranks('exactAttribute', 'red', ['red', 'red sun', 'x red'], ['exactness'])).toEqual(['3/3', '2/3', '1/3'])
    expect(ranks('exactAttribute', 'red', ['x red', 'reds'], ['exactness'])).toEqual(['1/3'])
    expect(ranks('exactWords', 'red sun', ['x red sun', 'x red sunny'], ['exactness'])).toEqual(['3/3', '2/3'])
  })
})
