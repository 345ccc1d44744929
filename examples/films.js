/** What all examples with films share: an index in the page that is filled once, behind an address that fetch then answers. */
import { open } from 'seekling'
import { installFetch } from 'seekling/http'
import films from './films.json'

/** No request leaves the page for it. */
export const address = `${location.origin}/search-api`

/** Resolves when films can be searched. */
export async function serveFilms() {
  const client = await open({ name: 'examples-films' })
  installFetch(client, { baseUrl: address })
  const index = client.index('films')
  await index.updateSettings({
    searchableAttributes: ['title', 'director', 'overview'],
    filterableAttributes: ['genres', 'director', 'year', '_geo'],
    sortableAttributes: ['year'],
  })
  const { updateId } = await index.addDocuments(films)
  await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
}
