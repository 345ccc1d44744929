/** Routes of the instance: health, version, statistics, dumps and experimental features. */
import type { IndexStats } from '../index.ts'
import { type Answer, type Call, jsonObject, ok } from './call.ts'
import { HttpError, invalidType } from './errors.ts'
import { accepted } from './tasks.ts'

export const health = async (): Promise<Answer> => ok({ status: 'available' })

export const version = async (): Promise<Answer> =>
  ok({ commitSha: 'unknown', commitDate: 'unknown', pkgVersion: '1.50.0' })

export async function stats({ client }: Call): Promise<Answer> {
  const { databaseSize, lastUpdate, indexes } = await client.stats({ sizes: true })
  const shown = Object.entries(indexes).map(([uid, index]) => [uid, statsOf(index)])
  return ok({ databaseSize, usedDatabaseSize: databaseSize, lastUpdate, indexes: Object.fromEntries(shown) })
}

export const indexStats = async ({ client, uid }: Call): Promise<Answer> =>
  ok(statsOf(await client.index(uid).getStats({ sizes: true })))

const statsOf = ({
  numberOfDocuments,
  rawDocumentDbSize,
  avgDocumentSize,
  isIndexing,
  fieldDistribution,
}: IndexStats) => ({
  numberOfDocuments,
  rawDocumentDbSize,
  avgDocumentSize,
  isIndexing,
  numberOfEmbeddings: 0,
  numberOfEmbeddedDocuments: 0,
  fieldDistribution,
})

export async function createDump(call: Call): Promise<Answer> {
  const { updateId } = await call.client.createDump({ asUpdate: true })
  return accepted(call, Promise.resolve({ updateId: updateId as number }))
}

/** The file of a dump, which a server would leave on its disk. */
export const getDump = async ({ client, uid }: Call): Promise<Answer> => ({ body: await client.getDump(uid) })

export const noFeatures = (): Record<string, boolean> =>
  Object.fromEntries(
    `chatCompletions compositeEmbedders containsFilter dynamicSearchRules editDocumentsByFunction foreignKeys getTaskDocumentsRoute logsRoute
    metrics multimodal network renderRoute`
      .split(/\s+/)
      .map((name) => [name, false]),
  )

export const getFeatures = async ({ state }: Call): Promise<Answer> => ok(state.features)

/** Experimental features last as long as the handler. */
export async function updateFeatures(call: Call): Promise<Answer> {
  const changed = await jsonObject(call)
  for (const [name, value] of Object.entries(changed)) {
    if (!Object.hasOwn(call.state.features, name)) throw new HttpError('bad_request', `Unknown field \`${name}\`.`)
    if (value !== null && typeof value !== 'boolean') {
      throw invalidType('bad_request', `.${name}`, 'a boolean')
    }
    if (value !== null) call.state.features = { ...call.state.features, [name]: value }
  }
  return ok(call.state.features)
}
