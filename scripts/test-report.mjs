/**
 * Reads what a Vitest run reported and counts it. Strict on purpose: whatever kept a test from
 * being run and passing is a failure.
 */

/** @typedef {{ passed: number, failed: number, reasons: string[] }} Count */

/**
 * @typedef {object} VitestReport The part of Vitest's json reporter that is used here.
 * @property {{ name: string, status: string, message?: string, assertionResults: { status: string,
 *   fullName: string, failureMessages?: string[] }[] }[]} testResults
 */

/**
 * Counts one project. `report` is null when the run left none, `exitCode` null when it was killed.
 * @param {VitestReport | null} report
 * @param {number | null} exitCode
 * @returns {Count} `reasons` names each test that failed with the first line of why, and explains
 *   the failures that are not failed tests: of a long run often only its end is kept.
 */
export function countTests(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1, reasons: ['the run left no report'] }
  const reasons = []
  let passed = 0
  let failed = 0
  for (const file of report.testResults) {
    const before = failed
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++
      else failed++
      if (test.status !== 'passed') reasons.push(reasonOf(test, file.name))
    }
    // A file that could not be loaded, or whose hooks failed, lists no failed test.
    if (file.status !== 'passed' && failed === before) {
      failed++
      reasons.push(`the file failed: ${file.name}`)
    }
  }
  if (passed + failed === 0) return { passed, failed: 1, reasons: ['no test was run'] }
  // Errors outside of any test, such as an unhandled rejection.
  if (exitCode !== 0 && failed === 0)
    return { passed, failed: 1, reasons: [`the run ended with exit code ${exitCode}`] }
  return { passed, failed, reasons }
}

/** @param {VitestReport['testResults'][0]['assertionResults'][0]} test @param {string} file */
function reasonOf({ status, fullName, failureMessages = [] }, file) {
  const [why = ''] = failureMessages.join('\n').split('\n', 1)
  return `${status}: ${fullName} (${file})${why && `: ${why.slice(0, 300)}`}`
}

/**
 * The files of which some test has not come to an end, passed or not: the one that ran when a
 * browser died, and those behind it.
 * @param {VitestReport} report
 */
export function unfinishedFiles({ testResults }) {
  const isUnfinished = (/** @type {VitestReport['testResults'][0]} */ { status, assertionResults }) =>
    assertionResults.some(({ status }) => status === 'pending') ||
    (status === 'passed' && assertionResults.length === 0)
  return testResults.filter(isUnfinished).map(({ name }) => name)
}
