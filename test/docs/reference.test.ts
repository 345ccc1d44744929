/**
 * Runs the examples of the documentation: of all pages, of the README and of the docstrings in src.
 * How they are written is told in docs/reference/index.md; test/package/examples.test.ts checks
 * their types.
 */
import { describe, expect, test } from 'vitest'
import { allExamples, startingPart } from './examples/files.ts'
import { runExample } from './examples/run.ts'

const examples = allExamples()
const start = startingPart()

/** One that goes on in another is run there. */
const run = examples.filter(({ isRun, isContinued }) => isRun && !isContinued)

test('there are examples to run', () => {
  expect(run.length).toBeGreaterThan(0)
})

describe.each([...new Set(run.map(({ path }) => path))])('%s', (page) => {
  test.each(run.filter(({ path }) => path === page))('$name', (example) => runExample(example, start))
})
