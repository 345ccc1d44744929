/**
 * Folders of snapshots that older versions wrote, with a root of each format: today's code attaches
 * them and finds what they held. `SEEKLING_FIXTURES=write` writes those that are missing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { usualTables } from '../../../src/core/dump/name-tables.ts'
import { readManifests } from '../../../src/engine/image/attach.ts'
import { exportFiles } from '../../../src/engine/image/export-files.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { RunningWork } from '../../../src/engine/work/running-work.ts'
import { type Folder, rootOf, unpacked } from '../../support/snapshot-files.ts'
import { TestClock, TestEngine } from '../../support/test-engine.ts'
import { TestSite, Visitor } from '../../support/test-site.ts'

const fixtureOf = (format: number) => new URL(`../../fixtures/folders/root-${format}.json`, import.meta.url)

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
  { id: 3, title: 'Зеркало', year: 1975 },
]

/** Tables of one name and more, so that the smallest image has some. */
const tiny = { above: 0, least: 1, most: 2, last: /[a-p]$/ }

async function write(format: number): Promise<void> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const settings = { filterableAttributes: ['year'], searchableAttributes: ['title'] }
  await db.send({ type: 'Settings', indexUid: 'films', settings })
  await db.add('films', films)
  await db.idle()
  const work = new RunningWork(
    new TestClock(),
    async () => {},
    () => {},
  )
  const tables = format === 3 ? tiny : usualTables
  const folder = await unpacked(
    await exportFiles(store, await readManifests(store), work, { known: new Set(), compress: true }, tables),
  )
  const files = Array.from(folder, ([path, bytes]) => [path, Buffer.from(bytes).toString('base64')])
  writeFileSync(fixtureOf(format), `${JSON.stringify(Object.fromEntries(files), null, 1)}\n`)
}

test.each([2, 3])('a folder with a root of format %i opens', async (format) => {
  if (process.env.SEEKLING_FIXTURES === 'write' && !existsSync(fixtureOf(format))) await write(format)
  const files: Record<string, string> = JSON.parse(readFileSync(fixtureOf(format), 'utf8'))
  const folder: Folder = new Map(
    Object.entries(files).map(([path, text]) => [path, new Uint8Array(Buffer.from(text, 'base64'))]),
  )
  expect(rootOf(folder).seekling).toBe(format)
  const visitor = new Visitor(new MemoryStore(), new TestSite(folder))
  expect(await visitor.attach()).toMatchObject({ indexes: ['films'], changed: true })
  expect((await visitor.search('films', { q: 'solris' })).hits).toEqual([films[0]])
  expect((await visitor.search('films', { q: 'зеркало', filter: 'year > 1974' })).hits).toEqual([films[2]])
})
