/**
 * Random updates, cancelations, crashes and restarts in two tabs over one disk, against a plain
 * model: a Map of documents per index and an array of updates. A failed run prints the seed and
 * path that replay it: pass them as the second argument of `fc.assert`.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject, JsonValue } from '../../../src/shared/document.ts'
import type { CancelFilter, UpdateTypeName } from '../../../src/shared/update.ts'
import { type FaultPlace, Faults, FaultyStore } from '../../support/faulty-store.ts'
import { type ModelRequest, QueueModel } from '../../support/queue-model.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

interface Tab {
  readonly db: TestEngine
  readonly faults: Faults
}

/** The real thing: a disk, a lock the commands hold while they enqueue, and two tabs. */
class World {
  readonly disk = new MemoryDisk()
  readonly lock = new GatedLock()
  readonly announcer = new LocalAnnouncer()
  readonly tabs: Tab[] = []

  static async open(): Promise<World> {
    const world = new World()
    await world.lock.hold()
    for (const n of [0, 1]) world.tabs[n] = await world.openTab()
    return world
  }

  async openTab(): Promise<Tab> {
    const faults = new Faults()
    const db = await TestEngine.open(new FaultyStore(new MemoryStore(this.disk), faults), {
      lock: this.lock,
      announcer: this.announcer.join(),
    })
    return { db, faults }
  }

  /** As a user does: close the tab, open the page again. */
  async reopen(n: number): Promise<void> {
    await this.tabs[n]?.db.engine.close()
    this.tabs[n] = await this.openTab()
  }

  /**
   * Both tabs run what is pending until nothing is left; `whenDead` is told of a tab whose storage
   * died.
   */
  async run(): Promise<void> {
    this.lock.release()
    for (const { db } of this.tabs) await db.engine.resume()
    for (const { db, faults } of this.tabs) {
      while (!(await db.engine.isIdle()) && faults.failedAt === null)
        await new Promise((resolve) => setTimeout(resolve, 0))
    }
    for (const [n, { db, faults }] of this.tabs.entries()) {
      if (faults.failedAt === null) continue
      await db.engine.close()
      this.tabs[n] = await this.openTab()
    }
    await this.lock.hold()
  }
}

/** Compares everything a user can see. */
async function compare(model: QueueModel, { disk, tabs }: World): Promise<void> {
  const store = new MemoryStore(disk)
  expect(await checkStore(store)).toEqual([])
  const { db } = tabs[0]
  const updates = await db.updates()
  expect(updates.map(({ updateId }) => updateId)).toEqual(model.updates.map((_, i) => i + 1))
  expect(updates.map((update) => (update.status === 'failed' ? update.errorCode : update.status))).toEqual(
    model.updates.map(({ outcome }) => outcome),
  )
  if (model.updates.some(({ outcome }) => outcome === 'enqueued')) return
  const manifests = await db.manifests()
  expect(manifests.map(({ uid }) => uid)).toEqual([...model.indexes.keys()].sort())
  for (const { uid, primaryKey, settings, documents } of manifests) {
    const index = model.indexes.get(uid)
    expect({ primaryKey, settings, documents }).toEqual({
      primaryKey: index?.primaryKey,
      settings: index?.settings,
      documents: index?.documents.size,
    })
    const stored = [...(index?.documents.values() ?? [])]
    expect(await db.documents(uid)).toEqual(stored)
    const search = new SearchEngine({
      store,
      announcer: new LocalAnnouncer(),
      now: () => 0,
      isWriterRunning: async () => false,
    })
    for (const word of vocabulary) {
      if (settings.stopWords?.includes(word)) continue
      const { hits } = await search.search(uid, { q: word, limit: 1000, matchingStrategy: 'all' })
      const found = stored.filter((document) => hasWord(document, word, settings.searchableAttributes ?? ['*']))
      expect(idsOf(hits), `hits for ${word}`).toEqual(idsOf(found))
    }
    search.close()
  }
}

/**
 * No word is a prefix or a misspelling of another, so a search for one finds the documents that
 * have it, and no others.
 */
