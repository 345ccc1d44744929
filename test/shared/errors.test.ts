/** The one error class: its types must follow the table, which it does not read. */
import { expect, test } from 'vitest'
import { type ErrorCode, errorTypes, SeeklingError } from '../../src/shared/errors.ts'

test('the type of every code is that of the table', () => {
  const codes = Object.keys(errorTypes) as ErrorCode[]
  expect(codes.length).toBeGreaterThan(50)
  expect(Object.fromEntries(codes.map((code) => [code, new SeeklingError(code, '').type]))).toEqual(errorTypes)
})

test('a record and back is the same error', () => {
  const error = new SeeklingError('wait_timeout', 'Too late.', { updateId: 7 })
  expect(SeeklingError.fromRecord(error.toRecord())).toEqual(error)
})

test('an error keeps what caused it, and has no cause when there was none', () => {
  const cause = new Error('disk')
  expect(SeeklingError.from(cause)).toMatchObject({ code: 'internal', cause })
  expect('cause' in new SeeklingError('internal', 'x')).toBe(false)
})
