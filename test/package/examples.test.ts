/**
 * Every example of the documentation compiles against the packed package, those that are not run
 * too. test/docs/reference.test.ts runs them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { asModule, type Sourced } from '../docs/examples/compile.ts'
import { allExamples, startingPart } from '../docs/examples/files.ts'
import { type Example, examplesInMarkdown } from '../docs/examples/find.ts'
import { packApp, packageJson, toolPath } from './packed-app.ts'

const app = packApp()
afterAll(() => app.remove())

/** What examples may import beside the package: all that the project itself is developed with. */
for (const name of [...Object.keys(packageJson.devDependencies), 'undici-types']) {
  const link = join(app.directory, 'node_modules', name)
  if (existsSync(link) || !existsSync(toolPath(name))) continue
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(toolPath(name), link)
}

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  jsx: 'react-jsx',
  target: 'es2022',
  lib: ['esnext', 'dom', 'dom.iterable'],
  types: ['node', 'vite/client'],
  module: 'esnext',
  moduleResolution: 'bundler',
}

test('every example compiles', () => {
  const examples = allExamples()
  expect(examples.length).toBeGreaterThan(0)
  expect(faultsIn('all', examples)).toBe('')
})

test('one that does not compile is named by file and line', () => {
  const page = '# Page\n```ts run\nconst index = films\n```\n```ts run more\nindex.seerch()\n```\n'
  expect(faultsIn('wrong', examplesInMarkdown('page.md', page))).toMatch(/^page\.md:6: error TS\d+: .*seerch/)
})

/** What the compiler says of them, or nothing. */
function faultsIn(folder: string, examples: readonly Example[]): string {
  const start = startingPart()
  const files = new Map<string, readonly Sourced[]>()
  // One that goes on in another is part of that one.
  for (const example of examples.filter(({ isContinued }) => !isContinued)) {
    const name = `${folder}/${files.size}.${example.language}`
    const lines = asModule(example, start)
    files.set(name, lines)
    app.write(name, lines.map(({ text }) => text).join('\n'))
  }
  const config = app.write(`${folder}.json`, JSON.stringify({ compilerOptions, files: [...files.keys()] }))
  const args = [toolPath('typescript/bin/tsc'), '-p', config, '--pretty', 'false']
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: app.directory, encoding: 'utf8' })
  if (status === 0) return ''
  return stdout.replace(/^(\w+\/\S+)\((\d+),\d+\)/gm, (place, name: string, line: string) => {
    const { path, number } = files.get(name)?.[Number(line) - 1] ?? {}
    return path === undefined ? place : `${path}:${number}`
  })
}
