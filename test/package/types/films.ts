/**
 * Text of a file that an app might have: every statement compiles, or does not where it says so.
 */
export const films = `
import type { Client, Hit, Index, JsonValue, ProcessedUpdate, FinishedUpdate, SearchParams, SettingsPatch } from 'seekling'

export interface Person { name: string; born?: number; friends: Person[] }
export interface Film {
  id: number
  title: string
  director: Person
  cast: { person: { name: string; born: number }; role: string }[]
  award: { year: number; by: string } | null
  meta: JsonValue
  names: Record<string, string>
  'box.office': number
}
declare const client: Client
declare const films: Index<Film>
declare const some: string
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare function same<A, B>(same: Same<A, B>): void

export async function narrowing() {
  const [title] = (await films.search('q', { attributesToRetrieve: ['title'] })).hits
  title.title satisfies string
  title._formatted?.title satisfies JsonValue | undefined
  // @ts-expect-error it was not retrieved
  title.id

  for (const whole of [
    (await films.search('q')).hits[0],
    (await films.search('q', {})).hits[0],
    (await films.search('q', { attributesToRetrieve: ['*'] })).hits[0],
    (await films.search('q', { attributesToRetrieve: ['title', '*'], page: 1 })).hits[0],
    (await films.search('q', { attributesToRetrieve: null })).hits[0],
    (await films.search('q', { attributesToRetrieve: undefined })).hits[0],
    (await films.search('q', { attributesToRetrieve: ['title', some] })).hits[0],
    (await films.search('q', { attributesToRetrieve: ['title', \`\${some}.x\`] })).hits[0],
    (await films.search('q', { attributesToRetrieve: ['title', '*_en'] })).hits[0],
  ]) {
    whole.id satisfies number
    whole satisfies Hit<Film>
  }

  const pages = await films.search('q', { hitsPerPage: 2, attributesToRetrieve: ['title', 'id'] })
  pages.totalHits satisfies number
  pages.hits[0].id satisfies number
  // @ts-expect-error it was not retrieved
  pages.hits[0].cast

  const asked = ['director.name', 'cast.person.name', 'award.year', 'na*', 'box', 'nothing'] as const
  const [parts] = (await films.search('q', { attributesToRetrieve: asked })).hits
  same<typeof parts.director, { name: string }>(true)
  same<typeof parts.cast, { person: { name: string } }[]>(true)
  same<typeof parts.award, { year: number } | null>(true)
  parts.names.anything satisfies string
  parts['box.office'] satisfies number
  // @ts-expect-error the type has no such attribute
  parts.nothing
  // @ts-expect-error it was not retrieved
  parts.title

  const [none] = (await films.search('q', { attributesToRetrieve: [] })).hits
  // @ts-expect-error nothing was retrieved
  none.title

  const document = await films.getDocument(1, { fields: ['title'] })
  same<typeof document, { title: string }>(true)
  const page = await films.getDocuments({ fields: ['title', 'id'], sort: ['title:asc'] })
  same<(typeof page.results)[0], { id: number; title: string }>(true)
  same<Awaited<ReturnType<typeof whole>>, Film>(true)
  function whole() { return films.getDocument(1) }

  const untyped = (await client.index('any').search('', { attributesToRetrieve: ['title'] })).hits[0]
  untyped.whatever satisfies JsonValue | object | undefined
}

export function anyStringCompiles(name: string, names: readonly string[], params: SearchParams, patch: SettingsPatch) {
  void films.search('q', params)
  void films.search('q', { sort: [name, 'other:asc', '_geoPoint(1,2):asc'], facets: names, distinct: name })
  void films.search('q', { attributesToHighlight: names, attributesToCrop: ['title:5'], attributesToSearchOn: [name] })
  void films.searchForFacetValues({ facetName: name })
  void films.updateSettings(patch)
  void films.updateSettings({ filterableAttributes: names, rankingRules: [name, 'words', 'year:desc'] })
  void films.updateFilterableAttributes([name, { attributePatterns: [name, '*_en'] }])
  void films.updateDistinctAttribute(name)
}

export async function genericDocuments<Doc extends { id: number }>(index: Index<Doc>): Promise<readonly Hit<Doc>[]> {
  await index.search('q', { attributesToRetrieve: ['id'], sort: ['id:asc'], facets: ['id'] })
  await index.updateSettings({ filterableAttributes: ['id'] })
  return (await index.search('q', { limit: 3 })).hits
}

export const narrower: Index<{ id: number }> = films
export const widest: Index<any> = films

export async function waiting() {
  const finished = await films.waitForPendingUpdate(1)
  same<typeof finished, FinishedUpdate>(true)
  const processed = await client.waitForPendingUpdate(1, { throwOnFailure: true })
  same<typeof processed, ProcessedUpdate>(true)
  processed.processedAt satisfies string
  if (finished.status === 'failed') finished.errorCode satisfies string
  await client.waitForPendingUpdate(1, { throwOnFailure: undefined, timeOutMs: undefined, signal: undefined })
}

export function undefinedOptions(none: undefined) {
  void films.search(none, { limit: none, page: none, filter: none, sort: none, attributesToRetrieve: none, locales: none })
  void films.search('', none, { signal: none })
  void films.searchForFacetValues({ facetName: 'title', q: none, facetQuery: none, filter: none })
  void films.suggest('q', { limit: none, attribute: none, filter: none, attributesToSearchOn: none, locales: none })
  void films.addDocuments([], { primaryKey: none, format: none, csvDelimiter: none, skipCreation: none })
  void films.getDocuments({ limit: none, offset: none, fields: none, ids: none, filter: none, sort: none })
  void films.updateSettings({ stopWords: none, typoTolerance: { enabled: none, minWordSizeForTypos: { oneTypo: none } } })
  void films.updateSettings({ faceting: { maxValuesPerFacet: none, sortFacetValuesBy: none }, pagination: none })
  void client.multiSearch([{ indexUid: 'films', q: none, limit: none, federationOptions: none }])
  void client.multiSearch({ queries: [], federation: { limit: none, facetsByIndex: none, mergeFacets: none } })
  void client.createIndex('films', { primaryKey: none })
  void client.updateIndex('films', { primaryKey: none, uid: none })
  void client.swapIndexes([{ indexes: ['a', 'b'], rename: none }])
  void client.getAllUpdateStatus({ limit: none, from: none, reverse: none, statuses: none, beforeEnqueuedAt: none })
  void client.createDump({ asUpdate: none })
}
`

