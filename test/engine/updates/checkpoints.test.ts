/**
 * No kind of update holds its thread for long: it passes a checkpoint every few thousand documents
 * at each of its steps. Counted, because times say nothing on a busy machine.
 */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { engineWork } from '../../../src/engine/update-engine.ts'
import type { Preparation } from '../../../src/engine/work/preparation.ts'
import type { DocumentsRequest, UpdateRequest } from '../../../src/shared/engine-api.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** Counts the checkpoints of all work, by the step they name. */
function counted() {
  const steps = new Map<string, number>()
  const around = (preparation: Preparation): Preparation =>
    new Proxy(preparation, {
      get(target, property) {
        const value = Reflect.get(target, property)
        if (property === 'checkpoint')
          return (progress: Parameters<Preparation['checkpoint']>[0]) => {
            steps.set(progress.step, (steps.get(progress.step) ?? 0) + 1)
            return target.checkpoint(progress)
          }
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  const prepare = Object.fromEntries(
    Object.entries(engineWork.prepare).map(([type, make]) => [
      type,
      (preparation: Preparation, update: Parameters<typeof make>[1]) => make(around(preparation), update),
    ]),
  ) as typeof engineWork.prepare
  const work: typeof engineWork = {
    ...engineWork,
    prepare,
    mergeIfNeeded: (preparation, manifest) => engineWork.mergeIfNeeded(around(preparation), manifest),
  }
  return { steps, work }
}

const count = 20_000
const lines = (from: number, fields: (i: number) => object) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ id: from + i, ...fields(i) })).join('\n')
const documents = (from: number) => lines(from, (i) => ({ title: `film ${i}`, value: `Value ${(i * 7919) % count}` }))

const add =
  (text: string, request: Partial<DocumentsRequest> = {}) =>
  (db: TestEngine) =>
    db.add('films', text, { format: 'ndjson', ...request })
const send = (request: UpdateRequest) => (db: TestEngine) => db.send(request)
const settings = (patch: object) => send({ type: 'Settings', indexUid: 'films', settings: patch })

/** Per piece of 4096 documents; a column takes several for each. */
const pieces = Math.floor(count / 4096)

const updates: readonly [string, (db: TestEngine) => Promise<unknown>, Readonly<Record<string, number>>][] = [
  ['an addition', add(documents(0)), { 'checking documents': 2 * pieces, 'sorting words': 6 * pieces }],
  [
    'one that replaces',
    add(documents(0)),
    { 'finding documents': pieces, 'deleting documents': pieces, 'sorting words': 6 * pieces },
  ],
  [
    'a partial one',
    add(
      lines(0, () => ({ seen: 1 })),
      { type: 'DocumentsPartial' },
    ),
    { 'reading documents': 4 * pieces, 'merging documents': 4 * pieces, 'indexing documents': 16 * pieces },
  ],
  ['a second addition', add(documents(count)), { 'sorting words': 6 * pieces }],
  ['a new column', settings({ filterableAttributes: ['value', 'title'] }), { 'sorting words': 6 * pieces }],
  ['other words', settings({ searchableAttributes: ['title'] }), { 'sorting words': 6 * pieces }],
  [
    'a deletion by id',
    send({ type: 'DocumentsDeletion', indexUid: 'films', ids: Array.from({ length: count }, (_, i) => i) }),
    { 'finding documents': pieces, 'deleting documents': pieces },
  ],
  [
    'a deletion by filter',
    send({ type: 'DocumentsDeletion', indexUid: 'films', filter: 'value EXISTS' }),
    { 'finding documents': pieces, 'deleting documents': pieces },
  ],
]

test('every kind of update of many documents stops often, at each of its steps', async () => {
  const { steps, work } = counted()
  const db = await TestEngine.open(new MemoryStore(), { work })
  await settings({ filterableAttributes: ['value'] })(db)
  await db.idle()
  for (const [what, run, expected] of updates) {
    steps.clear()
    await run(db)
    await db.idle()
    const few = Object.entries(expected).filter(([step, most]) => (steps.get(step) ?? 0) < most)
    expect([what, few, [...steps]]).toEqual([what, [], expect.anything()])
  }
  expect((await db.outcomes()).filter((outcome) => !outcome.endsWith(' processed'))).toEqual([])
})
