/** InstantSearch.js over an index in the page. Nothing here knows of Seekling but the first two lines of the work. */
import { instantMeiliSearch } from '@meilisearch/instant-meilisearch'
import instantsearch from 'instantsearch.js'
import {
  configure,
  hits,
  pagination,
  rangeInput,
  refinementList,
  searchBox,
  sortBy,
  stats,
} from 'instantsearch.js/es/widgets/index.js'
import { address, serveFilms } from '../films.js'

await serveFilms()
const { searchClient } = instantMeiliSearch(address, '', { finitePagination: true, primaryKey: 'id' })

const search = instantsearch({ indexName: 'films', searchClient })
search.addWidgets([
  configure({ hitsPerPage: 6, attributesToSnippet: ['overview:8'], snippetEllipsisText: '…' }),
  searchBox({ container: '#searchbox', placeholder: 'A title, a director, a word' }),
  stats({ container: '#stats' }),
  sortBy({
    container: '#sort',
    items: [
      { label: 'best first', value: 'films' },
      { label: 'oldest first', value: 'films:year:asc' },
      { label: 'newest first', value: 'films:year:desc' },
    ],
  }),
  refinementList({ container: '#genres', attribute: 'genres', operator: 'or' }),
  refinementList({ container: '#directors', attribute: 'director', searchable: true, limit: 5 }),
  rangeInput({ container: '#years', attribute: 'year' }),
  hits({
    container: '#hits',
    templates: {
      item: (hit, { html, components }) => html`
        <article>
          <h3>${components.Highlight({ attribute: 'title', hit })} (${hit.year})</h3>
          <p>${components.Highlight({ attribute: 'director', hit })}: ${hit.genres.join(', ')}</p>
          <p>${components.Snippet({ attribute: 'overview', hit })}</p>
        </article>
      `,
    },
  }),
  pagination({ container: '#pages' }),
])
search.start()

/** A place is a parameter of the search, so it is a widget that is put in and taken out. */
let near
document.querySelector('#place').addEventListener('change', ({ target }) => {
  if (near) search.removeWidgets([near])
  near = target.value === '' ? undefined : configure({ aroundLatLng: target.value, aroundRadius: 30_000 })
  if (near) search.addWidgets([near])
})
