/**
 * Search for Vue: `seekling/vue`. Composables over what src/hooks keeps true; nothing is opened on
 * a server or before a component is mounted.
 */
import {
  type InjectionKey,
  inject,
  type MaybeRefOrGetter,
  onMounted,
  provide,
  type ShallowRef,
  shallowRef,
  toValue,
  watchEffect,
} from 'vue'
import type { SearchQuery } from '../hooks/disjunctive.ts'
import type { Live } from '../hooks/live.ts'
import { type SearchView, searchState } from '../hooks/search-state.ts'
import { type ClientSource, type Opened, type SharedClient, sharedClient } from '../hooks/shared-client.ts'
import { type UpdatesView, updatesState } from '../hooks/updates-state.ts'
import type { JsonObject, UpdateQuery } from '../index.ts'

export type { ClientSource, Opened, SearchQuery, SearchView, UpdatesView }

/** A ref to read. */
export type Shown<View> = Readonly<ShallowRef<View>>

const key: InjectionKey<SharedClient> = Symbol()

/**
 * In `setup`: one client for this component and all in it, open while it is mounted.
 *
 * @example
 * ```ts
 * import { open } from 'seekling'
 * import { provideSearch } from 'seekling/vue'
 *
 * provideSearch(open)
 * ```
 */
export function provideSearch(client: ClientSource): void {
  const shared = sharedClient(client)
  shown(() => shared)
  provide(key, shared)
}

/**
 * The client, for what no composable does, or why it cannot be opened; neither before.
 *
 * @example
 * ```ts
 * import { useClient } from 'seekling/vue'
 *
 * const opened = useClient()
 * const keep = () => opened.value.client?.persist()
 * ```
 */
export function useClient(): Shown<Opened> {
  const shared = useShared()
  return shown(() => shared)
}

/**
 * Searches again whenever the query, the index's name or the index changes.
 *
 * @example
 * ```ts
 * import { useSearch } from 'seekling/vue'
 * import { computed, ref } from 'vue'
 *
 * const q = ref('')
 * const search = useSearch<{ id: number; title: string }>('films', () => ({ q: q.value }))
 * const titles = computed(() => search.value.hits.map(({ title }) => title))
 * ```
 */
export function useSearch<Doc extends object = JsonObject>(
  indexUid: MaybeRefOrGetter<string>,
  query: MaybeRefOrGetter<SearchQuery<Doc>> = {},
): Shown<SearchView<Doc>> {
  const shared = useShared()
  return shown(
    () => searchState<Doc>(shared, toValue(indexUid)),
    (state) => state.ask(toValue(query)),
  )
}

/**
 * The newest updates of the queue, first the newest; by default twenty.
 *
 * @example
 * ```ts
 * import { useUpdates } from 'seekling/vue'
 * import { computed } from 'vue'
 *
 * const updates = useUpdates({ statuses: ['enqueued', 'processing'] })
 * const isBusy = computed(() => updates.value.updates.length > 0)
 * ```
 */
export function useUpdates(query: MaybeRefOrGetter<UpdateQuery> = {}): Shown<UpdatesView> {
  const shared = useShared()
  return shown(() => updatesState(shared, toValue(query)))
}

function useShared(): SharedClient {
  const shared = inject(key, undefined)
  if (!shared) throw new Error('Call provideSearch() in a component around this one.')
  return shared
}

/** What `make` makes while the component is mounted; both run again when their refs change. */
function shown<State extends Live<unknown>>(make: () => State, ask?: (state: State) => void) {
  const view = shallowRef(make().get() as ReturnType<State['get']>)
  onMounted(() => {
    watchEffect((onCleanup) => {
      const state = make()
      const show = () => {
        view.value = state.get() as ReturnType<State['get']>
      }
      const leave = state.subscribe(show)
      const stopAsking = watchEffect(() => ask?.(state))
      show()
      onCleanup(() => {
        stopAsking()
        leave()
      })
    })
  })
  return view
}
