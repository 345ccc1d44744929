/** Suggestions: what a query may become; and corrections: what its words were read as. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Client, open } from '../../../src/in-thread.ts'
import type { SearchParams } from '../../../src/shared/search.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import type { SuggestOptions } from '../../../src/shared/suggest.ts'

let client: Client
beforeEach(async () => {
  client = await open({ storage: 'memory' })
})
afterEach(() => client.close())

const pages = [
  { id: 1, title: 'React hooks', text: 'Hooks let you use state', kind: 'guide' },
  { id: 2, title: 'Using hooks', text: 'Rules of hooks in React', kind: 'guide' },
  { id: 3, title: 'Home', text: 'The house of search', kind: 'page' },
  { id: 4, title: 'Über uns', text: 'Wer über uns spricht', kind: 'page' },
  { id: 5, title: 'House rules', text: 'The house of house', kind: 'page' },
  { id: 6, title: 'Search engines', text: 'Search in a page', kind: 'guide' },
]

async function indexWith(documents: object[], settings: SettingsPatch = {}) {
  const index = client.index('pages')
  await index.updateSettings({
    searchableAttributes: ['title', 'text'],
    filterableAttributes: ['kind', 'id'],
    ...settings,
  })
  const { updateId } = await index.addDocuments(documents as never)
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  const suggest = async (q: string, options?: SuggestOptions) =>
    (await index.suggest(q, options)).suggestions.map(({ text, documents: count }) => `${text} ${count}`)
  const corrections = async (q: string, params?: SearchParams) => (await index.search(q, params)).corrections
  return { index, suggest, corrections }
}

describe('the last word', () => {
  test('becomes words of the index, those of most documents first, in the spelling of texts and of what was typed', async () => {
    const { index, suggest } = await indexWith(pages)
    expect(await suggest('ho')).toEqual(['hooks 2', 'house 2', 'home 1'])
    expect(await suggest('HO', { limit: 1 })).toEqual(['HOoks 2'])
    expect(await suggest('ub')).toEqual(['über 1'])
    expect(await suggest('Üb')).toEqual(['Über 1'])
    expect(await suggest('ho', { limit: 0 })).toEqual([])
    expect(await suggest('hooks')).toEqual([])
    for (const nothing of ['', ' ', 'ho ', 'zzz', 'react -ho', '検'])
      expect(await suggest(nothing), nothing).toEqual([])
    expect(await index.suggest('ho')).toMatchObject({ query: 'ho', processingTimeMs: expect.any(Number) })
  })

  test('goes with the words before it; where these are in no document together, it is a word of any', async () => {
    const { suggest } = await indexWith(pages)
    expect(await suggest('react ho')).toEqual(['react hooks 2'])
    expect(await suggest('"house of" s')).toEqual(['"house of" search 1'])
    expect(await suggest('spricht ho')).toEqual(['spricht hooks 2', 'spricht house 2', 'spricht home 1'])
    expect(await suggest('qqq ho')).toHaveLength(3)
  })

  test('may hold typos, and so may those before it', async () => {
    const { suggest } = await indexWith(pages)
    expect(await suggest('seerch')).toEqual(['search 2'])
    expect(await suggest('hous ru')).toEqual(['hous rules 1'])
    expect(await suggest('seerch eng')).toEqual(['search engines 1'])
    expect(await suggest('raect ho')).toEqual(['react hooks 2'])
    // Four letters are one typo's only where the index does not know them.
    expect(await suggest('uber hoem')).toEqual(['uber home 1'])
    expect(await suggest('houes ru')).toEqual(['house rules 1'])
  })

  test('is a word of documents that are there, in attributes that are searched, and among those asked for', async () => {
    const { index, suggest } = await indexWith(pages)
    await index.deleteDocument(3)
    const { updateId } = await index.addDocuments([{ id: 7, title: 'Horse' }] as never)
    await client.waitForPendingUpdate(updateId)
    expect(await suggest('ho')).toEqual(['hooks 2', 'horse 1', 'house 1'])
    expect(await suggest('ho', { filter: 'kind = guide' })).toEqual(['hooks 2'])
    expect(await suggest('ho', { attributesToSearchOn: ['title'], filter: 'id != 1' })).toEqual([
      'hooks 1',
      'horse 1',
      'house 1',
    ])
    const update = await index.updateSearchDefaults({ filter: 'kind = guide', limit: 1 })
    await client.waitForPendingUpdate(update.updateId)
    expect(await suggest('s')).toEqual(['search 1', 'state 1'])
    expect(await suggest('ho', { filter: null })).toHaveLength(3)
  })

  test('is no stop word', async () => {
    const { suggest } = await indexWith(pages, { stopWords: ['house'] })
    expect(await suggest('ho')).toEqual(['hooks 2', 'home 1'])
  })

  test('of a beginning that many words have becomes the most frequent ones, over all segments', async () => {
    const documents = Array.from({ length: 300 }, (_, i) => ({ id: i, title: `w${i}x w${i % 150}y` }))
    const { index, suggest } = await indexWith([...documents, { id: 1000, title: 'wide' }])
    const more = Array.from({ length: 5 }, (_, i) => ({ id: 2000 + i, title: 'wide open' }))
    const { updateId } = await index.addDocuments(more as never)
    await client.waitForPendingUpdate(updateId)
    expect(await suggest('w', { limit: 2 })).toEqual(['wide 6', 'w0y 2'])
  })
})

describe('the whole query', () => {
  test('becomes texts of an attribute, as a search would find them, each once', async () => {
    const { suggest } = await indexWith([...pages, { id: 8, title: 'React hooks', text: 'again' }])
    expect(await suggest('hoks', { attribute: 'title' })).toEqual([])
    expect(await suggest('hook', { attribute: 'title' })).toEqual(['React hooks 2', 'Using hooks 1'])
    expect(await suggest('raect ho', { attribute: 'title' })).toEqual(['React hooks 2'])
    expect(await suggest('ho', { attribute: 'title', filter: 'kind = page', limit: 1 })).toEqual(['Home 1'])
  })

  test('in lists and nested fields too', async () => {
    const { suggest } = await indexWith([{ id: 1, at: [{ name: 'Ljubljana' }, { name: 'Ljubno' }] }], {
      searchableAttributes: ['at.name'],
    })
    expect(await suggest('lju', { attribute: 'at.name' })).toEqual(['Ljubljana 1', 'Ljubno 1'])
  })
})

test('what is asked wrongly is refused by name', async () => {
  const { index } = await indexWith(pages)
  const cases: [unknown, unknown, string][] = [
    [3, {}, 'invalid_search_q'],
    ['a', { limit: -1 }, 'invalid_search_limit'],
    ['a', { limit: 101 }, 'invalid_search_limit'],
    ['a', { limit: '1' }, 'invalid_search_limit'],
    ['a', { attribute: 3 }, 'invalid_search_attributes_to_search_on'],
    ['a', { attribute: 'kind' }, 'invalid_search_attributes_to_search_on'],
    ['a', { attributesToSearchOn: ['kind'] }, 'invalid_search_attributes_to_search_on'],
    ['a', { filter: 'title = x' }, 'invalid_search_filter'],
    ['zzz', { filter: 'title = x' }, 'invalid_search_filter'],
    ['', { filter: 'title = x' }, 'invalid_search_filter'],
    ['a', { locales: ['x'] }, 'invalid_search_locales'],
    ['a', { sort: [] }, 'bad_request'],
    ['a', [], 'bad_request'],
    ['a', 'b', 'bad_request'],
  ]
  for (const [q, options, code] of cases)
    await expect(index.suggest(q as string, options as object), JSON.stringify(options)).rejects.toMatchObject({ code })
  await expect(client.index('none').suggest('a')).rejects.toMatchObject({ code: 'index_not_found' })
})

describe('corrections', () => {
  test('name the words no hit has, and what hits have for them; nothing where a word was found as it stands', async () => {
    const { corrections } = await indexWith(pages)
    expect(await corrections('Seerch engines')).toEqual([{ typed: 'Seerch', readAs: 'search' }])
    expect(await corrections('Enginse, Hausf')).toEqual([{ typed: 'Enginse', readAs: 'engines' }])
    expect(await corrections('houserules')).toEqual([{ typed: 'houserules', readAs: 'house rules' }])
    for (const known of ['search', 'sear', 'react hooks', '', 'zzzzz'])
      expect(await corrections(known), known).toBeUndefined()
    expect(await corrections('hoem', { matchingStrategy: 'any' })).toEqual([{ typed: 'hoem', readAs: 'home' }])
    expect(await corrections('hooking', { matchingStrategy: 'any' })).toBeUndefined()
  })

  test('read as what most of the hits have, and a synonym or two words joined are no mistakes', async () => {
    const documents = [
      { id: 1, title: 'forums' },
      { id: 2, title: 'format', kind: 'x' },
      { id: 3, title: 'format' },
      { id: 4, title: 'sunflowers' },
    ]
    const { corrections } = await indexWith(documents, { synonyms: { formar: ['forums'] } })
    expect(await corrections('formaz')).toEqual([{ typed: 'formaz', readAs: 'format' }])
    expect(await corrections('formar')).toBeUndefined()
    expect(await corrections('sun flowers')).toBeUndefined()
    expect(await corrections('formaz', { filter: 'id = 1' })).toBeUndefined()
  })

  test('come with several searches as well', async () => {
    await indexWith(pages)
    const { results } = await client.multiSearch({ queries: [{ indexUid: 'pages', q: 'seerch' }] })
    expect(results[0].corrections).toEqual([{ typed: 'seerch', readAs: 'search' }])
  })
})
