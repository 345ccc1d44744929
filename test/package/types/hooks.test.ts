/**
 * The examples of docs/guides/hooks.md, as they stand there, compile against the packed package and
 * its peers.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compile } from 'svelte/compiler'
import { afterAll, expect, test } from 'vitest'
import { packApp, toolPath } from '../packed-app.ts'

const app = packApp()
afterAll(() => app.remove())
for (const name of ['@types/react', 'vue', 'svelte']) {
  const link = join(app.directory, 'node_modules', name)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(toolPath(name), link)
}

const text = readFileSync(new URL('../../../docs/guides/hooks.md', import.meta.url), 'utf8')
const [react, vue, svelte] = ['tsx', 'ts', 'svelte'].map((language) => {
  const [, example] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text) ?? []
  return example ?? expect.fail(`docs/guides/hooks.md has no example in ${language}`)
})

test('each framework has an example that compiles', () => {
  app.write('react.tsx', react)
  app.write('vue.ts', vue)
  const [, script] = /<script lang="ts">\n(.*?)<\/script>/s.exec(svelte) ?? []
  // What Svelte's compiler adds to a script: its runes, and a value for each store.
  app.write(
    'svelte.ts',
    `declare function $state<T>(value: T): T\ndeclare function $effect(run: () => void): void\n${script}`,
  )
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    jsx: 'react-jsx',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    module: 'esnext',
    moduleResolution: 'bundler',
  }
  const files = ['react.tsx', 'vue.ts', 'svelte.ts']
  const config = app.write('tsconfig.json', JSON.stringify({ compilerOptions, files }))
  const run = spawnSync(process.execPath, [toolPath('typescript/bin/tsc'), '-p', config], { encoding: 'utf8' })
  expect(run.status, run.stdout).toBe(0)
  const { js, warnings } = compile(svelte, { generate: 'client', filename: 'Films.svelte' })
  expect(js.code).toContain('searchStore')
  expect(warnings.map(({ message }) => message)).toEqual([])
})

test('the declarations of the hooks pass library checks', () => {
  app.write(
    'hooks.ts',
    `export * as r from 'seekling/react'\nexport * as v from 'seekling/vue'\nexport * as s from 'seekling/svelte'\n`,
  )
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['esnext', 'dom', 'dom.iterable'],
    types: [],
    module: 'nodenext',
  }
  const config = app.write('tsconfig.hooks.json', JSON.stringify({ compilerOptions, files: ['hooks.ts'] }))
  const run = spawnSync(process.execPath, [toolPath('typescript/bin/tsc'), '-p', config], { encoding: 'utf8' })
  expect(run.stdout.split('\n').filter((line) => line.includes('seekling/dist'))).toEqual([])
})
