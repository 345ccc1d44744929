/** The count that ends every test run must not call a run good that was not. */
import { expect, test } from 'vitest'
import { countTests, unfinishedFiles } from '../../scripts/test-report.mjs'

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((outcome, at) => ({ status: outcome, fullName: `test ${at}` })),
})
const count = (exitCode: number | null, ...testResults: ReturnType<typeof file>[]) => {
  const { passed, failed } = countTests({ testResults }, exitCode)
  return { passed, failed }
}

test('passed and failed tests are counted over all files', () => {
  expect(count(1, file('failed', 'passed', 'failed'), file('passed', 'passed'))).toEqual({ passed: 2, failed: 1 })
})

test('a run without tests has failed', () => {
  expect(count(0)).toEqual({ passed: 0, failed: 1 })
  expect(count(0, file('passed'))).toEqual({ passed: 0, failed: 1 })
})

test('a run that left no report has failed', () => {
  expect(countTests(null, 0)).toMatchObject({ passed: 0, failed: 1 })
})

test.each(['skipped', 'pending', 'todo', 'disabled'])('a %s test has failed, and is named', (status) => {
  const { failed, reasons } = countTests({ testResults: [file('passed', 'passed', status)] }, 0)
  expect(failed).toBe(1)
  expect(reasons).toEqual([`${status}: test 1 (a.test.ts)`])
})

test('a test that failed is named with the first line of why', () => {
  const failureMessages = ['Error: no hits\n    at x.ts:1']
  const assertionResults = [{ status: 'failed', fullName: 'finds it', failureMessages }]
  const { reasons } = countTests({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults }] }, 1)
  expect(reasons).toEqual(['failed: finds it (a.test.ts): Error: no hits'])
})

test('a file that could not be loaded has failed', () => {
  expect(count(1, file('failed'), file('passed', 'passed'))).toEqual({ passed: 1, failed: 1 })
})

test('a file whose hooks failed has failed although its tests passed', () => {
  expect(count(1, file('failed', 'passed'))).toEqual({ passed: 1, failed: 1 })
})

test.each([1, 130, null])('exit code %s with nothing but passed tests is a failure', (exitCode) => {
  expect(count(exitCode, file('passed', 'passed'))).toEqual({ passed: 1, failed: 1 })
})

test('a browser that died leaves unfinished what it ran and what came after, and no failed test', () => {
  const named = (name: string, status: string, ...tests: string[]) => ({ ...file(status, ...tests), name })
  const testResults = [
    named('passed', 'passed', 'passed'),
    named('failed', 'failed', 'passed', 'failed'),
    named('not loaded', 'failed'),
    named('skipped', 'passed', 'skipped'),
    named('ran', 'passed', 'passed', 'pending'),
    named('came after', 'passed'),
  ]
  expect(unfinishedFiles({ testResults })).toEqual(['ran', 'came after'])
})
