/** Indexes: listing, making, changing, swapping and deleting them. */
import type { IndexInfo, SwappedIndexes } from '../index.ts'
import { type Answer, asObject, type Call, json, jsonObject, ok, optionalJson, refuseUnknown } from './call.ts'
import { HttpError } from './errors.ts'
import { checkNames, wholeNumber } from './query.ts'
import { accepted } from './tasks.ts'

export async function listIndexes({ client, query }: Call): Promise<Answer> {
  checkNames(query, ['offset', 'limit'])
  const offset = wholeNumber(query, 'offset', 'invalid_index_offset') ?? 0
  const limit = wholeNumber(query, 'limit', 'invalid_index_limit') ?? 20
  const all = await client.getIndexes()
  const results = [...all].sort((a, b) => (a.uid < b.uid ? -1 : 1)).slice(offset, offset + limit)
  return ok({ results: results.map(indexObject), offset, limit, total: all.length })
}

export async function getIndex({ client, uid }: Call): Promise<Answer> {
  const found = (await client.getIndexes()).find((index) => index.uid === uid)
  // The client says what is wrong with the uid, or that there is no such index.
  if (found === undefined) await client.index(uid).getSettings()
  return ok(indexObject(found ?? ({} as IndexInfo)))
}

export async function createIndex(call: Call): Promise<Answer> {
  const { uid, ...others } = await jsonObject(call)
  return accepted(call, call.client.createIndex(uid as string, others))
}

export async function updateIndex(call: Call): Promise<Answer> {
  const body = await optionalJson(call)
  return accepted(call, call.client.updateIndex(call.uid, asObject(body === undefined ? {} : body)))
}

export const deleteIndex = (call: Call): Promise<Answer> => accepted(call, call.client.deleteIndex(call.uid))

export async function swapIndexes(call: Call): Promise<Answer> {
  const swaps = await json(call)
  if (!Array.isArray(swaps)) throw new HttpError('bad_request', 'Invalid value type: expected an array.')
  for (const [i, swap] of swaps.entries()) {
    const { indexes, rename, ...others } = asObject(swap, `[${i}]`)
    void rename
    if (indexes === undefined)
      throw new HttpError('missing_swap_indexes', `Missing field \`indexes\` inside \`[${i}]\`.`)
    refuseUnknown(others, ['indexes', 'rename'])
  }
  return accepted(call, call.client.swapIndexes(swaps as SwappedIndexes[]))
}

const indexObject = ({ uid, createdAt, updatedAt, primaryKey }: IndexInfo) => ({
  uid,
  createdAt,
  updatedAt,
  primaryKey,
})
