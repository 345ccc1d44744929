/** The search of a site that is being written. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DevSearch } from '../../src/generators/dev-search.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seekling-dev-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const page = (text: string) => [
  { path: 'a.html', html: `<html lang="en"><main><h1>A</h1>${text && `<p>${text}</p>`}</main></html>` },
]

function searchOf(render: () => Promise<{ path: string; html: string }[]>) {
  const built = vi.fn()
  const failed = vi.fn()
  const search = new DevSearch({ folder, options: { cache: false }, render, onBuilt: built, onFailed: failed })
  const root = () => readFileSync(join(search.output, 'index.json'), 'utf8')
  return { search, built, failed, root }
}

test('renders when it is first asked, once, and after changes', async () => {
  let text = 'first'
  const render = vi.fn(async () => page(text))
  const { search, built, root } = searchOf(render)
  search.changed()
  await Promise.all([search.ready(), search.ready()])
  expect(render).toHaveBeenCalledTimes(1)
  const before = root()
  text = 'second'
  search.changed()
  search.changed()
  await vi.waitFor(() => expect(built).toHaveBeenCalledTimes(2), 10_000)
  expect(render).toHaveBeenCalledTimes(2)
  expect(root()).not.toBe(before)
})

test('a site without pages is an error, for whoever asks, until there is one', async () => {
  let pages: ReturnType<typeof page> = []
  const { search, failed, root } = searchOf(async () => pages)
  await expect(search.ready()).rejects.toMatchObject({ code: 'no_pages_found' })
  expect(failed).toHaveBeenCalledTimes(1)
  expect(existsSync(join(search.output, 'index.json'))).toBe(false)
  pages = page('now')
  await search.ready()
  expect(root()).toContain('seekling')
})

test('a change that cannot be built is told, and leaves what was built', async () => {
  let fails = false
  const { search, failed, root } = searchOf(async () => {
    if (fails) throw new Error('no such partial')
    return page('first')
  })
  await search.ready()
  const before = root()
  fails = true
  search.changed()
  await vi.waitFor(() => expect(failed).toHaveBeenCalled(), 10_000)
  expect(failed.mock.calls[0][0].message).toContain('no such partial')
  expect(root()).toBe(before)
  await search.ready()
})