/** The same where the platform is known: `await using`, signals, files. */
export const inBrowser = `
import { open } from 'seekling'

export async function disposing(signal: AbortSignal, file: Blob, response: Response) {
  await using client = await open({ worker: () => new Worker('worker.js') })
  await client.index('films').search('q', {}, { signal })
  // @ts-expect-error a signal is more than an object
  await client.index('films').search('q', {}, { signal: {} })
  await client.index('films').addDocuments(file)
  await client.importSnapshot(response)
  for await (const { path, bytes } of client.exportSnapshotFiles({ indexes: ['films'] })) {
    path satisfies string
    bytes satisfies Uint8Array<ArrayBuffer>
  }
  return (await client.exportSnapshot()).size satisfies number
}
`

/** Each `'|'` is where an editor is asked. */
export const beingTyped = `import type { Index } from 'seekling'
interface Film { id: number; director: { name: string }; cast: { person: { name: string } }[] }
declare const films: Index<Film>
void films.search('q', { attributesToRetrieve: ['|'] })
void films.search('q', { attributesToRetrieve: ['id', '|'], page: 1 })
void films.search('q', { attributesToHighlight: ['|'] })
void films.search('q', { attributesToCrop: ['|'] })
void films.search('q', { facets: ['|'] })
void films.getDocument(1, { fields: ['|'] })
void films.getDocuments({ fields: ['|'] })
void films.updateSettings({ searchableAttributes: ['|'] })
void films.updateSettings({ displayedAttributes: ['|'] })
void films.updateFilterableAttributes(['|'])
void films.search('q', { attributesToSearchOn: ['|'] })
void films.search('q', { distinct: '|' })
void films.searchForFacetValues({ facetName: '|' })
void films.suggest('q', { attribute: '|' })
void films.updateSortableAttributes(['|'])
void films.updateDistinctAttribute('|')
void films.updateSettings({ typoTolerance: { disableOnAttributes: ['|'] } })
void films.search('q', { sort: ['|'] })
void films.getDocuments({ sort: ['|'] })
void films.updateRankingRules(['|'])
`
