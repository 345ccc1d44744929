/**
 * However attributes came to be filterable, a filter finds the same: columns made later are those
 * made at once.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filterability, filterablePatterns } from '../../../src/core/document/filterable.ts'
import type { Filter } from '../../../src/core/filter/filter.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { corners, filterDocuments, filtersOver, filterValues } from '../../support/filters.ts'
import { meets } from '../../support/naive-filter.ts'
import { printFilter } from '../../support/print-filter.ts'
import { TestEngine } from '../../support/test-engine.ts'

const pattern = fc.constantFrom('a', 'b', 'a.b', '*', 'a*', '*b', '*.b', '_geo')
const rules = fc.array(
  fc.oneof(
    pattern,
    fc.record({
      attributePatterns: fc.array(pattern, { minLength: 1, maxLength: 2 }),
      features: fc.constant({ filter: { equality: true, comparison: true } }),
    }),
  ),
  { maxLength: 3 },
)
const change: fc.Arbitrary<SettingsPatch> = fc.record(
  {
    filterableAttributes: rules,
    sortableAttributes: fc.array(fc.constantFrom('a', 'b', 'a.b', '_geo'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

/** The attributes a filter asks for. */
function attributesOf(filter: Filter): string[] {
  if ('parts' in filter) return filter.parts.flatMap(attributesOf)
  if ('part' in filter) return attributesOf(filter.part)
  return ['field' in filter ? filter.field : '_geo']
}

test('filters agree with a naive predicate after any changes of settings, with documents added in between', async () => {
  const filter = filtersOver(fc.constantFrom('a', 'b', 'a.b'), filterValues, corners)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(change, filterDocuments), { minLength: 2, maxLength: 8 }),
      fc.array(filter, { minLength: 1, maxLength: 4 }),
      async (steps, filters) => {
        const store = new MemoryStore()
        const db = await TestEngine.open(store)
        await db.add('films', [{ id: 'first' }])
        const documents: JsonObject[] = [{ id: 'first' }]
        for (const step of steps) {
          if (!Array.isArray(step))
            await db.send({ type: 'Settings', indexUid: 'films', settings: step as SettingsPatch })
          else if (step.length > 0) {
            const batch = step.map((document, i) => ({ ...document, id: `${documents.length}-${i}` }))
            await db.add('films', batch)
            documents.push(...batch)
          }
        }
        await db.idle()
        expect((await db.outcomes()).filter((outcome) => outcome.includes('failed'))).toEqual([])
        const engine = searchEngineOver(store)
        const { filterableAttributes } = await engine.getSettings('films')
        for (const asked of filters) {
          const found = engine.getDocuments('films', { filter: printFilter(asked), limit: 1000 })
          const allowed = attributesOf(asked).every(
            (name) =>
              filterability(filterableAttributes, name) !== null &&
              (name !== '_geo' || filterablePatterns(filterableAttributes).includes('_geo')),
          )
          if (!allowed) await expect(found).rejects.toMatchObject({ code: 'invalid_document_filter' })
          else {
            const wanted = documents.filter((document) => meets(asked, document)).map(({ id }) => id)
            expect((await found).results.map(({ id }) => id)).toEqual(wanted)
          }
        }
      },
    ),
    { numRuns: 100 },
  )
})
