/**
 * Holds the rules that neither compiler nor linter knows; what each finds is shown in
 * test/scripts/house-rules.test.ts.
 */
import { expect, test } from 'vitest'
import { houseFaults } from '../../scripts/check-house.mjs'

test('every file keeps the rules of the house, and no exception is there without a need', () => {
  expect(houseFaults()).toEqual([])
})
