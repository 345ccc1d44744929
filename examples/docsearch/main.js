/** DocSearch over an index in the page: `transformSearchClient` puts a client in the place of the one that asks a server. */
import docsearch from '@docsearch/js'
import { instantMeiliSearch } from '@meilisearch/instant-meilisearch'
import { open } from 'seekling'
import { installFetch } from 'seekling/http'
import pages from './pages.json'

const address = `${location.origin}/search-api`
const client = await open({ name: 'examples-handbook' })
installFetch(client, { baseUrl: address })
const index = client.index('handbook')
await index.updateSettings({ searchableAttributes: ['hierarchy', 'content'] })
const { updateId } = await index.addDocuments(pages, { primaryKey: 'objectID' })
await client.waitForPendingUpdate(updateId, { throwOnFailure: true })

const { searchClient } = instantMeiliSearch(address, '', { primaryKey: 'objectID' })

docsearch({
  container: '#docsearch',
  appId: 'none',
  apiKey: 'none',
  indices: ['handbook'],
  transformSearchClient: (replaced) => ({
    ...replaced,
    search: ({ requests }) =>
      searchClient.search(
        requests.map(({ indexName, query, ...params }) => ({ indexName, params: { query, ...params } })),
      ),
  }),
})