const vocabulary = ['solaris', 'amarcord', 'metropolis', 'nostalgia', 'playtime']

const idsOf = (documents: readonly JsonObject[]): string[] =>
  documents.map(({ id, title }) => String(id ?? title)).sort()

function hasWord(value: JsonValue, word: string, attributes: readonly string[], path = ''): boolean {
  if (typeof value === 'string') {
    const isSearched = attributes.some(
      (attribute) => attribute === '*' || path === attribute || path.startsWith(`${attribute}.`),
    )
    return isSearched && value.split(' ').includes(word)
  }
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, member]) =>
    hasWord(member as JsonValue, word, attributes, Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`),
  )
}

class Send implements fc.AsyncCommand<QueueModel, World> {
  readonly tab: number
  readonly request: ModelRequest

  constructor(tab: number, request: ModelRequest) {
    this.tab = tab
    this.request = request
  }

  check = () => true

  async run(model: QueueModel, world: World): Promise<void> {
    const { db } = world.tabs[this.tab]
    const { request } = this
    const updateId =
      'documents' in request
        ? await db.add(request.indexUid, request.documents, { type: request.type, primaryKey: request.primaryKey })
        : await db.send(request)
    expect(updateId).toBe(model.enqueue(request))
  }

  toString = () => `tab ${this.tab} sends ${JSON.stringify(this.request)}`
}

class Cancel implements fc.AsyncCommand<QueueModel, World> {
  readonly tab: number
  readonly filter: CancelFilter

  constructor(tab: number, filter: CancelFilter) {
    this.tab = tab
    this.filter = filter
  }

  check = () => true

  async run(model: QueueModel, world: World): Promise<void> {
    const { updateIds, types, indexUids } = this.filter
    const canceled = await world.tabs[this.tab].db.engine.cancelUpdates(this.filter)
    const expected = model.cancel((updateId, request) => {
      const indexUid = request.type === 'IndexSwap' ? request.swaps[0]?.indexes[0] : request.indexUid
      return (
        (!updateIds || updateIds.includes(updateId)) &&
        (!types || types.includes(request.type as UpdateTypeName)) &&
        (!indexUids || indexUids.includes(indexUid as string))
      )
    })
    expect(canceled.map(({ updateId }) => updateId)).toEqual(expected)
  }

  toString = () => `tab ${this.tab} cancels ${JSON.stringify(this.filter)}`
}

class Run implements fc.AsyncCommand<QueueModel, World> {
  check = () => true

  async run(model: QueueModel, world: World): Promise<void> {
    await world.run()
    model.runAll()
    await compare(model, world)
  }

  toString = () => 'run all'
}

class Reopen implements fc.AsyncCommand<QueueModel, World> {
  readonly tab: number

  constructor(tab: number) {
    this.tab = tab
  }

  check = () => true

  async run(model: QueueModel, world: World): Promise<void> {
    await world.reopen(this.tab)
    await compare(model, world)
  }

  toString = () => `tab ${this.tab} is reopened`
}

/**
 * Tabs run the queue until one dies at the nth time it is at this place; then the rest is run by
 * whoever is left or comes back.
 */
class Crash implements fc.AsyncCommand<QueueModel, World> {
  readonly tab: number
  readonly place: FaultPlace
  readonly nth: number

  constructor(tab: number, place: FaultPlace, nth: number) {
    this.tab = tab
    this.place = place
    this.nth = nth
  }

  check = () => true

  async run(model: QueueModel, world: World): Promise<void> {
    const { faults } = world.tabs[this.tab]
    faults.failAtPlace(this.place, this.nth, 'dead')
    await world.run()
    faults.heal()
    expect(await checkStore(new MemoryStore(world.disk))).toEqual([])
    await world.run()
    model.runAll()
    await compare(model, world)
  }

  toString = () => `tab ${this.tab} dies at ${this.place} ${this.nth}`
}

const uid = fc.constantFrom('films', 'films', 'films', 'books', 'books', 'plays')
const otherUid = fc.constantFrom('films', 'books', 'plays', 'poems')
const tab = fc.constantFrom(0, 1)
const id = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'))
const words = fc.array(fc.constantFrom(...vocabulary), { maxLength: 4 }).map((list) => list.join(' '))
const body = fc.record(
  {
    title: words,
    year: fc.integer({ min: 1900, max: 2000 }),
    tags: fc.array(words, { maxLength: 2 }),
    nested: fc.record({ note: words }),
  },
  { requiredKeys: [] },
)
const document = fc.tuple(id, body).map(([id, rest]): JsonObject => ({ id, ...rest }))
const anyDocument = fc.oneof(
  { weight: 30, arbitrary: document },
  { weight: 1, arbitrary: body.map((rest): JsonObject => rest) },
)
const primaryKey = fc.oneof(
  { weight: 12, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constant('id') },
  { weight: 1, arbitrary: fc.constant('title') },
)

const request: fc.Arbitrary<ModelRequest> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constantFrom('DocumentsAddition', 'DocumentsPartial'),
      indexUid: uid,
      primaryKey: primaryKey.map((key) => (key === 'title' ? 'other' : key)),
      documents: fc.array(anyDocument, { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('DocumentsDeletion'),
      indexUid: uid,
      ids: fc.array(id, { maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('ClearAll'), indexUid: uid }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('Settings'),
      indexUid: uid,
      settings: fc.record(
        {
          searchableAttributes: fc.constantFrom(['title'], ['nested', 'title'], ['*'], null),
          sortableAttributes: fc.constantFrom(['year'], ['title', 'year'], [], null),
          stopWords: fc.constantFrom(['solaris'], [], null),
        },
        { requiredKeys: [] },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('IndexCreation'),
      indexUid: uid,
      primaryKey: fc.constantFrom(null, 'id'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ type: fc.constant('IndexUpdate'), indexUid: uid, primaryKey: fc.constantFrom('id', 'title') }),
      fc.record({ type: fc.constant('IndexUpdate'), indexUid: uid, newUid: otherUid }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<readonly [string, string]>(['films', 'books'], ['plays', 'films'], ['poems', 'books'])
      .map((indexes) => ({ type: 'IndexSwap', swaps: [{ indexes }] })),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('IndexDeletion'), indexUid: otherUid }) },
) as fc.Arbitrary<ModelRequest>

const filter: fc.Arbitrary<CancelFilter> = fc.oneof(
  fc.record({ updateIds: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }) }),
  fc.record({
    types: fc.constantFrom<UpdateTypeName[]>(['DocumentsAddition'], ['ClearAll', 'IndexDeletion']),
    indexUids: uid.map((one) => [one]),
  }),
)

const crash: fc.Arbitrary<readonly [FaultPlace, number]> = fc.oneof(
  fc.tuple(fc.constantFrom('commit', 'committed'), fc.integer({ min: 1, max: 4 })),
  fc.tuple(fc.constant('begin'), fc.integer({ min: 1, max: 10 })),
  fc.tuple(fc.constant('request'), fc.integer({ min: 1, max: 60 })),
)

const commands = fc.commands(
  [
    ...Array.from({ length: 8 }, () => fc.tuple(tab, request).map(([tab, request]) => new Send(tab, request))),
    fc.constant(new Run()),
    fc.constant(new Run()),
    fc.tuple(tab, filter).map(([tab, filter]) => new Cancel(tab, filter)),
    tab.map((tab) => new Reopen(tab)),
    fc.tuple(tab, crash).map(([tab, [place, nth]]) => new Crash(tab, place, nth)),
    fc.tuple(tab, crash).map(([tab, [place, nth]]) => new Crash(tab, place, nth)),
  ],
  { maxCommands: 60, size: 'max' },
)

test('whatever is sent, canceled, killed and reopened, the outcome is the model’s', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (commands) => {
      const setup = async () => ({ model: new QueueModel(), real: await World.open() })
      await fc.asyncModelRun(setup, commands)
    }),
    { numRuns: 40 },
  )
})
