/**
 * Holds the import table, and the map of the project against the project. What it can find is shown
 * in rules.test.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { factsOf } from './module-facts.ts'
import { pathsNamedIn } from './named-paths.ts'
import { importCycle, type SourceFile, violations } from './rules.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort()

const read = (path: string) => readFileSync(join(root, path), 'utf8')

const files: SourceFile[] = [...filesUnder('src', '.ts'), ...filesUnder('demo', '.ts')].map((path) => ({
  path,
  ...factsOf(path, read(path)),
}))

test('every file imports and touches only what the table allows', () => {
  expect(files.length).toBeGreaterThan(0)
  expect(violations(files)).toEqual([])
})

test('no files import each other in a circle', () => {
  expect(importCycle(files)).toBeNull()
})

test('scripts and configurations open with a doc comment too', () => {
  const others = [...filesUnder('scripts', '.mjs'), ...readdirSync(root).filter((name) => name.endsWith('.config.ts'))]
  expect(others.length).toBeGreaterThan(0)
  expect(others.filter((path) => !factsOf(path, read(path)).opensWithDocComment)).toEqual([])
})

test('every path that the map, the README and the decisions name is there', () => {
  const maps = ['ARCHITECTURE.md', 'README.md']
  const documents = [...maps, ...filesUnder('docs/decisions', '.md')]
  expect(documents.length).toBeGreaterThan(maps.length)
  for (const map of maps) expect(pathsNamedIn(read(map)).length, map).toBeGreaterThan(0)
  const missing = documents.flatMap((document) =>
    pathsNamedIn(read(document))
      .filter((path) => !['', 'src', 'docs'].some((folder) => existsSync(join(root, folder, path))))
      .map((path) => `${document}: ${path}`),
  )
  expect(missing).toEqual([])
})

test('every page that code refers to is in the repository', () => {
  const missing = [...files.map(({ path }) => path), ...filesUnder('scripts', '.mjs')].flatMap((path) =>
    [...read(path).matchAll(/[\w./-]+\.md\b/g)]
      .filter(([page]) => !existsSync(join(root, page)))
      .map(([page]) => `${path}: ${page}`),
  )
  expect(missing).toEqual([])
})
