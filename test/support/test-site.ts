/** A static host in memory that counts what it is asked for, and can be as bad as hosts are. */
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../src/engine/search-engine.ts'
import type { SiteParts } from '../../src/engine/store/site-pages.ts'
import { withSites } from '../../src/engine/store/site-store.ts'
import type { Store } from '../../src/engine/store/store.ts'
import type { SearchRequest } from '../../src/shared/search.ts'
import { type Folder, unpacked } from './snapshot-files.ts'
import { openDumps } from './test-dumps.ts'
import { TestEngine } from './test-engine.ts'

export const folderUrl = 'https://site.example/search/'

/** What a host may answer for a path instead of the file; undefined: the file. */
type Trouble = (path: string, attempt: number) => Response | Error | undefined

export class TestSite {
  folder: Folder
  trouble: Trouble = () => undefined
  isOffline = false
  /** Paths, as they were asked for. */
  readonly asked: string[] = []
  /** Milliseconds waited between attempts. */
  readonly waits: number[] = []

  constructor(folder: Folder) {
    this.folder = folder
  }

  /** Chunks asked for since the last time this was called. */
  takeChunks(): string[] {
    return this.asked.splice(0).filter((path) => path !== 'index.json')
  }

  readonly parts: SiteParts = {
    fetch: async (url, init) => {
      if (!url.startsWith(folderUrl)) throw new Error(`${url} was never named`)
      if (init.credentials !== 'omit') throw new Error('credentials were sent')
      const path = url.slice(folderUrl.length)
      this.asked.push(path)
      const attempt = this.asked.filter((asked) => asked === path).length
      if (this.isOffline) throw new TypeError('Failed to fetch')
      const trouble = this.trouble(path, attempt)
      if (trouble instanceof Error) throw trouble
      if (trouble) return trouble
      const bytes = this.folder.get(path)
      return bytes ? new Response(bytes) : new Response('Not found', { status: 404 })
    },
    sleep: async (ms) => {
      this.waits.push(ms)
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
    isOffline: () => this.isOffline,
  }
}

/** An instance of a visitor: its storage, and engines over it that reach the site. */
export class Visitor {
  readonly store: Store
  readonly #site: TestSite

  constructor(stored: Store, site: TestSite) {
    this.store = withSites(stored, site.parts)
    this.#site = site
  }

  readonly announcer = new LocalAnnouncer()

  async attach(options: Parameters<Awaited<ReturnType<typeof openDumps>>['attachSnapshot']>[1] = { fill: 'used' }) {
    const engine = await this.dumps()
    return engine.attachSnapshot(folderUrl, options, 1)
  }

  dumps() {
    return openDumps(this.store, { announcer: this.announcer, site: this.#site.parts })
  }

  /** With nothing in memory, as after opening the page. */
  async search(uid: string, request: SearchRequest, cacheBytes?: number) {
    const engine = new SearchEngine({
      store: this.store,
      announcer: new LocalAnnouncer(),
      isWriterRunning: async () => false,
      now: () => 0,
      cacheBytes,
    })
    const answer = await engine.search(uid, request)
    await this.store.remote?.stored().catch(() => {})
    return answer
  }
}

/** An instance as the site's owner makes it, and the files of its snapshot. */
export async function built(store: Store, indexes: Record<string, readonly object[]>): Promise<Folder> {
  const db = await TestEngine.open(store)
  for (const [indexUid, documents] of Object.entries(indexes)) {
    await db.send({
      type: 'Settings',
      indexUid,
      settings: { filterableAttributes: ['year'], sortableAttributes: ['year'] },
    })
    await db.add(indexUid, documents)
  }
  await db.idle()
  return exported(store)
}

export const exported = async (store: Store): Promise<Folder> =>
  unpacked(await (await openDumps(store)).exportSnapshotFiles())

/** Pages of a site: some paragraphs of words that follow Zipf's law. */
export function pagesOfSite(count: number): { id: number; title: string; text: string; year: number }[] {
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
  const word = () => `word${Math.floor(4000 ** random())}`
  const words = (number: number) => Array.from({ length: number }, word).join(' ')
  return Array.from({ length: count }, (_, id) => ({
    id,
    title: words(4),
    text: words(60 + (id % 80)),
    year: 1900 + (id % 100),
  }))
}
