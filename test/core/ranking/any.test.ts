/** `matchingStrategy: 'any'`: who is found, why, and in which order. */
import { describe, expect, test } from 'vitest'
import { scoreOf } from '../../../src/core/ranking/verdict.ts'
import { queryMatcher } from '../../../src/core/result/query-matcher.ts'
import { rankingScoreDetails } from '../../../src/core/result/score-details.ts'
import { indexOf, runSearch, searchIds } from '../../support/search-index.ts'

const pages = [
  { id: 'state', title: 'Using state', body: 'How a component remembers. Call useState in your component.' },
  { id: 'routes', title: 'Routes', body: 'A route says which page to show. Routes can be nested.' },
  { id: 'query', title: 'Queries', body: 'What do I get? Every query answers a list.' },
  { id: 'how', title: 'How to do what you want', body: 'What is it that you want, and how do I do this?' },
  { id: 'nest', title: 'Nested layouts', body: 'Layouts of routes that lie in each other.' },
  { id: 'node', title: 'Node', body: 'A node of the tree.' },
]
const settings = { searchableAttributes: ['title', 'body'], filterableAttributes: ['id'], sortableAttributes: ['id'] }
const index = indexOf(pages, settings)
const any = (q: string, more = {}) => searchIds(index, { q, matchingStrategy: 'any', ...more })

describe('any of the words', () => {
  test('a question finds the page about its subject, not the one with its small words', () => {
    expect(any('how do i use queries')[0]).toBe('query')
    expect(any('what is a route ')[0]).toBe('routes')
  })
  test('small words are as good as any where there are no others', () => {
    expect(any('how do i')[0]).toBe('how')
  })
  test('forms of a word find each other', () => {
    expect(any('routing routed ')).toContain('routes')
    expect(any('query ')).toContain('query')
    expect(any('layout ')).toEqual(['nest'])
  })
  test('forms are not looked for in other languages', () => {
    expect(any('layoutes ', { locales: ['deu'] })).not.toEqual(any('layouts ', { locales: ['eng'] }).concat('nest'))
    expect(any('showing ', { locales: ['eng'] })).toEqual(['routes'])
    expect(any('showing ', { locales: ['deu'] })).toEqual([])
  })
  test('two words find what they make joined', () => {
    expect(any('use state ')).toContain('state')
    const matcher = queryMatcher(runSearch(index, { q: 'use state ', matchingStrategy: 'any' }).plan)
    const text = 'Call useState in a state'
    expect(matcher.matches(text, 'body').map(({ start, length }) => text.slice(start, start + length))).toEqual([
      'useState',
      'state',
    ])
  })
  test('four letters may hold a typo, unless they are a word', () => {
    expect(any('nade ')).toEqual(['node'])
    expect(any('noed ')).toEqual(['node'])
  })
  test('a long word that nothing is near may hold three slips', () => {
    const names = indexOf(
      [
        { id: 'add', title: 'addEventListener' },
        { id: 'remove', title: 'removeEventListener' },
        { id: 'short', title: 'adEvent' },
      ],
      settings,
    )
    const found = (q: string, more = {}): unknown[] => searchIds(names, { q, matchingStrategy: 'any', ...more })
    expect(found('adEventLisner ')).toEqual(['add'])
    // Nearer words are taken instead, and the first letter must be right.
    expect(found('addEvntListner ')).toEqual(['add'])
    expect(found('xdEventLisner ')).toEqual([])
    expect(found('adEventLisner ', { matchingStrategy: 'last' })).toEqual([])
    const tolerant = { enabled: false, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 } }
    const typoTolerance = { ...tolerant, disableOnWords: [], disableOnAttributes: [], disableOnNumbers: false }
    const strict = indexOf([{ id: 'add', title: 'addEventListener' }], { ...settings, typoTolerance })
    expect(searchIds(strict, { q: 'adEventLisner ', matchingStrategy: 'any' })).toEqual([])
  })
  test('forms can be left out', () => {
    expect(any('routing ')).toContain('routes')
    expect(any('routing ', { matchForms: false })).toEqual([])
  })
  test('a share of the query can be asked for: rare words hold more of it than frequent ones', () => {
    expect(any('tree nested routes ', { matchForms: false }).toSorted()).toEqual(['nest', 'node', 'routes'])
    expect(any('tree nested routes ', { matchForms: false, matchingShare: 1 })).toEqual([])
    expect(any('nested layouts ', { matchingShare: 1 })).toEqual(['nest'])
    expect(any('what is a tree ', { matchingShare: 0.5 })).toEqual(['node'])
    expect(any('what is a tree ').length).toBeGreaterThan(1)
    const { candidates } = runSearch(index, { q: 'what is a tree ', matchingStrategy: 'any', matchingShare: 0.5 })
    expect(candidates.count()).toBe(1)
  })
  test('other forms are marked', () => {
    const matcher = queryMatcher(runSearch(index, { q: 'layout ', matchingStrategy: 'any' }).plan)
    expect(matcher.matches('Nested layouts', 'title')).toMatchObject([{ start: 7, length: 7 }])
  })
  test('a phrase must be there, an excluded word must not', () => {
    expect(any('"nested layouts" routes')).toEqual(['nest'])
    expect(any('routes -layouts')).not.toContain('nest')
    expect(any('routes')).toContain('nest')
    expect(any('"no such phrase" routes')).toEqual([])
  })
  test('a document that is the query scores 1, others less, and the parts add up', () => {
    const { verdicts, hits } = runSearch(index, {
      q: 'nested layouts',
      matchingStrategy: 'any',
      showRankingScoreDetails: true,
    })
    expect(hits[0]).toMatchObject({ id: 'nest' })
    for (const verdict of verdicts ?? []) {
      const details = rankingScoreDetails(verdict).any
      const sum = (details?.bm25 ?? 0) + (details?.coverage ?? 0) + (details?.proximity ?? 0)
      expect(Math.min(1, sum)).toBeCloseTo(scoreOf(verdict), 9)
    }
    const scores = (verdicts ?? []).map(scoreOf)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    const exactly = indexOf([...pages, { id: 'exactly', title: 'nested layouts' }], settings)
    const found = runSearch(exactly, { q: 'nested layouts', matchingStrategy: 'any', showRankingScore: true })
    const at = found.hits.findIndex(({ id }) => id === 'exactly')
    expect(scoreOf(found.verdicts?.[at] ?? null)).toBeCloseTo(1, 9)
    expect(scoreOf(found.verdicts?.at(-1) ?? null)).toBeLessThan(0.9)
  })
  test('a threshold takes away exactly the hits below it', () => {
    const all = runSearch(index, { q: 'nested layouts routes', matchingStrategy: 'any', showRankingScore: true })
    const scores = (all.verdicts ?? []).map(scoreOf)
    const rankingScoreThreshold = scores[1]
    const kept = runSearch(index, { q: 'nested layouts routes', matchingStrategy: 'any', rankingScoreThreshold })
    expect(kept.numbers).toEqual(all.numbers.slice(0, 2))
    expect(kept.total).toBe(2)
  })
  test('an order before the words wins, one after them orders hits of about the same score', () => {
    const first = indexOf(pages, { ...settings, rankingRules: ['sort', 'words'] })
    const found = searchIds(first, { q: 'routes nested', matchingStrategy: 'any', sort: ['id:desc'] })
    expect(found).toEqual([...found].sort().reverse())
    const twins = indexOf(
      ['b', 'c', 'a']
        .map((id) => ({ id, title: 'twin', body: 'x' }))
        .concat({ id: 'z', title: 'x', body: 'x twin y z w v u' }),
      settings,
    )
    expect(searchIds(twins, { q: 'twin ', matchingStrategy: 'any', sort: ['id:asc'] })).toEqual(['a', 'b', 'c', 'z'])
  })
})

