/** The one table of routes. Any other path gets the status 404 and an empty body. */
import type { Handler } from './call.ts'
import * as documents from './documents.ts'
import { listFields } from './fields.ts'
import * as indexes from './indexes.ts'
import * as instance from './instance.ts'
import * as search from './search.ts'
import * as settings from './settings.ts'
import * as tasks from './tasks.ts'

type Route = readonly [method: string, path: string, handler: Handler]

const routes: readonly Route[] = [
  ['GET', 'health', instance.health],
  ['GET', 'version', instance.version],
  ['GET', 'stats', instance.stats],
  ['GET', 'experimental-features', instance.getFeatures],
  ['PATCH', 'experimental-features', instance.updateFeatures],
  ['POST', 'dumps', instance.createDump],
  ['GET', 'dumps/:uid', instance.getDump],

  ['GET', 'tasks', tasks.listTasks],
  ['DELETE', 'tasks', tasks.deleteTasks],
  ['POST', 'tasks/cancel', tasks.cancelTasks],
  ['GET', 'tasks/:uid', tasks.getTask],
  ['GET', 'tasks/:uid/documents', tasks.getTaskDocuments],
  ['GET', 'batches', tasks.listBatches],
  ['GET', 'batches/:uid', tasks.getBatch],

  ['GET', 'indexes', indexes.listIndexes],
  ['POST', 'indexes', indexes.createIndex],
  ['POST', 'swap-indexes', indexes.swapIndexes],
  ['GET', 'indexes/:uid', indexes.getIndex],
  ['PATCH', 'indexes/:uid', indexes.updateIndex],
  ['DELETE', 'indexes/:uid', indexes.deleteIndex],
  ['GET', 'indexes/:uid/stats', instance.indexStats],
  ['POST', 'indexes/:uid/fields', listFields],

  ['GET', 'indexes/:uid/documents', documents.getDocuments],
  ['POST', 'indexes/:uid/documents', documents.addDocuments],
  ['PUT', 'indexes/:uid/documents', documents.updateDocuments],
  ['DELETE', 'indexes/:uid/documents', documents.deleteAllDocuments],
  ['POST', 'indexes/:uid/documents/fetch', documents.fetchDocuments],
  ['POST', 'indexes/:uid/documents/delete-batch', documents.deleteBatch],
  ['POST', 'indexes/:uid/documents/delete', documents.deleteByFilter],
  ['POST', 'indexes/:uid/documents/edit', documents.editDocuments],
  ['GET', 'indexes/:uid/documents/:id', documents.getDocument],
  ['DELETE', 'indexes/:uid/documents/:id', documents.deleteDocument],

  ['POST', 'multi-search', search.multiSearch],
  ['GET', 'indexes/:uid/search', search.searchByQuery],
  ['POST', 'indexes/:uid/search', search.search],
  ['POST', 'indexes/:uid/facet-search', search.facetSearch],
  ['GET', 'indexes/:uid/similar', search.similar],
  ['POST', 'indexes/:uid/similar', search.similar],

  ['GET', 'indexes/:uid/settings', settings.getSettings],
  ['PATCH', 'indexes/:uid/settings', settings.updateSettings],
  ['DELETE', 'indexes/:uid/settings', settings.resetSettings],
  ...settings.settingRoutes,
]

const table = routes.map(([method, path, handler]) => ({ method, parts: path.split('/'), handler }))
const roots = new Set(table.map(({ parts }) => parts[0]))

export interface Match {
  readonly handler: Handler
  readonly uid: string
  readonly id: string
}

/**
 * 405: there is the path, with other methods. A base may have a path of its own: the route begins
 * at the first segment that begins one.
 */
export function findRoute(method: string, pathname: string): Match | 404 | 405 {
  const segments = pathname.split('/').filter((segment) => segment !== '')
  const start = segments.findIndex((segment) => roots.has(segment))
  if (start < 0) return 404
  const path = segments.slice(start)
  const there = table.filter(
    ({ parts }) => parts.length === path.length && parts.every((part, i) => part.startsWith(':') || part === path[i]),
  )
  // A fixed name comes before a placeholder.
  const exact = (parts: readonly string[]) => parts.filter((part) => !part.startsWith(':')).length
  const [found] = there.filter((route) => route.method === method).sort((a, b) => exact(b.parts) - exact(a.parts))
  if (found === undefined) return there.length > 0 ? 405 : 404
  const segmentOf = (name: string): string => decoded(path[found.parts.indexOf(name)] ?? '')
  return { handler: found.handler, uid: segmentOf(':uid'), id: segmentOf(':id') }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
