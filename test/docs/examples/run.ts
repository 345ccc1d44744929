/**
 * Runs one example as a page would: `open` of `seekling` starts the engine in this thread, over an
 * IndexedDB that is empty and the example's own. Everything it opened is closed afterwards.
 */
import { inspect } from 'node:util'
import { expect, vi } from 'vitest'
import * as inThread from '../../../src/in-thread.ts'
import * as seekling from '../../../src/index.ts'
import type { FakeLocks } from '../../support/fake-locks.ts'
import { hookedIdb, type RequestHook } from '../../support/hooked-idb.ts'
import { compile } from './compile.ts'
import { conditions } from './conditions.ts'
import type { Example, Part } from './find.ts'

/** What an example and its condition share. */
export class Stage {
  /** Called before each request to the storage. */
  onRequest: RequestHook | undefined
  readonly databases: IDBDatabase[] = []
  locks: FakeLocks | undefined
  readonly indexedDB = hookedIdb(
    (store, method) => this.onRequest?.(store, method),
    (database) => this.databases.push(database),
  )
  readonly clients: seekling.Client[] = []
  /** Undo what a condition did to its surroundings. */
  readonly undo: (() => unknown)[] = []

  readonly open = async (options: seekling.OpenOptions = {}): Promise<seekling.Client> => {
    const isOwnWorker = typeof options.worker === 'function'
    const client = await seekling.open(isOwnWorker ? options : { ...options, worker: false })
    this.clients.push(client)
    return client
  }

  readonly openInThread = async (options: seekling.InThreadOptions = {}): Promise<seekling.Client> => {
    const client = await inThread.open(options)
    this.clients.push(client)
    return client
  }

  async close(): Promise<void> {
    this.onRequest = undefined
    for (const undo of this.undo.reverse()) await undo()
    for (const client of this.clients) await client.close()
  }
}

/** Rejects with an error whose message begins with the file and line that it is about. */
export async function runExample(example: Example, start: Part): Promise<void> {
  const stage = new Stage()
  vi.stubGlobal('indexedDB', stage.indexedDB)
  const checks = checksOf(stage)
  try {
    const condition = example.condition === undefined ? undefined : conditions[example.condition]
    if (example.condition !== undefined && !condition)
      throw new Error(`${example.name}: there is no condition \`${example.condition}\``)
    const body = await compile(example, start)
    await condition?.before?.(stage)
    checks.prepare = () => condition?.after?.(stage)
    await new AsyncFunction('$', body)(checks)
  } catch (thrown) {
    const { message, stack } = thrown as Error
    const error = new Error(
      message.startsWith('docs/') || /^\S+:\d+: /.test(message) ? message : `${checks.place}: ${message}`,
    )
    error.stack = `${error.message}\n${stack}`
    throw error
  } finally {
    await stage.close()
    vi.unstubAllGlobals()
  }
}

const AsyncFunction = (async () => {}).constructor as new (
  parameter: string,
  body: string,
) => (checks: unknown) => Promise<void>

const others = Symbol('whatever else')

/** What compiled examples call. */
function checksOf(stage: Stage) {
  const checks = {
    place: '?',
    prepare: undefined as (() => unknown) | undefined,
    others: { [others]: true },
    more: others,
    at(place: string) {
      checks.place = place
    },
    same(place: string, actual: unknown, expected: () => unknown) {
      try {
        expect(actual).toEqual(matcherOf(expected()))
      } catch (thrown) {
        throw new Error(`${place}: ${(thrown as Error).message}\nIt is ${inspect(actual, { depth: 9 })}`)
      }
    },
    async rejects(place: string, code: string, call: () => unknown) {
      let thrown: unknown
      try {
        await call()
      } catch (error) {
        thrown = error
      }
      if (thrown === undefined) throw new Error(`${place}: nothing was thrown, but ${code} was to be`)
      const { code: given, name, message } = thrown as { code?: unknown; name: string; message: string }
      // A DOMException has a number as its code.
      const actual = typeof given === 'string' ? given : name
      if (actual !== code) throw new Error(`${place}: ${code} was to be thrown, and not ${actual}: ${message}`)
    },
    async load(name: string): Promise<unknown> {
      if (name === 'seekling') return { ...seekling, open: stage.open }
      if (name === 'seekling/engine') return { ...inThread, open: stage.openInThread }
      const load = modules[name]
      if (!load) throw new Error(`examples that run cannot import ${name}: add it to test/docs/examples/run.ts`)
      return load()
    },
  }
  return checks
}

const modules: Readonly<Record<string, () => Promise<unknown>>> = {
  'seekling/http': () => import('../../../src/http/entry.ts'),
  'seekling/site': () => import('../../../src/site/entry.ts'),
  'seekling/vite': () => import('../../../src/generators/vite.ts'),
  'seekling/vitepress': () => import('../../../src/generators/vitepress.ts'),
  'seekling/astro': () => import('../../../src/generators/astro.ts'),
  'seekling/service-worker': () => import('../../../src/service-worker/entry.ts'),
  'seekling/svelte': () => import('../../../src/svelte/entry.ts'),
  'seekling/vue': () => import('../../../src/vue/entry.ts'),
  'fake-indexeddb': () => import('fake-indexeddb'),
  meilisearch: () => import('meilisearch-newest'),
  vue: () => import('vue'),
  'svelte/store': () => import('svelte/store'),
  'node:fs/promises': () => import('node:fs/promises'),
  'node:os': () => import('node:os'),
  'node:path': () => import('node:path'),
}

/** The value as something to compare with, where it leaves things open. */
function matcherOf(value: unknown): unknown {
  if (value === String || value === Number || value === Boolean) return expect.any(value)
  if (value instanceof RegExp) return expect.stringMatching(value)
  if (Array.isArray(value)) {
    const items = value.map(matcherOf)
    return items.at(-1) === others ? beginningWith(items.slice(0, -1)) : items
  }
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value
  const entries = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, matcherOf(item)]))
  return others in value ? expect.objectContaining(entries) : entries
}

const beginningWith = (items: readonly unknown[]) => ({
  $$typeof: Symbol.for('jest.asymmetricMatcher'),
  asymmetricMatch(actual: unknown): boolean {
    if (!Array.isArray(actual) || actual.length < items.length) return false
    try {
      expect(actual.slice(0, items.length)).toEqual(items)
      return true
    } catch {
      return false
    }
  },
  toString: () => 'beginningWith',
  toAsymmetricMatcher: () => `[${items.map((item) => JSON.stringify(item)).join(', ')}, ...]`,
})
