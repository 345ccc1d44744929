/** Vue InstantSearch over an index in the page. The template is compiled in the browser, so that no plugin is needed. */
import { instantMeiliSearch } from '@meilisearch/instant-meilisearch'
import { createApp } from 'vue/dist/vue.esm-bundler.js'
import InstantSearch from 'vue-instantsearch/vue3/es'
import { address, serveFilms } from '../films.js'

await serveFilms()
const { searchClient } = instantMeiliSearch(address, '', { finitePagination: true, primaryKey: 'id' })

createApp({
  data: () => ({ searchClient, snippets: ['overview:8'] }),
  template: `
    <ais-instant-search :search-client="searchClient" index-name="films" :future="{ preserveSharedStateOnUnmount: true }">
      <ais-configure :hits-per-page.camel="6" :attributes-to-snippet.camel="snippets" />
      <ais-search-box placeholder="A title, a director, a word" />
      <main>
        <aside>
          <h2>Genre</h2>
          <ais-refinement-list attribute="genres" />
          <h2>Director</h2>
          <ais-refinement-list attribute="director" searchable :limit="5" />
        </aside>
        <section>
          <ais-stats />
          <ais-hits>
            <template v-slot:item="{ item }">
              <article>
                <h3><ais-highlight attribute="title" :hit="item" /> ({{ item.year }})</h3>
                <p><ais-snippet attribute="overview" :hit="item" /></p>
              </article>
            </template>
          </ais-hits>
          <ais-pagination />
        </section>
      </main>
    </ais-instant-search>`,
})
  .use(InstantSearch)
  .mount('#app')
