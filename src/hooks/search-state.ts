/**
 * A search that is kept up to date: it follows its query and every change of its index, in any tab.
 * Until a newer response comes the last one stays, so that a list does not flicker while the
 * visitor types.
 */
import type { Hit, SearchResponse, SeeklingError } from '../index.ts'
import { type SearchQuery, searchRefined } from './disjunctive.ts'
import { type Following, follow } from './follow.ts'
import { type Live, live } from './live.ts'
import type { SharedClient } from './shared-client.ts'

export interface SearchView<Doc extends object> {
  /** The hits of the last response; none before the first. */
  readonly hits: readonly Hit<Doc>[]
  /** The last response, with totals and facets; undefined before the first. */
  readonly response: SearchResponse<Doc> | undefined
  /** The error of the last search, until one succeeds again. */
  readonly error: SeeklingError | undefined
  /** Whether a newer response is under way. True before the first, on a server too. */
  readonly isSearching: boolean
}

export interface SearchState<Doc extends object> extends Live<SearchView<Doc>> {
  /** Sets the query from now on; an equal query, compared as JSON, changes nothing. */
  ask(query: SearchQuery<Doc>): void
}

const blank = { hits: [], response: undefined, error: undefined, isSearching: true }

export function searchState<Doc extends object>(
  shared: SharedClient,
  indexUid: string,
  query: SearchQuery<Doc> = {},
): SearchState<Doc> {
  // Text, so that a caller may change what it has passed, and pass what is reactive.
  let asked = JSON.stringify(query)
  let again: Following[0] | undefined
  const current = (): SearchQuery<Doc> => JSON.parse(asked)
  const state = live<SearchView<Doc>>(blank, (set) => {
    const [askAgain, stop] = follow<'version', SearchResponse<Doc>>(
      shared,
      'version',
      (changed) => changed.indexUid === indexUid,
      (client, signal) => searchRefined(client, indexUid, current(), signal),
      (isSearching, error, response) => {
        const before = error?.code === 'index_not_found' ? blank : state.get()
        const after = response && { response, hits: response.hits }
        // The last error stays until a search succeeds.
        set({ ...before, ...after, error: response ? undefined : (error ?? before.error), isSearching })
      },
    )
    again = askAgain
    return () => {
      again = undefined
      stop()
    }
  })
  return {
    ...state,
    ask(next) {
      const text = JSON.stringify(next)
      if (text === asked) return
      asked = text
      again?.(next.debounceMs)
    },
  }
}
