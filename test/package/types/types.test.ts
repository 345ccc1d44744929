/**
 * The declarations as an app meets them: strict, with library checks, with and without a browser's
 * types. What does not compile must not, what an editor completes is asked of TypeScript's own
 * language server.
 */
import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packApp, toolPath } from '../packed-app.ts'
import { beingTyped, films, inBrowser } from './films.ts'
import { LanguageServer } from './language-server.ts'

const app = packApp()
afterAll(() => app.remove())
for (const name of ['@types/node', 'undici-types']) {
  cpSync(toolPath(name), join(app.directory, 'node_modules', name), { recursive: true })
}

const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
  module: 'nodenext',
  types: [] as string[],
}

const entries = `
import { open, SeeklingError } from 'seekling'
import * as engine from 'seekling/engine'
import * as http from 'seekling/http'
import * as serviceWorker from 'seekling/service-worker'
import 'seekling/worker'
export { engine, http, open, SeeklingError, serviceWorker }
`

test.each([
  ['a browser', { ...options, lib: ['esnext', 'dom', 'dom.iterable'] }, inBrowser],
  ['a bundler', { ...options, lib: ['esnext', 'dom'], module: 'esnext', moduleResolution: 'bundler' }, inBrowser],
  ['a worker', { ...options, lib: ['esnext', 'webworker'] }, inBrowser],
  ['Node', { ...options, lib: ['es2022'], types: ['node'] }, ''],
  ['no platform at all', { ...options, lib: ['es2022'] }, ''],
])('an app for %s compiles, and does not where it should not', (platform, compilerOptions, more) => {
  const folder = platform.replaceAll(' ', '-')
  const files = { entries, films, more: `${more}\nexport {}` }
  for (const [name, text] of Object.entries(files)) app.write(`${folder}/${name}.ts`, text)
  const config = app.write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const { status, stdout } = spawnSync(process.execPath, [toolPath('typescript/bin/tsc'), '-p', config], {
    encoding: 'utf8',
  })
  expect(status, stdout).toBe(0)
})

test('an editor completes the attributes of the documents, dot paths included', async () => {
  const compilerOptions = { ...options, lib: ['es2022'] }
  app.write('editor/tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const file = app.write('editor/typed.ts', '')
  const server = await LanguageServer.start(join(app.directory, 'editor'))
  try {
    const places = beingTyped.split('\n').filter((line) => line.includes("'|'"))
    const found = await server.completions(file, beingTyped)
    expect(found).toHaveLength(places.length)
    const names = ['cast', 'cast.person', 'cast.person.name', 'director', 'director.name', 'id']
    const orders = names.flatMap((name) => [`${name}:asc`, `${name}:desc`]).sort()
    const rules = 'attribute attributeRank exactness proximity sort typo wordPosition words'.split(' ')
    for (const [at, place] of places.entries()) {
      const wanted = place.includes('updateRankingRules')
        ? [...orders, ...rules].sort()
        : place.includes('sort:')
          ? orders
          : /distinct|facetName|suggest|sortable|SearchOn|disableOn/i.test(place)
            ? names
            : ['*', ...names]
      expect(found[at], place).toEqual(wanted)
    }
  } finally {
    server.stop()
  }
})
