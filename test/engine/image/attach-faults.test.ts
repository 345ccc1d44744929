/**
 * A new build is taken over while the storage fails, wherever it does: the old build is there or
 * the new one, with nothing left over; and a page that could not be stored is fetched again.
 */
import { expect, test, vi } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Manifest } from '../../../src/engine/store/schema.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'
import { type FaultMode, Faults, FaultyStore } from '../../support/faulty-store.ts'
import { picture } from '../../support/picture.ts'
import { settled } from '../../support/test-dumps.ts'
import { TestEngine } from '../../support/test-engine.ts'
import { built, pagesOfSite, TestSite, Visitor } from '../../support/test-site.ts'

const pages = pagesOfSite(150)
/** The second build has one of the indexes no more. */
const first = await built(new MemoryStore(), { pages, notes: pages.slice(0, 10) })
const second = await built(new MemoryStore(), {
  pages: pages.map((page) => ({ ...page, title: `${page.title} again` })),
})

/** A disk with the first build, of which one search has stored what it needed. */
async function old(isEdited = false): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const visitor = new Visitor(new MemoryStore(disk), new TestSite(first))
  await visitor.attach()
  await visitor.search('pages', { q: 'word7' })
  if (isEdited) {
    const db = await TestEngine.open(visitor.store)
    await db.add('pages', [{ id: 'mine', title: 'written here' }])
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: [3] })
    await db.send({ type: 'Settings', indexUid: 'pages', settings: { synonyms: { once: ['again'] } } })
    await db.idle()
  }
  return disk
}

const buildOn = async (disk: MemoryDisk) => {
  const read = new MemoryStore(disk).read(['indexes'], (transaction) => transaction.getAll('indexes'))
  return ((await read) as Manifest[]).map(({ origin }) => origin?.site?.build)
}

/** After the next visit's engine has tidied. */
async function expectSound(disk: MemoryDisk, where: string): Promise<void> {
  const db = await TestEngine.open(new MemoryStore(disk))
  await db.engine.resume()
  await db.idle()
  expect(await checkStore(new MemoryStore(disk)), where).toEqual([])
  expect(await picture(new MemoryStore(disk)), where).not.toMatch(/garbage \d/)
}

test.each<[FaultMode, string]>([
  ['once', 'as it was'],
  ['dead', 'as it was'],
  ['once', 'with edits'],
  ['dead', 'with edits'],
])('adoption: the old build or the new one (%s, %s)', async (mode, how) => {
  const isEdited = how === 'with edits'
  const before = await buildOn(await old(isEdited))
  expect(before).toHaveLength(2)
  const site = new TestSite(second)
  const after = [(await new Visitor(new MemoryStore(), site).attach()).build]
  const seen = new Set<string>()
  let n = 0
  for (let failed = true; failed; ) {
    n++
    const disk = await old(isEdited)
    const faults = new Faults()
    const visitor = new Visitor(new FaultyStore(new MemoryStore(disk), faults), site)
    const engine = await visitor.dumps()
    faults.failAfter(n, mode)
    const outcome = await engine.attachSnapshot('https://site.example/search/', { fill: 'used' }, 1).then(
      ({ changed }) => changed,
      (error) => error.code,
    )
    failed = faults.failedAt !== null
    faults.heal()
    await engine.close()
    const where = `a fault at operation ${n}, ${mode}: ${outcome}`
    const build = await buildOn(disk)
    expect([before, after], where).toContainEqual(build)
    if (outcome === true) expect(build, where).toEqual(after)
    else expect(outcome, where).toBe('io_error')
    seen.add(String(build))
    await expectSound(disk, where)
    const next = new Visitor(new MemoryStore(disk), site)
    await next.attach()
    const { hits } = await next.search('pages', { q: 'again', limit: 1000 })
    expect(hits.length, where).toBe(isEdited ? 149 : 150)
    const synonym = await next.search('pages', { q: 'once', limit: 1000 })
    expect(synonym.hits.length, where).toBe(isEdited ? 149 : 0)
    const mine = await next.search('pages', { q: 'written here' })
    expect(mine.hits.map(({ id }) => id).includes('mine'), where).toBe(isEdited)
  }
  expect(n).toBeGreaterThan(12)
  expect(seen.size).toBe(2)
})

