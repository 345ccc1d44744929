/** What is read out of documents, with pauses between the parts that take long. */
import { expect, test } from 'vitest'
import { columnAttributes, searchableAttributes } from '../../../src/engine/analysis/attributes.ts'
import { DocumentAnalysis } from '../../../src/engine/analysis/document-analysis.ts'
import { FieldMap } from '../../../src/engine/analysis/field-map.ts'
import { completeSettings } from '../../../src/shared/settings-complete.ts'

test('the event loop is yielded to before every column, and a pause that throws ends the work', async () => {
  const settings = completeSettings({ sortableAttributes: ['year', 'title'], filterableAttributes: ['kind'] })
  const analysis = new DocumentAnalysis(new FieldMap([]), searchableAttributes(settings), columnAttributes(settings))
  analysis.add({ id: 1, title: 'Solaris', year: 1972, kind: 'film', other: 'text' })
  let pauses = 0
  const columns = await analysis.finishColumns(async () => void pauses++)
  expect([...columns.keys()].sort()).toEqual(['kind', 'title', 'year'])
  expect(pauses).toBe(3)
  await expect(analysis.finishColumns(() => Promise.reject(new Error('canceled')))).rejects.toThrow('canceled')
})
