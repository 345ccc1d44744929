/**
 * Search for React: `seekling/react`. Hooks over what src/hooks keeps true; nothing is opened on a
 * server or while rendering, and strict mode opens no second client.
 */
'use client'

import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import type { SearchQuery } from '../hooks/disjunctive.ts'
import type { Live } from '../hooks/live.ts'
import { type SearchView, searchState } from '../hooks/search-state.ts'
import { type ClientSource, type Opened, type SharedClient, sharedClient } from '../hooks/shared-client.ts'
import { type UpdatesView, updatesState } from '../hooks/updates-state.ts'
import type { JsonObject, UpdateQuery } from '../index.ts'

export type { ClientSource, Opened, SearchQuery, SearchView, UpdatesView }

const Shared = createContext<SharedClient | undefined>(undefined)

export interface SearchProviderProps {
  /** `open`, a function that calls it, or an open client. The first one counts. */
  readonly client: ClientSource
  readonly children?: ReactNode
}

/**
 * Opens the client once for everything in it, and closes it when it is unmounted.
 *
 * @example
 * ```tsx
 * import { open } from 'seekling'
 * import { SearchProvider } from 'seekling/react'
 *
 * const App = () => <SearchProvider client={open}>...</SearchProvider>
 * ```
 */
export function SearchProvider({ client, children }: SearchProviderProps): ReactElement {
  const [shared] = useState(() => sharedClient(client))
  useEffect(() => shared.subscribe(() => {}), [shared])
  return createElement(Shared.Provider, { value: shared }, children)
}

/**
 * The client, for what no hook does, or why it cannot be opened; on a server neither.
 *
 * @example
 * ```tsx
 * import { useClient } from 'seekling/react'
 *
 * function Keep() {
 *   const { client } = useClient()
 *   return <button onClick={() => client?.persist()}>Keep my data</button>
 * }
 * ```
 */
export function useClient(): Opened {
  return useLive(useShared())
}

/**
 * Searches again whenever the query or the index changes. Queries are compared as JSON.
 *
 * @example
 * ```tsx
 * import { useSearch } from 'seekling/react'
 *
 * function Titles({ q }: { q: string }) {
 *   const { hits } = useSearch<{ id: number; title: string }>('films', { q })
 *   return <ul>{hits.map(({ id, title }) => <li key={id}>{title}</li>)}</ul>
 * }
 * ```
 */
export function useSearch<Doc extends object = JsonObject>(
  indexUid: string,
  query: SearchQuery<Doc> = {},
): SearchView<Doc> {
  const shared = useShared()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is asked below.
  const state = useMemo(() => searchState<Doc>(shared, indexUid, query), [shared, indexUid])
  useEffect(() => state.ask(query))
  return useLive(state)
}

/**
 * The newest updates of the queue, first the newest; by default twenty.
 *
 * @example
 * ```tsx
 * import { useUpdates } from 'seekling/react'
 *
 * function Busy() {
 *   const { updates } = useUpdates({ statuses: ['enqueued', 'processing'] })
 *   return updates.length > 0 ? <p>Adding documents</p> : null
 * }
 * ```
 */
export function useUpdates(query: UpdateQuery = {}): UpdatesView {
  const shared = useShared()
  const text = JSON.stringify(query)
  return useLive(useMemo(() => updatesState(shared, JSON.parse(text)), [shared, text]))
}

function useShared(): SharedClient {
  const shared = useContext(Shared)
  if (!shared) throw new Error('Put a <SearchProvider> around this component.')
  return shared
}

const useLive = <Value>({ subscribe, get }: Live<Value>): Value => useSyncExternalStore(subscribe, get, get)
