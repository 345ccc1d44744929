/** Pages as rendered, as a folder. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writePages } from '../../src/generators/rendered-folder.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'seekling-pages-')), 'pages')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()

test('holds the pages of the last time and no others', () => {
  writePages(folder, [
    { path: 'index.html', html: 'one' },
    { path: 'guide/a.html', html: 'two' },
  ])
  const first = statSync(join(folder, 'index.html'))
  writePages(folder, [
    { path: 'index.html', html: 'one' },
    { path: 'guide/b.html', html: 'three' },
  ])
  expect(files()).toEqual(['b.html', 'index.html'])
  expect(readFileSync(join(folder, 'guide/b.html'), 'utf8')).toBe('three')
  // What is as it was is not written again, so that it is not read again.
  expect(statSync(join(folder, 'index.html')).ctimeMs).toBe(first.ctimeMs)
})
