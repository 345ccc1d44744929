/**
 * Every call that takes an object or a list, with how a caller may change that afterwards. It is
 * made at once; what it did is told later.
 */
import type { Client } from '../../src/index.ts'

export interface ArgumentCall {
  readonly name: string
  readonly given: () => object
  /** What its caller does to it after the call. */
  readonly change: (given: never) => void
  /** Makes the call before it returns; what it answers tells what came of it. */
  readonly make: (client: Client, given: never) => Promise<unknown>
}

const call = <T extends object>(
  name: string,
  given: () => T,
  change: (given: T) => void,
  make: (client: Client, given: T) => Promise<unknown>,
): ArgumentCall => ({ name, given, change, make }) as ArgumentCall

const films = (client: Client) => client.index('films')
/** After a write, what the index then says of itself. */
const then = async (client: Client, write: Promise<{ updateId: number }>, look: () => Promise<unknown>) => {
  const { updateId } = await write
  const { status } = await client.waitForPendingUpdate(updateId)
  return [status, await look()]
}
const ids = (client: Client) => async () =>
  (await films(client).getDocuments({ limit: 100 })).results.map(({ id }) => id)

export const calls: readonly ArgumentCall[] = [
  call(
    'search',
    () => ({ filter: [['year > 2000', 'year < 1000']], sort: ['year:desc'], attributesToRetrieve: ['id'] }),
    (given) => {
      given.filter[0].push('year = 1999')
      given.sort[0] = 'year:asc'
      given.attributesToRetrieve.push('title')
    },
    async (client, given) => (await films(client).search('', given)).hits,
  ),
  call(
    'multiSearch',
    () => ({ queries: [{ indexUid: 'films', q: '', filter: ['year = 2001'] }] }),
    (given) => {
      given.queries[0].filter.pop()
      given.queries.push({ indexUid: 'none', q: '', filter: [] })
    },
    async (client, given) => (await client.multiSearch(given)).results.map(({ hits }) => hits),
  ),
  call(
    'searchForFacetValues',
    () => ({ facetName: 'genre', filter: ['year > 2000'] }),
    (given) => given.filter.pop(),
    async (client, given) => (await films(client).searchForFacetValues(given)).facetHits,
  ),
  call(
    'getDocuments',
    () => ({ ids: [1], fields: ['id'] }),
    (given) => {
      given.ids.push(2)
      given.fields.push('title')
    },
    async (client, given) => (await films(client).getDocuments(given)).results,
  ),
  call(
    'getDocument',
    () => ({ fields: ['id'] }),
    (given) => given.fields.push('title'),
    (client, given) => films(client).getDocument(1, given),
  ),
  call(
    'addDocuments',
    () => [{ id: 9, title: 'new', genre: ['a'], nested: { deep: [1] } }],
    (given) => {
      given[0].title = 'changed'
      given[0].nested.deep.push(2)
      given.push({ id: 10, title: 'more', genre: [], nested: { deep: [] } })
    },
    (client, given) => then(client, films(client).addDocuments(given), () => films(client).getDocuments()),
  ),
  call(
    'updateDocuments',
    () => [{ id: 1, title: 'new' }],
    (given) => {
      given[0].title = 'changed'
    },
    (client, given) => then(client, films(client).updateDocuments(given), () => films(client).getDocument(1)),
  ),
  call(
    'addDocumentsInBatches',
    () => [
      { id: 9, title: 'x' },
      { id: 10, title: 'y' },
    ],
    (given) => {
      given[1].title = 'changed'
      given.pop()
    },
    async (client, given) => {
      const receipts = await films(client).addDocumentsInBatches(given, 1)
      return then(client, Promise.resolve(receipts[receipts.length - 1]), () => films(client).getDocuments())
    },
  ),
  call(
    'the options of addDocuments',
    () => ({ format: 'csv' as 'csv' | 'json', primaryKey: 'sku' }),
    (given) => {
      given.format = 'json'
      given.primaryKey = 'none'
    },
    (client, given) =>
      then(client, client.index('new').addDocuments('sku,title\n1,a', given), () => client.index('new').getDocuments()),
  ),
  call(
    'deleteDocuments by ids',
    () => [1],
    (given) => given.push(2),
    (client, given) => then(client, films(client).deleteDocuments(given), ids(client)),
  ),
  call(
    'deleteDocuments by a filter',
    () => ({ filter: [['year = 2001']] }),
    (given) => given.filter[0].push('year = 2000'),
    (client, given) => then(client, films(client).deleteDocuments(given), ids(client)),
  ),
  call(
    'updateSettings',
    () => ({ stopWords: ['the'], synonyms: { a: ['b'] } }),
    (given) => {
      given.stopWords.push('of')
      given.synonyms.a.push('c')
    },
    (client, given) => then(client, films(client).updateSettings(given), () => films(client).getSettings()),
  ),
  call(
    'updateStopWords',
    () => ['the'],
    (given) => given.push('of'),
    (client, given) => then(client, films(client).updateStopWords(given), () => films(client).getStopWords()),
  ),
  call(
    'createIndex',
    () => ({ primaryKey: 'key' }),
    (given) => {
      given.primaryKey = 'other'
    },
    (client, given) =>
      then(client, client.createIndex('made', given), async () =>
        (await client.getIndexes()).map(({ uid, primaryKey }) => [uid, primaryKey]),
      ),
  ),
  call(
    'updateIndex',
    () => ({ uid: 'renamed' }),
    (given) => {
      given.uid = 'other'
    },
    (client, given) =>
      then(client, client.updateIndex('films', given), async () => (await client.getIndexes()).map(({ uid }) => uid)),
  ),
  call(
    'swapIndexes',
    () => [{ indexes: ['films', 'other'] as [string, string], rename: true }],
    (given) => {
      given[0].indexes[1] = 'third'
      given[0].rename = false
    },
    (client, given) =>
      then(client, client.swapIndexes(given), async () => (await client.getIndexes()).map(({ uid }) => uid)),
  ),
  call(
    'getAllUpdateStatus',
    () => ({ updateIds: [1], limit: 1 }),
    (given) => {
      given.updateIds.push(2)
      given.limit = 9
    },
    async (client, given) => (await client.getAllUpdateStatus(given)).map(({ updateId }) => updateId),
  ),
  call(
    'countUpdates',
    () => ({ updateIds: [1] }),
    (given) => given.updateIds.push(2),
    (client, given) => client.countUpdates(given),
  ),
  call(
    'cancelUpdates',
    () => ({ updateIds: [1] }),
    (given) => given.updateIds.pop(),
    (client, given) => client.cancelUpdates(given),
  ),
  call(
    'cancelUpdatesAsUpdate',
    () => ({ updateIds: [1] }),
    (given) => given.updateIds.push(2),
    async (client, given) => {
      const { updateId } = await client.cancelUpdatesAsUpdate(given)
      return (await client.getUpdateStatus(updateId, { details: true })).details
    },
  ),
  call(
    'deleteUpdates',
    () => ({ updateIds: [1] }),
    (given) => given.updateIds.push(2),
    async (client, given) => {
      await client.deleteUpdates(given)
      return (await client.getAllUpdateStatus()).map(({ updateId }) => updateId)
    },
  ),
  call(
    'getUpdateStatus',
    () => ({ details: true }),
    (given) => {
      given.details = false
    },
    async (client, given) => (await client.getUpdateStatus(2, given)).details,
  ),
  call(
    'waitForPendingUpdate',
    () => ({ throwOnFailure: true as boolean }),
    (given) => {
      given.throwOnFailure = false
    },
    (client, given) =>
      client.waitForPendingUpdate(3, given).then(
        () => 'answered',
        ({ code }) => code,
      ),
  ),
  call(
    'stats',
    () => ({ sizes: true }),
    (given) => {
      given.sizes = false
    },
    async (client, given) => (await client.stats(given)).indexes.films.avgDocumentSize,
  ),
  call(
    'getStats',
    () => ({ sizes: true }),
    (given) => {
      given.sizes = false
    },
    async (client, given) => (await films(client).getStats(given)).avgDocumentSize,
  ),
]

