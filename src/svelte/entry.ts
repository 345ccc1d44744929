/**
 * Search for Svelte: `seekling/svelte`. Stores over what src/hooks keeps true, for `$search` in any
 * component; nothing is opened on a server, or before a store is subscribed to.
 */
import type { SearchQuery } from '../hooks/disjunctive.ts'
import type { Live } from '../hooks/live.ts'
import { type SearchView, searchState } from '../hooks/search-state.ts'
import { type ClientSource, type Opened, type SharedClient, sharedClient } from '../hooks/shared-client.ts'
import { type UpdatesView, updatesState } from '../hooks/updates-state.ts'
import type { JsonObject, UpdateQuery } from '../index.ts'

export type { ClientSource, Opened, SearchQuery, SearchView, UpdatesView }

/** What Svelte calls a store: `subscribe` calls back at once, and after each change. */
export interface Readable<Value> {
  subscribe(run: (value: Value) => void): () => void
}

export interface SearchStore<Doc extends object> extends Readable<SearchView<Doc>> {
  /**
   * Another query from now on; the same again, compared as JSON, is nothing new.
   *
   * @example
   * ```ts
   * import { open } from 'seekling'
   * import { clientStore, searchStore } from 'seekling/svelte'
   *
   * const search = searchStore(clientStore(open), 'films')
   * search.ask({ q: 'solaris', limit: 10 })
   * ```
   */
  ask(query: SearchQuery<Doc>): void
}

/** One client for all stores made with it: open while any of them, or it, is subscribed to. */
export interface ClientStore extends Readable<Opened> {
  /** @internal */
  readonly shared: SharedClient
}

/**
 * Takes `open`, a function that calls it, or an open client.
 *
 * @example
 * ```ts
 * import { open } from 'seekling'
 * import { clientStore } from 'seekling/svelte'
 *
 * export const client = clientStore(open)
 * ```
 */
export function clientStore(client: ClientSource): ClientStore {
  const shared = sharedClient(client)
  return { ...readable(shared), shared }
}

/**
 * Searches again whenever the query or the index changes.
 *
 * @example
 * ```ts
 * import { open } from 'seekling'
 * import { clientStore, searchStore } from 'seekling/svelte'
 *
 * const search = searchStore<{ id: number; title: string }>(clientStore(open), 'films')
 * search.ask({ q: 'solaris' })
 * // In the component: {#each $search.hits as film (film.id)} ... {/each}
 * ```
 */
export function searchStore<Doc extends object = JsonObject>(
  client: ClientStore,
  indexUid: string,
  query: SearchQuery<Doc> = {},
): SearchStore<Doc> {
  const state = searchState<Doc>(client.shared, indexUid, query)
  return { ...readable(state), ask: state.ask }
}

/**
 * The newest updates of the queue, first the newest; by default twenty.
 *
 * @example
 * ```ts
 * import { open } from 'seekling'
 * import { clientStore, updatesStore } from 'seekling/svelte'
 *
 * const updates = updatesStore(clientStore(open), { statuses: ['enqueued', 'processing'] })
 * // In the component: {#if $updates.updates.length > 0} ... {/if}
 * ```
 */
export function updatesStore(client: ClientStore, query: UpdateQuery = {}): Readable<UpdatesView> {
  return readable(updatesState(client.shared, query))
}

const readable = <Value>(state: Live<Value>): Readable<Value> => ({
  subscribe(run) {
    run(state.get())
    return state.subscribe(() => run(state.get()))
  },
})
