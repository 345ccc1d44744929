/** However documents came in, in one update or many, merged or not, an index answers the same. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { engineWork } from '../../../src/engine/update-engine.ts'
import { mergeSegments } from '../../../src/engine/write/merge.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import { answersOf, searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'

const word = fc.constantFrom('solar', 'lunar', 'wind', 'sun', 'flower', 'sunflower', 'solra', 'quasars', 'so')
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
const document = fc.record(
  {
    id: fc.nat(14),
    title: text,
    tags: fc.array(text, { maxLength: 2 }),
    year: fc.oneof(fc.nat(5), fc.constantFrom('old', 'New')),
  },
  { requiredKeys: ['id', 'title'] },
)
type Step = { readonly add: readonly JsonObject[] } | { readonly remove: readonly number[] }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.array(document, { minLength: 1, maxLength: 4 }).map((add) => ({ add }) as Step) },
  fc.array(fc.nat(14), { maxLength: 3 }).map((remove) => ({ remove }) as Step),
)

const settings = { searchableAttributes: ['title', 'tags'], sortableAttributes: ['year'] }
const neverMerge = { ...engineWork, mergeIfNeeded: async () => null }
/** Merges two neighbours whenever there are two, so that every shape of segments is met. */
const alwaysMerge: typeof engineWork = {
  ...engineWork,
  mergeIfNeeded: async (preparation, manifest) =>
    manifest.segments.length > 1 ? mergeSegments(preparation, manifest, [0, 1]) : null,
}

async function run(steps: readonly Step[], work: typeof engineWork): Promise<{ store: MemoryStore; segments: number }> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store, { work })
  await db.send({ type: 'IndexCreation', indexUid: 'sky', primaryKey: 'id' })
  await db.send({ type: 'Settings', indexUid: 'sky', settings })
  for (const one of steps) {
    if ('add' in one) await db.add('sky', one.add)
    else await db.send({ type: 'DocumentsDeletion', indexUid: 'sky', ids: one.remove })
    await db.idle()
  }
  await db.idle()
  await db.engine.close()
  expect(await checkStore(store)).toEqual([])
  const [manifest] = await db.manifests()
  return { store, segments: manifest?.segments.length ?? 0 }
}

/**
 * The documents that are left, in order of first insertion: what one addition would have to add for
 * the same index.
 */
function leftOver(steps: readonly Step[]): JsonObject[] {
  const left = new Map<number, JsonObject>()
  for (const one of steps) {
    if ('add' in one) for (const added of one.add) left.set(added.id as number, added)
    else for (const id of one.remove) left.delete(id)
  }
  return [...left.values()]
}

test('many segments, merged segments and one segment answer alike', async () => {
  let most = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const left = leftOver(steps)
      const many = await run(steps, neverMerge)
      const merged = await run(steps, alwaysMerge)
      const policy = await run(steps, engineWork)
      const one = await run(left.length === 0 ? [] : [{ add: left }], neverMerge)
      most = Math.max(most, many.segments)
      expect(merged.segments).toBeLessThanOrEqual(1)
      const [expected, ...others] = await Promise.all(
        [one, many, merged, policy].map(({ store }) => answersOf(searchEngineOver(store), 'sky')),
      )
      for (const answers of others) expect(answers).toEqual(expected)
    }),
    { numRuns: 60 },
  )
  expect(most).toBeGreaterThan(3)
})
