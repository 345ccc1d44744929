/**
 * The runner of examples: a wrong claim fails by file and line, and what cannot be a claim is
 * refused instead of passing.
 */
import { describe, expect, test } from 'vitest'
import { asModule } from './examples/compile.ts'
import { examplesInMarkdown, examplesInSource } from './examples/find.ts'
import { runExample } from './examples/run.ts'

const start = {
  path: 'start.md',
  lines: [
    { text: `import { open } from 'seekling'`, number: 3 },
    { text: `const client = await open()`, number: 4 },
  ],
}

/** A page of one block, whose first line of code is the third. */
const page = (code: string, words = 'run'): string => `# Page\n\`\`\`ts ${words}\n${code}\n\`\`\`\n`

const run = async (text: string): Promise<string> => {
  const [example] = examplesInMarkdown('page.md', text).filter(({ isContinued }) => !isContinued)
  return runExample(example, start).then(
    () => 'passed',
    ({ message }: Error) => message.split('\n')[0],
  )
}

test.each([
  ['a value', '1 + 1 // => 2', '1 + 1 // => 3'],
  ['a value that is awaited', 'await client.getIndexes() // => []', 'await client.getIndexes() // => [1]'],
  ['a constant', 'const two = 1 + 1 // => 2', 'const two = 1 + 1 // => 3'],
  ['what is logged', 'console.log([1, 2]) // => [1, 2]', 'console.log([1, 2]) // => [2, 1]'],
  [
    'one name taken out',
    'const { length } = [1] // => 1\nlength satisfies number',
    'const { length } = [1] // => 2\nlength satisfies number',
  ],
  ['a value over lines', `[1, { a: 2 }] // => [1, {\n//   a: 2 }]`, `[1, { a: 2 }] // => [1, {\n//   a: 3 }]`],
  ['a part of an object', '({ a: 1, b: 2 }) // => { a: 1, ... }', '({ a: 1, b: 2 }) // => { a: 2, ... }'],
  ['the beginning of a list', '[{ a: 1 }, 2] // => [{ a: 1 }, ...]', '[{ a: 1 }, 2] // => [{ a: 2 }, ...]'],
  ['a line before a semicolon', `1 // => 1\n;[2].length // => 1`, `1 // => 2\n;[2].length // => 1`],
  ['any text', `({ at: 'noon' }) // => { at: String }`, '({ at: 12 }) // => { at: String }'],
  ['a text by a pattern', `'noon' // => /^n/`, `'noon' // => /^m/`],
  [
    'an error',
    `await client.index('a').search() // rejects index_not_found`,
    `await client.index('a').search() // rejects wait_timeout`,
  ],
  [
    'an error that is thrown',
    `client.on('x' as 'update', () => {}) // throws invalid_options`,
    '1 + 1 // throws internal',
  ],
  ['a claim inside a function', '[1].forEach((one) => {\none // => 1\n})', '[1].forEach((one) => {\none // => 2\n})'],
])('%s is checked', async (_, right, wrong) => {
  expect(await run(page(right))).toBe('passed')
  expect(await run(page(wrong))).toMatch(/^page\.md:[34]: /)
})

test('what is thrown without being claimed names the line', async () => {
  expect(await run(page(`const a = 1\nawait client.index('b').search('')\na // => 1`))).toMatch(
    /^page\.md:4: Index "b"/,
  )
})

test('a block that goes on from another sees its names, and may take them again', async () => {
  const more = '```ts run more\nconst b = a + 1 // => 2\n{\n  const a = 5 // => 5\n}\n```'
  expect(await run(`${page('const a = 1')}${more}`)).toBe('passed')
  expect(await run(`${page('const a = 2')}${more}`)).toBe('page.md:6: expected 3 to deeply equal 2')
})

test('examples do not see what others have stored', async () => {
  const code = `import { open } from 'seekling'\nconst own = await open()\nawait own.getIndexes() // => []\nawait own.createIndex('a')`
  expect([await run(page(code)), await run(page(code))]).toEqual(['passed', 'passed'])
})

test.each([
  ['a claim after nothing', page('// => 3'), 'page.md:3: nothing ends before `=>`'],
  [
    'a claim about two names',
    page('const { a, b } = { a: 1, b: 2 } // => 3'),
    'page.md:3: `=>` needs an expression or one name',
  ],
  ['a condition there is not', page('1 + 1', 'run on=mars'), 'page.md:3: there is no condition `mars`'],
])('%s is refused', async (_, text, message) => {
  expect(await run(text)).toContain(message)
})

describe('finding', () => {
  test('an unknown word, and a block that goes on from none, are refused', () => {
    expect(() => examplesInMarkdown('a.md', page('1', 'runn'))).toThrow('a.md:2: `runn`')
    expect(() => examplesInMarkdown('a.md', page('1', 'run more'))).toThrow('a.md:2: `more`')
  })

  test('sketches and other languages are left alone, line highlights are no words', () => {
    const text = `${page('1', 'sketch')}\n\`\`\`js\n1\n\`\`\`\n${page('1', '{1,3}')}`
    expect(examplesInMarkdown('a.md', text).map(({ isRun }) => isRun)).toEqual([false])
  })

  test('an indented block of a list is found', () => {
    const [example] = examplesInMarkdown('a.md', '1. Do\n   ```ts run\n   f()\n   ```')
    expect(example.parts[0].lines).toEqual([{ text: 'f()', number: 3 }])
  })

  test('the example of a docstring ends with the next tag or the docstring', () => {
    const source = `/**\n * Does it.\n *\n * @example\n * one()\n * two()\n * @throws never\n */\nf()\n  /**\n   * @example\n   * three()\n   */`
    const found = examplesInSource('a.ts', source)
    expect(found.map(({ name, isRun, parts }) => [name, isRun, parts[0].lines.map(({ text }) => text)])).toEqual([
      ['a.ts:5', true, ['one()', 'two()']],
      ['a.ts:12', true, ['three()']],
    ])
  })

  test('a docstring may have two examples, with an empty line between them', () => {
    const two = (between: string) => `/**\n * @example\n * one()\n${between} * @example\n * two()\n */`
    expect(examplesInSource('a.ts', two(' *\n')).map(({ name }) => name)).toEqual(['a.ts:3', 'a.ts:6'])
    expect(() => examplesInSource('a.ts', two(''))).toThrow('a.ts:4: leave an empty line')
  })

  test('the example of a docstring may have a fence that says otherwise', () => {
    const [example] = examplesInSource('a.ts', '/**\n * @example\n * ```ts\n * one()\n * ```\n */')
    expect([example.name, example.isRun]).toEqual(['a.ts:4', false])
  })
})

test('for the compiler imports stand first and every line keeps its number', () => {
  const text = `${page(`import { open } from 'seekling'\nopen()`)}${page(`import { x } from 'y'\nx()`, 'run more')}`
  const example = examplesInMarkdown('page.md', text)[1]
  expect(asModule(example, start).map(({ text, number }) => [number, text])).toEqual([
    [3, `import { open } from 'seekling'`],
    [8, `import { x } from 'y'`],
    [4, 'open()'],
    [0, '{'],
    [9, 'x()'],
    [0, '}'],
    [0, 'export {}'],
  ])
})
