/** Updates as lines of a dump, and back. */
import { describe, expect, test } from 'vitest'
import { readTask } from '../../../src/core/dump/read-task.ts'
import { printFinishedTask, printPendingTask, type TaskContent } from '../../../src/core/dump/task-line.ts'
import type { EnqueuedUpdate, FinishedUpdate, UpdateType } from '../../../src/shared/update.ts'
import { queuedTypeNames } from '../../../src/shared/update.ts'

const enqueuedAt = '2026-01-02T03:04:05.678Z'
const read = (line: string) => readTask(JSON.parse(line), () => '', enqueuedAt)

const contents: readonly Exclude<TaskContent, { payloadCount: number }>[] = [
  { type: 'DocumentsDeletion', indexUid: 'films', ids: ['1', 'b'] },
  { type: 'DocumentsDeletion', indexUid: 'films', filter: ['year > 1970', ['a = 1', 'b = 2']] },
  { type: 'ClearAll', indexUid: 'films' },
  { type: 'Settings', indexUid: 'films', settings: { stopWords: ['the'], typoTolerance: null } },
  { type: 'IndexCreation', indexUid: 'films', primaryKey: null },
  { type: 'IndexUpdate', indexUid: 'films', primaryKey: 'id', newUid: 'movies' },
  { type: 'IndexSwap', swaps: [{ indexes: ['films', 'books'] }] },
  { type: 'IndexSwap', swaps: [{ indexes: ['films', 'books'], rename: true }] },
  { type: 'IndexDeletion', indexUid: 'films' },
]

test.each(contents)('an enqueued $type comes back with all it has to do', (content) => {
  const update: EnqueuedUpdate = {
    status: 'enqueued',
    updateId: 7,
    indexUid: 'films',
    type: { name: content.type },
    enqueuedAt,
  }
  expect(read(printPendingTask(update, content))).toEqual({ state: 'pending', enqueuedAt, content })
})

test.each(['DocumentsAddition', 'DocumentsPartial'] as const)('an enqueued %s names its file', (type) => {
  const update: EnqueuedUpdate = {
    status: 'enqueued',
    updateId: 7,
    indexUid: 'films',
    type: { name: type },
    enqueuedAt,
  }
  const line = printPendingTask(update, { type, indexUid: 'films', primaryKey: 'id', payloadCount: 3 })
  expect(read(line)).toEqual({
    state: 'pending',
    enqueuedAt,
    content: { type, indexUid: 'films', primaryKey: 'id', file: 'tasks/update_files/7.jsonl' },
  })
})

describe('a finished update', () => {
  const base = { updateId: 7, indexUid: 'films', enqueuedAt, processedAt: '2026-01-02T03:04:09.001Z', duration: 1.234 }
  const types: UpdateType[] = [
    ...queuedTypeNames
      .filter((name) => name !== 'Settings' && !name.startsWith('Documents'))
      .map((name): UpdateType => ({ name })),
    { name: 'Settings', settings: { stopWords: [] } },
    { name: 'DocumentsDeletion' },
    { name: 'DocumentsDeletion', number: 3 },
  ]
  const additions: UpdateType[] = [
    { name: 'DocumentsAddition', number: 12 },
    { name: 'DocumentsPartial', number: 0 },
  ]

  test.each([...types, ...additions])('comes back as it was: $name $number', (type) => {
    const update: FinishedUpdate = { ...base, status: 'processed', type }
    expect(read(printFinishedTask(update))).toEqual({ state: 'finished', update })
  })

  test.each([...types, { name: 'DocumentsAddition' } as UpdateType])(
    'that failed comes back with its error: $name',
    (type) => {
      const update: FinishedUpdate = {
        ...base,
        status: 'failed',
        type,
        error: 'No id.',
        errorCode: 'missing_document_id',
        errorType: 'invalid_request',
        errorLink: 'https://docs.meilisearch.com/errors#missing_document_id',
      }
      expect(read(printFinishedTask(update))).toEqual({ state: 'finished', update })
    },
  )
})

test.each([
  [{ uid: 1, status: 'succeeded', type: { dumpCreation: {} } }, 'dumpCreation', false],
  [{ uid: 1, status: 'enqueued', type: 'snapshotCreation' }, 'snapshotCreation', true],
  [{}, 'no known kind', false],
  [null, 'no known kind', false],
  ['text', 'no known kind', false],
])('what is no update here is told apart: %j', (line, name, pending) => {
  expect(readTask(line, () => '', enqueuedAt)).toEqual({ state: 'unknown', name, pending })
})