test('a window among the best documents has the hits, scores and total of a longer list', () => {
  const texts = Array.from({ length: 600 }, (_, i) => ({
    id: i,
    title: i % 3 === 0 ? `sail ${'x '.repeat(i % 7)}` : 'other',
    body: `${'how to '.repeat(i % 5)} ${i % 4 === 0 ? 'sail' : 'do'} ${'y '.repeat(i % 11)}`,
  }))
  const deleted = new Set([0, 42, 84])
  const many = indexOf(
    texts,
    settings,
    texts.map(({ id }) => Math.floor(id / 250)),
    deleted,
  )
  for (const q of ['how to sail', 'how do sail ', 'to do how ', 'sail how to do ']) {
    const request = { q, matchingStrategy: 'any', showRankingScoreDetails: true } as const
    // Beyond a hundred hits all documents are put in order.
    const all = runSearch(many, { ...request, limit: 600 })
    const best = runSearch(many, { ...request, limit: 20 })
    expect(best.numbers).toEqual(all.numbers.slice(0, 20))
    expect((best.verdicts ?? []).map(scoreOf)).toEqual((all.verdicts ?? []).slice(0, 20).map(scoreOf))
    expect(best.total).toBe(all.total)
  }
})

describe('a word still being typed', () => {
  const begun = (q: string, titles: readonly string[]): unknown => {
    const names = indexOf(
      titles.map((title) => ({ title, body: 'x' })),
      settings,
    )
    return runSearch(names, { q, matchingStrategy: 'any' }).hits.map(({ title }) => title)
  }
  test.each([
    // [query, first, in order of insertion before it, why]
    ['keyboard event ke', 'keyboard event key', ['keyboard event'], 'ke is not the keyboard that was typed already'],
    ['page repeat rep', 'page repeat repeat', ['page repeat'], 'unless there is another'],
    ['animation eve', 'animation event', ['animation event animation'], 'a word asked for once counts once'],
    ['media li', 'mediaList', ['media'], 'joined with the word before it, it begins a name'],
    ['get document i', 'getDocumentId', ['document identity'], 'so it does with two words before it'],
    ['parse in', 'parseInt', ['parse'], 'in may be no small word yet'],
    ['keybord even', 'keyboard event', ['keyboard'], 'slips beside it do not matter'],
    ['border sty', 'border style', ['border'], 'begun words count'],
  ] as const)('%s: %s first', (query, first, others, why) => {
    expect((begun(query, [...others, first]) as string[])[0], why).toBe(first)
  })
  test('the word itself comes before those it only begins', () => {
    expect(begun('context menu', ['context menus', 'context menu'])).toEqual(['context menu', 'context menus'])
  })
  test('a name is marked as far as the joined words were typed', () => {
    const matcher = queryMatcher(
      runSearch(indexOf([{ title: 'mediaList' }]), { q: 'media li', matchingStrategy: 'any' }).plan,
    )
    expect(matcher.matches('a mediaList', 'title')).toMatchObject([{ start: 2, length: 7 }])
  })
})

describe('words asked for several times', () => {
  test('a title that has them as often comes before one that has them once', () => {
    const names = indexOf([{ title: 'Remix' }, { title: 'Remix (remix)' }])
    const found = (q: string): unknown =>
      runSearch(names, { q, matchingStrategy: 'any' }).hits.map(({ title }) => title)
    expect(found('remix remix ')).toEqual(['Remix (remix)', 'Remix'])
    expect(found('remix ')).toEqual(['Remix', 'Remix (remix)'])
  })
})
