/** The rules the house adds to compiler and linter: what each finds, and what it leaves alone. */
import { describe, expect, test } from 'vitest'
import { faultsOf, judge, longestFunction, longestTest, widestComment } from '../../scripts/house-rules.mjs'

const rulesIn = (code: string, path = 'src/example.ts') => faultsOf(path, code).map(({ rule, name }) => [rule, name])
const long = (head: string) => `${head}\n${'  step()\n'.repeat(longestFunction - 2)}}`

describe('comments', () => {
  // Takes columns up to `width` with a comment in one of its forms.
  const upTo = (width: number, before: string, after = '') =>
    before + 'x'.repeat(width - before.length - after.length) + after
  const forms: [string, string, string][] = [
    ['of one line', '// ', ''],
    ['behind code', 'const a = 1 // ', ''],
    ['in a block', '/** ', ' */'],
    ['in a block, indented', '  /* ', ' */'],
  ]

  test.each(forms)('%s may end at the last column, and no further', (_, before, after) => {
    expect(rulesIn(upTo(widestComment, before, after))).toEqual([])
    expect(rulesIn(upTo(widestComment + 1, before, after))).toEqual([['comments', 'src/example.ts']])
  })

  test('of several lines are measured line by line', () => {
    const line = upTo(widestComment + 1, ' * ')
    const [fault] = faultsOf('src/example.ts', `/**\n * short\n${line}\n * short\n${line}\n */\n`)
    expect(fault.says).toBe('src/example.ts:3 has a comment beyond column 100 (2 lines)')
  })

  test('with a link are as long as it is, and wide code is the formatter’s', () => {
    expect(rulesIn(`// https://example.org/${'x'.repeat(widestComment)}`)).toEqual([])
    expect(rulesIn(`const a = '// ${'x'.repeat(widestComment)}'`)).toEqual([])
  })

  test('that draw something are as wide as the drawing', () => {
    expect(rulesIn(`/**\n *   u32 count   ${'x'.repeat(widestComment)}\n */`)).toEqual([])
    expect(rulesIn(`/**\n * u32 count   ${'x'.repeat(widestComment)}\n */`)).toHaveLength(1)
  })

  test('count in tests and scripts too', () => {
    const wide = upTo(widestComment + 1, '// ')
    expect(rulesIn(wide, 'test/some.test.ts')).toEqual([['comments', 'test/some.test.ts']])
    expect(rulesIn(wide, 'scripts/some.mjs')).toEqual([['comments', 'scripts/some.mjs']])
  })
})

describe('functions', () => {
  const named: [string, string, string][] = [
    ['a declaration', long('function build() {'), 'build'],
    ['a constant', long('const build = () => {'), 'build'],
    ['a method', `class House {\n${long('  #build() {')}\n}`, 'House.#build'],
    ['a property', `const house = {\n${long('  build() {')}\n}`, 'build'],
    ['no name', `run(\n${long('() => {')})`, 'a function in the file'],
  ]

  test.each(named)('with %s are found by name', (_, code, name) => {
    expect(rulesIn(code)).toEqual([])
    const longer = code.replace('  step()\n', '  step()\n  step()\n')
    expect(rulesIn(longer)).toEqual([['functions', `src/example.ts ${name}`]])
  })

  test('in tests may be as long as their file', () => {
    expect(rulesIn(long('test("x", () => {\n').concat(')'), 'test/some.test.ts')).toEqual([])
  })
})

test('more than five parameters are too many, whatever kind of function has them', () => {
  expect(rulesIn('function f(a: 1, b: 1, c: 1, d: 1, e: 1) {}')).toEqual([])
  expect(rulesIn('function f(a: 1, b: 1, c: 1, d: 1, e: 1, g: 1) {}')).toEqual([['parameters', 'src/example.ts f']])
  expect(rulesIn('class A { m(a, b, c, d, e, ...rest) {} }', 'src/a.js')).toEqual([['parameters', 'src/a.js A.m']])
  expect(rulesIn('type F = (a: 1, b: 1, c: 1, d: 1, e: 1, g: 1) => void')).toEqual([])
})

test('a file of tests may have 400 lines', () => {
  expect(rulesIn('\n'.repeat(longestTest), 'test/some.test.ts')).toEqual([])
  expect(rulesIn('\n'.repeat(longestTest + 1), 'test/some.test.ts')).toEqual([['tests', 'test/some.test.ts']])
  expect(rulesIn('\n'.repeat(longestTest + 1), 'src/some.ts')).toEqual([])
})

describe('exceptions', () => {
  const faults = faultsOf('src/a/b.ts', 'function f(a: 1, b: 1, c: 1, d: 1, e: 1, g: 1) {}')

  test('excuse what they name, alone or by folder', () => {
    expect(judge(faults, {})).toEqual(['src/a/b.ts:1 f has 6 parameters of 5: pass an object'])
    expect(judge(faults, { parameters: { 'src/a/b.ts f': 'why' } })).toEqual([])
    expect(judge(faults, { parameters: { 'src/a/': 'why' } })).toEqual([])
  })

  test('of another rule or name excuse nothing, and are not needed', () => {
    expect(judge(faults, { functions: { 'src/a/b.ts f': 'why' } })).toHaveLength(2)
    expect(judge(faults, { parameters: { 'src/a/b.ts': 'why' } })).toHaveLength(2)
    expect(judge([], { parameters: { 'src/a/': 'why' } })).toEqual([
      'src/a/ keeps the rule of parameters: take it out of the exceptions',
    ])
  })
})
