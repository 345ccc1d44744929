/** Astro and Starlight by their shape; the real ones are tried by `npm run test:generators`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import seekling from '../../src/generators/astro.ts'
import starlight from '../../src/generators/starlight.ts'
import type { VitePlugin } from '../../src/generators/vite-shapes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seekling-astro-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function pluginsFor(command: string): readonly VitePlugin[] {
  const updateConfig = vi.fn()
  seekling().hooks['astro:config:setup']({ command, updateConfig })
  return updateConfig.mock.calls[0][0].vite.plugins
}

test('only the dev server has a plugin of its own', () => {
  expect(pluginsFor('dev').map(({ name }) => name)).toEqual(['seekling-astro'])
  expect(pluginsFor('build')).toEqual([])
})

test('the search of what was built, below its base, in the folder of the build', async () => {
  const { hooks } = seekling({ cache: false })
  hooks['astro:config:done']({ config: { base: 'docs' } })
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'a/index.html'), '<html lang="en"><main></main></html>')
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const dir = pathToFileURL(`${folder}/`)
  await expect(hooks['astro:build:done']({ dir, logger })).rejects.toThrow(/There is no page to search .*1 empty/)
})

test('Starlight gets the box for its search, unless the owner has one, and no second index', () => {
  const updateConfig = vi.fn()
  const addIntegration = vi.fn()
  const { hooks } = starlight()
  hooks['config:setup']({ config: {}, updateConfig, addIntegration })
  const components = { Search: 'seekling/astro/Search.astro' }
  expect(updateConfig).toHaveBeenCalledWith({ pagefind: false, components })
  expect(addIntegration.mock.calls[0][0].name).toBe('seekling')
  const own = { Search: './Mine.astro', Hero: './Hero.astro' }
  hooks['config:setup']({ config: { components: own }, updateConfig, addIntegration })
  expect(updateConfig).toHaveBeenLastCalledWith({ pagefind: false, components: own })
})
