/**
 * The search role in a script of which parts are loaded later: each call waits for the parts it
 * needs. What most pages come to need is loaded ahead, when a search was answered and no other has
 * come for a moment, so that a filter need not wait, and a visitor who goes offline has it.
 */
import { hostSite } from '../engine/store/site-pages.ts'
import type { SearchApi } from '../shared/engine-api.ts'
import type { SearchRequest } from '../shared/search.ts'
import { EarlyRoot } from './early-root.ts'
import { isLoaded, LaterCode } from './later-code.ts'
import type { EngineParts, RunningRole } from './roles.ts'
import { searchEngine } from './search-role.ts'

const quietMs = 1_000

/** `load` and `search`: tests put their own in. */
export function partedSearch(
  parts: EngineParts,
  load?: (url: string) => Promise<unknown>,
  search: (parts: EngineParts) => RunningRole<SearchApi> = searchEngine,
): RunningRole<SearchApi> {
  const { later } = parts.options
  // Started by other means than the package's page, which names the scripts.
  if (later === undefined) return search(parts)
  const root = new EarlyRoot()
  const role = search({ ...parts, site: { ...hostSite, fetch: root.fetch } })
  const code = new LaterCode(later, load)
  let timer: ReturnType<typeof setTimeout> | undefined
  const ahead = (): void => {
    code.load('search-more').catch(() => {})
  }
  const warm = (): void => {
    clearTimeout(timer)
    if (!savesData()) timer = setTimeout(ahead, quietMs)
  }
  const calls = Object.entries(role.api).map(([name, call]) => {
    const run = (...given: unknown[]) => code.run(async () => (call as (...given: unknown[]) => unknown)(...given))
    if (name === 'attachSnapshot') {
      const attached = (...given: unknown[]): Promise<unknown> => {
        if (!isLoaded('search-site')) root.begin(given[0])
        return run(...given)
      }
      return [name, attached]
    }
    if (name !== 'search' && name !== 'multiSearch') return [name, run]
    const searched = async (...given: unknown[]): Promise<unknown> => {
      clearTimeout(timer)
      // While the index is opened.
      if (asksMore(given[1] as SearchRequest)) ahead()
      const answer = await run(...given)
      warm()
      return answer
    }
    return [name, searched]
  })
  return {
    api: Object.fromEntries(calls) as SearchApi,
    close: () => {
      clearTimeout(timer)
      return role.close()
    },
  }
}

/** Whether a search, which is not checked yet, will need what `search-more` holds. */
const asksMore = (request: SearchRequest | null | undefined): boolean =>
  [request?.filter, request?.facets, request?.sort].some((asked) => (asked?.length ?? 0) > 0)

const savesData = (): boolean =>
  (globalThis.navigator as { connection?: { saveData?: boolean } } | undefined)?.connection?.saveData === true