/**
 * What every call finds: four films, and three updates on the list, of which the last has failed.
 */
async function filled(client: Client): Promise<Client> {
  const settings = { filterableAttributes: ['year', 'genre'], sortableAttributes: ['year'] }
  await films(client).updateSettings(settings)
  const documents = [1, 2, 3, 4].map((id) => ({ id, title: `film ${id}`, year: 1998 + id, genre: id % 2 ? 'a' : 'b' }))
  await films(client).addDocuments(documents)
  const { updateId } = await client.deleteIndex('none')
  await client.waitForPendingUpdate(updateId)
  return client
}

/** As the reactive state of user-interface frameworks: members come wrapped too. */
const reactive = <T extends object>(target: T): T =>
  new Proxy(target, {
    get(of, key, receiver) {
      const value = Reflect.get(of, key, receiver)
      return typeof value === 'object' && value !== null ? reactive(value) : value
    },
  })

/**
 * What came of each call: made plainly, with an argument that is changed at once, and with one that
 * is reactive.
 */
export async function outcomes({ given, change, make }: ArgumentCall, open: () => Promise<Client>) {
  const plainly = await make(await filled(await open()), given() as never)
  const argument = given()
  const making = make(await filled(await open()), argument as never)
  change(argument as never)
  return {
    plainly,
    changed: await making,
    reactively: await make(await filled(await open()), reactive(given()) as never),
  }
}
