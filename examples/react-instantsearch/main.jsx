/** React InstantSearch over an index in the page. */
import { instantMeiliSearch } from '@meilisearch/instant-meilisearch'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import {
  Configure,
  Highlight,
  Hits,
  InstantSearch,
  Pagination,
  RefinementList,
  SearchBox,
  Snippet,
  Stats,
} from 'react-instantsearch'
import { address, serveFilms } from '../films.js'

await serveFilms()
const { searchClient } = instantMeiliSearch(address, '', { finitePagination: true, primaryKey: 'id' })

const Film = ({ hit }) => (
  <article>
    <h3>
      <Highlight attribute="title" hit={hit} /> ({hit.year})
    </h3>
    <p>
      <Snippet attribute="overview" hit={hit} />
    </p>
  </article>
)

createRoot(document.querySelector('#app')).render(
  <StrictMode>
    <InstantSearch indexName="films" searchClient={searchClient}>
      <Configure hitsPerPage={6} attributesToSnippet={['overview:8']} />
      <SearchBox placeholder="A title, a director, a word" />
      <main>
        <aside>
          <h2>Genre</h2>
          <RefinementList attribute="genres" />
          <h2>Director</h2>
          <RefinementList attribute="director" searchable limit={5} />
        </aside>
        <section>
          <Stats />
          <Hits hitComponent={Film} />
          <Pagination />
        </section>
      </main>
    </InstantSearch>
  </StrictMode>,
)
