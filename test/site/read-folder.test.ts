/** Which files of a folder are read again. */
import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { htmlPage, SiteFolder } from '../support/site-folder.ts'

const sites: SiteFolder[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const site of sites.splice(0)) await site.remove()
})

test('files that nobody wrote since are not read again, and ones whose time was set back are', async () => {
  const site = new SiteFolder({ 'a.html': htmlPage('A', '<p>harbour</p>'), 'b.html': htmlPage('B', '<p>b</p>') })
  sites.push(site)
  // Files this young are hashed every time.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 })
  const jobs: number[] = []
  const build = () => site.build({ onProgress: ({ step, total }) => step === 'reading pages' && jobs.push(total) })
  await build()
  expect(await build()).toMatchObject({ pages: 2, unchanged: 2 })
  expect(jobs.at(-1)).toBe(0)

  const file = join(site.folder, 'a.html')
  const { atime, mtime } = statSync(file)
  writeFileSync(file, readFileSync(file, 'utf8').replace('harbour', 'lantern'))
  utimesSync(file, atime, mtime)
  expect(await build()).toMatchObject({ pages: 2, unchanged: 1 })
  expect(jobs.at(-1)).toBe(1)
  expect((await (await site.attached()).index('en').search('lantern')).hits).toHaveLength(1)

  // Another file in its place, as old and as long.
  writeFileSync(join(site.place, 'other'), readFileSync(file, 'utf8').replace('lantern', 'mooring'))
  utimesSync(join(site.place, 'other'), atime, mtime)
  renameSync(join(site.place, 'other'), file)
  expect(await build()).toMatchObject({ unchanged: 1 })
})

test('files this young are hashed, and read again only if their bytes are others', async () => {
  const site = new SiteFolder({ 'a.html': htmlPage('A', '<p>a</p>') })
  sites.push(site)
  await site.build()
  site.write({ 'a.html': htmlPage('A', '<p>a</p>') })
  expect(await site.build()).toMatchObject({ unchanged: 1 })
  site.write({ 'a.html': htmlPage('A', '<p>b</p>') })
  expect(await site.build()).toMatchObject({ unchanged: 0 })
})
