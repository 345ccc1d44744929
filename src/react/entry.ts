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

/** Opens the client once for everything in it, and closes it when it is unmounted. */
export function SearchProvider({ client, children }: SearchProviderProps): ReactElement {
  const [shared] = useState(() => sharedClient(client))
  useEffect(() => shared.subscribe(() => {}), [shared])
  return createElement(Shared.Provider, { value: shared }, children)
}

/** The client, for what no hook does, or why it cannot be opened; on a server neither. */
export function useClient(): Opened {
  return useLive(useShared())
}

/** Searches again whenever the query or the index changes. Queries are compared as JSON. */
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

/** The newest updates of the queue, first the newest; by default twenty. */
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
