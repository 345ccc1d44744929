/**
 * What an instance must look like after its updates, in the plainest terms: a Map of documents per
 * index and an array of updates. The queue's model test runs the same updates here and in an
 * engine.
 */

import type { JsonObject } from '../../src/shared/document.ts'
import { documentIdText } from '../../src/shared/document-id.ts'
import type { UpdateRequest } from '../../src/shared/engine-api.ts'
import type { SettingsPatch } from '../../src/shared/settings.ts'
import { mergeSettings } from '../../src/shared/settings-merge.ts'

export interface ModelAddition {
  readonly type: 'DocumentsAddition' | 'DocumentsPartial'
  readonly indexUid: string
  readonly primaryKey: string | null
  readonly documents: readonly JsonObject[]
}

export type ModelRequest = ModelAddition | UpdateRequest

export interface ModelIndex {
  primaryKey: string | null
  settings: SettingsPatch
  /** By id as text, in the order of first insertion. */
  documents: Map<string, JsonObject>
}

export interface ModelUpdate {
  readonly request: ModelRequest
  /** 'enqueued', 'processed', or the code of the failure. */
  outcome: string
}

class Failure extends Error {}

export class QueueModel {
  indexes = new Map<string, ModelIndex>()
  /** Update n is at n - 1. */
  readonly updates: ModelUpdate[] = []

  enqueue(request: ModelRequest): number {
    return this.updates.push({ request, outcome: 'enqueued' })
  }

  cancel(isMeant: (updateId: number, request: ModelRequest) => boolean): number[] {
    const canceled: number[] = []
    this.updates.forEach((update, i) => {
      if (update.outcome !== 'enqueued' || !isMeant(i + 1, update.request)) return
      update.outcome = 'update_canceled'
      canceled.push(i + 1)
    })
    return canceled
  }

  runAll(): void {
    for (const update of this.updates) {
      if (update.outcome !== 'enqueued') continue
      try {
        this.#run(update.request)
        update.outcome = 'processed'
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        update.outcome = error.message
      }
    }
  }

  /** Throws before it changes anything. */
  #run(request: ModelRequest): void {
    switch (request.type) {
      case 'DocumentsAddition':
      case 'DocumentsPartial':
        return this.#add(request)
      case 'DocumentsDeletion': {
        const { documents } = this.#require(request.indexUid)
        for (const id of 'ids' in request ? request.ids : []) documents.delete(String(id))
        return
      }
      case 'ClearAll':
        return this.#require(request.indexUid).documents.clear()
      case 'Settings': {
        const index = this.indexes.get(request.indexUid) ?? newIndex(null)
        index.settings = mergeSettings(index.settings, request.settings)
        this.indexes.set(request.indexUid, index)
        return
      }
      case 'IndexCreation':
        if (this.indexes.has(request.indexUid)) throw new Failure('index_already_exists')
        this.indexes.set(request.indexUid, newIndex(request.primaryKey))
        return
      case 'IndexUpdate': {
        const index = this.#require(request.indexUid)
        const primaryKey = request.primaryKey ?? index.primaryKey
        const uid = request.newUid ?? request.indexUid
        if (index.primaryKey !== null && primaryKey !== index.primaryKey && index.documents.size > 0)
          throw new Failure('index_primary_key_already_exists')
        if (uid !== request.indexUid && this.indexes.has(uid)) throw new Failure('index_already_exists')
        index.primaryKey = primaryKey
        this.indexes.delete(request.indexUid)
        this.indexes.set(uid, index)
        return
      }
      case 'IndexSwap': {
        for (const { indexes } of request.swaps) for (const uid of indexes) this.#require(uid)
        for (const {
          indexes: [left, right],
        } of request.swaps) {
          const leftIndex = this.#require(left)
          this.indexes.set(left, this.#require(right))
          this.indexes.set(right, leftIndex)
        }
        return
      }
      case 'IndexDeletion':
        this.#require(request.indexUid)
        this.indexes.delete(request.indexUid)
        return
    }
  }

  #add({ type, indexUid, primaryKey: wanted, documents }: ModelAddition): void {
    const index = this.indexes.get(indexUid) ?? newIndex(null)
    if (index.primaryKey !== null && wanted !== null && wanted !== index.primaryKey)
      throw new Failure('index_primary_key_already_exists')
    const primaryKey = index.primaryKey ?? wanted ?? inferred(documents[0])
    for (const document of documents) {
      if (!(primaryKey in document)) throw new Failure('missing_document_id')
      if (documentIdText(document[primaryKey]) === undefined) throw new Failure('invalid_document_id')
    }
    index.primaryKey = primaryKey
    this.indexes.set(indexUid, index)
    for (const document of documents) {
      const id = String(document[primaryKey])
      const before = index.documents.get(id)
      index.documents.set(id, type === 'DocumentsPartial' && before ? { ...before, ...document } : document)
    }
  }

  #require(uid: string): ModelIndex {
    const index = this.indexes.get(uid)
    if (!index) throw new Failure('index_not_found')
    return index
  }
}

const newIndex = (primaryKey: string | null): ModelIndex => ({ primaryKey, settings: {}, documents: new Map() })

function inferred(document: JsonObject): string {
  const candidates = Object.keys(document).filter((field) => field.toLowerCase().endsWith('id'))
  if (candidates.length === 1) return candidates[0]
  throw new Failure(
    candidates.length === 0 ? 'index_primary_key_no_candidate_found' : 'index_primary_key_multiple_candidates_found',
  )
}