test('storing what was fetched: a search answers all the same, or says that the storage failed', async () => {
  const whole = await new Visitor(new MemoryStore(await old()), new TestSite(first)).search('pages', { q: 'word12' })
  let n = 0
  for (let failed = true; failed; ) {
    n++
    const disk = await old()
    const faults = new Faults()
    const visitor = new Visitor(new FaultyStore(new MemoryStore(disk), faults), new TestSite(first))
    faults.failAfter(n, 'once')
    const answer = await visitor.search('pages', { q: 'word12' }).catch((error) => error)
    failed = faults.failedAt !== null
    if (answer instanceof Error) expect(answer).toMatchObject({ code: 'io_error' })
    else expect(answer).toEqual(whole)
    const where = `a fault at operation ${n}`
    await expectSound(disk, where)
    expect(await new Visitor(new MemoryStore(disk), new TestSite(first)).search('pages', { q: 'word12' })).toEqual(
      whole,
    )
  }
  expect(n).toBeGreaterThan(8)
})

test('fetching ahead: what could not be stored is said, and comes with the next attempt', async () => {
  const disk = await old()
  const site = new TestSite(first)
  const faults = new Faults()
  const visitor = new Visitor(new FaultyStore(new MemoryStore(disk), faults), site)
  const heard: string[] = []
  visitor.announcer.subscribe((one) => {
    if (one.type === 'transfer' && one.transfer.status !== 'in_progress') heard.push(one.transfer.status)
  })
  const engine = await visitor.dumps()
  const fill = () => engine.attachSnapshot('https://site.example/search/', { fill: 'now' }, 1)
  const full = new SeeklingError('no_space_left_on_device', 'The disk is full.')
  faults.failAfter(1, 'once', full, (place) => place === 'commit')
  await fill()
  await vi.waitFor(() => expect(heard).toEqual(['failed']))
  faults.heal()
  await fill()
  await vi.waitFor(() => expect(heard).toEqual(['failed', 'done']))
  site.isOffline = true
  const { hits } = await new Visitor(new MemoryStore(disk), site).search('pages', { q: '', limit: 1000 })
  expect(hits).toHaveLength(150)
  await engine.close()
})

test.each<FaultMode>(['once', 'dead'])(
  'filling: what came is kept, and the next visit fetches the rest (%s)',
  async (mode) => {
    let n = 0
    for (let failed = true; failed; ) {
      n++
      const disk = await old()
      const site = new TestSite(first)
      const faults = new Faults()
      const engine = await new Visitor(new FaultyStore(new MemoryStore(disk), faults), site).dumps()
      faults.failAfter(n, mode)
      await engine.attachSnapshot('https://site.example/search/', { fill: 'now' }, 1).catch(() => {})
      await settled(engine)
      failed = faults.failedAt !== null
      faults.heal()
      await engine.close()
      const where = `a fault at operation ${n}, ${mode}`
      await expectSound(disk, where)
      const next = new Visitor(new MemoryStore(disk), site)
      const again = await next.dumps()
      await again.attachSnapshot('https://site.example/search/', { fill: 'now' }, 2)
      await settled(again)
      site.isOffline = true
      site.takeChunks()
      const { hits } = await next.search('pages', { q: '', limit: 1000 })
      expect(hits.length, where).toBe(150)
      expect((await next.search('pages', { q: 'word12' })).hits.length, where).toBeGreaterThan(0)
      expect(site.takeChunks(), where).toEqual([])
    }
    expect(n).toBeGreaterThan(6)
  },
)
