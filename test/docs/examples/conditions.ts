/**
 * Conditions under which an example is run, for what does not happen by itself in a test: a full
 * disk, damaged bytes, a site that cannot be reached. ` ```ts run on=NAME ` names one.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import {
  bucketOf,
  type FileRef,
  type Manifest,
  type PendingUpdate,
  pageKey,
  payloadOf,
} from '../../../src/engine/store/schema.ts'
import { writerName } from '../../../src/shared/lock-names.ts'
import { FakeLocks } from '../../support/fake-locks.ts'
import type { Stage } from './run.ts'

export interface Condition {
  /** Done before any code of the example. */
  readonly before?: (stage: Stage) => unknown
  /** Done when the code of docs/reference/index.md has run. */
  readonly after?: (stage: Stage) => unknown
}

export const conditions: Readonly<Record<string, Condition>> = {
  'full-disk': { after: refusing('QuotaExceededError', () => true) },
  'full-disk-for-dumps': { after: refusing('QuotaExceededError', (store) => store.startsWith('pages')) },
  misuse: { after: refusing('DataCloneError', () => true) },

  /** No update runs any more, as while another tab has a long one. */
  'held-queue': {
    before: (stage) => {
      stage.locks = new FakeLocks()
      vi.stubGlobal('navigator', { locks: stage.locks })
    },
    after: hold,
  },

  /** A private window, or blocked cookies. */
  'no-storage': {
    before: (stage) => {
      stage.indexedDB.open = () => {
        throw new DOMException('Storage is blocked for this site.', 'SecurityError')
      }
    },
  },

  'lost-storage': {
    after: (stage) => {
      stage.indexedDB.open = () => {
        throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError')
      }
      for (const database of stage.databases) database.close()
    },
  },

  /** Another tab has a transaction that does not end. */
  'blocked-storage': {
    after: async (stage) => {
      const database = await opened(stage)
      const store = database.transaction('meta', 'readwrite').objectStore('meta')
      let goesOn = true
      const ask = () => {
        if (goesOn) store.get('nothing').onsuccess = ask
      }
      ask()
      stage.undo.push(() => {
        goesOn = false
      })
    },
  },

  'newer-format': {
    before: async (stage) => {
      await (await stage.open({ name: 'library' })).close()
      await changed(stage, 'meta', (_, key) => (key === 'format' ? 2 : undefined))
    },
  },

  'damaged-segment': {
    after: async (stage) => {
      const manifest = await manifestOf(stage)
      await damage(stage, filesIn(manifest.segments.map(({ documentFiles: _, ...others }) => others)))
    },
  },
  'damaged-documents': {
    after: async (stage) => {
      const manifest = await manifestOf(stage)
      await damage(stage, filesIn(manifest.segments.map(({ documentFiles }) => documentFiles)))
    },
  },

  /** An earlier visit has left an update that waits. */
  'damaged-payload': {
    before: async (stage) => {
      stage.locks = new FakeLocks()
      vi.stubGlobal('navigator', { locks: stage.locks })
      const release = await hold(stage)
      const client = await stage.open({ name: 'library' })
      await client.index('films').addDocuments([{ id: 5, title: 'Ran' }])
      await client.close()
      const [pending] = await values<PendingUpdate>(stage, 'pending')
      await damage(stage, filesIn(payloadOf(pending)))
      release()
    },
  },

  /** A dump that is done. */
  'a-dump': {
    after: async ({ clients: [client] }) => {
      let dump = await client.createDump()
      while (dump.status === 'in_progress') dump = await client.getDumpStatus(dump.uid)
    },
  },

  /** The films as a snapshot of many files at https://example.org/search/. */
  'a-site': {
    after: async ({ clients: [client] }) => {
      const files = new Map<string, Uint8Array<ArrayBuffer>>()
      for await (const { path, bytes } of client.exportSnapshotFiles())
        files.set(`https://example.org/search/${path}`, bytes)
      vi.stubGlobal('fetch', async (input: string | URL | Request) => {
        const file = files.get(input instanceof Request ? input.url : String(input))
        return new Response(file ?? null, { status: file ? 200 : 404 })
      })
    },
  },

  offline: {
    before: () => vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch'))),
  },
  'older-snapshot': {
    before: () => {
      const older = new URL('../../fixtures/snapshots/storage-1-tokenizer-2-columns-3.snapshot', import.meta.url)
      vi.stubGlobal('fetch', async () => new Response(readFileSync(older)))
    },
  },

  'empty-folder': {
    before: (stage) => {
      const before = process.cwd()
      const folder = mkdtempSync(join(tmpdir(), 'seekling-example-'))
      mkdirSync(join(folder, 'site'))
      process.chdir(folder)
      stage.undo.push(() => {
        process.chdir(before)
        rmSync(folder, { recursive: true })
      })
    },
  },
}

/** The storage refuses to write to some stores. */
function refusing(name: string, isRefused: (store: string) => boolean) {
  return (stage: Stage) => {
    stage.onRequest = (store, method) => {
      if (method === 'put' && isRefused(store.name)) throw new DOMException('Not now.', name)
    }
  }
}

/** Holds the lock that updates run under, as another tab would; returns how to let it go. */
async function hold(stage: Stage): Promise<() => void> {
  let release = () => {}
  await new Promise<void>((held) => {
    void stage.locks?.request(writerName('seekling:library'), () => {
      held()
      return new Promise<void>((end) => {
        release = end
      })
    })
  })
  stage.undo.push(() => release())
  return () => release()
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

async function opened(stage: Stage): Promise<IDBDatabase> {
  const database = await settled(stage.indexedDB.open('seekling:v1:library'))
  stage.undo.push(() => database.close())
  return database
}

async function values<T>(stage: Stage, store: string): Promise<T[]> {
  return settled((await opened(stage)).transaction(store).objectStore(store).getAll())
}

const manifestOf = async (stage: Stage): Promise<Manifest> => (await values<Manifest>(stage, 'indexes'))[0]

/** Whatever looks like a FileRef, however deep. */
function filesIn(value: unknown): FileRef[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  const file = value as FileRef
  return typeof file.shelf === 'number' && typeof file.pages === 'number'
    ? [file]
    : Object.values(value).flatMap(filesIn)
}

/** Puts what `change` returns in the place of a value; undefined leaves it. */
async function changed(
  stage: Stage,
  name: string,
  change: (value: unknown, key: IDBValidKey) => unknown,
): Promise<void> {
  const store = (await opened(stage)).transaction(name, 'readwrite').objectStore(name)
  for (const key of await settled(store.getAllKeys())) {
    const value = change(await settled(store.get(key)), key)
    if (value !== undefined) await settled(store.put(value, key))
  }
}

/** Turns one bit in the middle of each page of the files. */
async function damage(stage: Stage, files: readonly FileRef[]): Promise<void> {
  // Sections share files, and a bit that is turned twice is as it was.
  for (const file of new Map(files.map((file) => [file.file, file])).values()) {
    const keys = new Set(Array.from({ length: file.pages }, (_, page) => pageKey(file, page)))
    await changed(stage, bucketOf(file), (value, key) => {
      if (!keys.has(key as number)) return undefined
      const page = (value as Uint8Array).slice()
      page[page.length >> 1] ^= 1
      return page
    })
  }
}
