import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, parseSync } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { partedScript } from '../../scripts/parted-script.mjs'

const folder = mkdtempSync(join(tmpdir(), 'seekling-parted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sources = {
  'port.ts': `
    const arrived = new Map()
    export const load = (url: string) => import(url)
    export const functionsOf = (script: string) => arrived.get(script) ?? fail(script)
    export const arrive = (script: string, functions: object) => arrived.set(script, functions)
    const fail = (script: string) => { throw new Error(script + ' is not there') }`,
  'entry.ts': `
    import { load } from './port.ts'
    import { greet } from './greet.ts'
    import { shared } from './shared.ts'
    Object.assign(globalThis, { parted: { load, greet, shared } })`,
  'greet.ts': `
    import { shared } from './shared.ts'
    import { name } from './name.ts'
    export const greet = (greeting: string) => [greeting, name(), shared]
    export interface Unused { readonly a: string }`,
  'name.ts': `export function name() { return 'Solaris' }`,
  'shared.ts': `export const shared = { only: 'once' }`,
}

type Parted = {
  load(url: string): Promise<unknown>
  greet(greeting: string): unknown[]
  shared: object
}

/** Builds the sources, with some of them changed. Returns the folder of the scripts. */
async function built(name: string, changes: Partial<typeof sources> = {}): Promise<string> {
  const root = join(folder, name)
  mkdirSync(root, { recursive: true })
  const files = { 'package.json': '{ "type": "module" }', ...sources, ...changes }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
  const { plugin, isFirst } = partedScript({ root, entry: 'entry.ts', port: 'port.ts', later: { more: ['greet.ts'] } })
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    plugins: [plugin],
    build: {
      outDir: 'dist',
      lib: { entry: { first: join(root, 'entry.ts') }, formats: ['es'] },
      rolldownOptions: {
        preserveEntrySignatures: false,
        output: { minify: true, codeSplitting: { groups: [{ name: 'first', test: isFirst }] } },
      },
    },
  })
  return join(root, 'dist')
}

const start = async (dist: string): Promise<Parted> => {
  await import(/* @vite-ignore */ join(dist, 'first.js'))
  return (globalThis as unknown as { parted: Parted }).parted
}

test('a function is called where it lies once its script has come, with what both scripts share', async () => {
  const dist = await built('a')
  const { load, greet, shared } = await start(dist)
  expect(() => greet('Hello')).toThrow('more is not there')
  await load(join(dist, 'more.js'))
  const answer = greet('Hello')
  expect(answer).toEqual(['Hello', 'Solaris', { only: 'once' }])
  expect(answer[2]).toBe(shared)
})

test('what only a later function needs is in its script, which imports nothing', async () => {
  const dist = await built('a')
  const [first, more] = ['first.js', 'more.js'].map((name) => readFileSync(join(dist, name), 'utf8'))
  expect([first.includes('Solaris'), more.includes('Solaris')]).toEqual([false, true])
  expect([first.includes('once'), more.includes('once')]).toEqual([true, false])
  for (const text of [first, more]) {
    const { staticImports, staticExports } = parseSync('x.js', text).module
    expect([...staticImports, ...staticExports]).toEqual([])
  }
  expect(first).toContain('import(/* webpackIgnore: true */ /* @vite-ignore */ ')
})

test('a later script of another build does not run', async () => {
  const [one, other] = [await built('one'), await built('other', { 'name.ts': `export const name = () => 'Stalker'` })]
  const { load, greet } = await start(one)
  await expect(load(join(other, 'more.js'))).rejects.toThrow(TypeError)
  expect(() => greet('Hello')).toThrow('more is not there')
  await load(join(one, 'more.js'))
  expect(greet('Hello')[1]).toBe('Solaris')
})

test('what is no function cannot be called later, so that the build fails', async () => {
  const constant = `export const greet = () => []\nexport const most = 7`
  const entry = `import { most } from './greet.ts'\nimport { load } from './port.ts'\nconsole.log(most, load)`
  await expect(built('constant', { 'greet.ts': constant, 'entry.ts': entry })).rejects.toThrow('"most" is not exported')
})

test('a later script may not import what the first one changes', async () => {
  const shared = `export let shared = { only: 'once' }\nexport const change = () => { shared = { only: 'twice' } }`
  const entry = `${sources['entry.ts']}\nimport { change } from './shared.ts'\nchange()`
  await expect(built('changing', { 'shared.ts': shared, 'entry.ts': entry })).rejects.toThrow('what it may change')
})
