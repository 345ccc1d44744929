/** The files of a folder, whatever the file system has. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesIn } from '../../src/site/folder.ts'

let place: string
let site: string
beforeEach(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'seekling-folder-')))
  site = join(place, 'site')
  mkdirSync(site)
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const write = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(join(site, path, '..'), { recursive: true })
    writeFileSync(join(site, path), 'x')
  }
}

test('are listed by their paths, in one order everywhere', () => {
  write('b.html', 'a/z.html', 'a.html', 'B.html', 'a-b/x.html')
  expect(filesIn(site, join(site, 'seekling')).files).toEqual(['B.html', 'a-b/x.html', 'a.html', 'a/z.html', 'b.html'])
})

test('are not those of the output, of packages and of hidden folders', () => {
  write('a.html', 'seekling/index.html', 'node_modules/x/index.html', '.git/index.html', 'b/seekling/index.html')
  expect(filesIn(site, join(site, 'seekling')).files).toEqual(['a.html', 'b/seekling/index.html'])
})

test('behind links are read once, and links in circles, or to nowhere, end nothing', () => {
  write('v2/a.html', '../other/b.html')
  symlinkSync(join(site, 'v2'), join(site, 'latest'))
  symlinkSync(site, join(site, 'v2', 'up'))
  symlinkSync(join(place, 'other'), join(site, 'one'))
  symlinkSync(join(place, 'other'), join(site, 'two'))
  symlinkSync(join(site, 'two'), join(place, 'other', 'round'))
  symlinkSync(join(site, 'loop.html'), join(site, 'loop.html'))
  symlinkSync(join(site, 'v2', 'a.html'), join(site, 'linked.html'))
  const { files, warnings } = filesIn(site, join(site, 'seekling'))
  expect(files).toEqual(['linked.html', 'one/b.html', 'v2/a.html'])
  expect(warnings.map(({ file, message }) => `${file}: ${message}`)).toEqual([
    'loop.html: The link leads nowhere (ELOOP).',
    'one/round: The link leads to a folder around it; it was not followed.',
    'v2/up: The link leads to a folder around it; it was not followed.',
  ])
})
