/**
 * An instance that answers under an address, and the newest official client that asks it, for the
 * tests beside this file.
 */
import { type EnqueuedTaskPromise, type Index, Meilisearch, type Task } from 'meilisearch-newest'
import type { Client } from 'seekling'
import { installFetch } from 'seekling/http'
import { afterAll, beforeAll, expect } from 'vitest'
import { openFresh } from './place.ts'

export const host = 'http://search.test/prefix/'

/** Filled before the first test of the file that calls `served`. */
export interface Served {
  client: Client
  meili: Meilisearch
}

/** One instance for all tests of a file. */
export function served(baseUrl = host): Served {
  const all = {} as Served
  let undo: () => void
  beforeAll(async () => {
    all.client = await openFresh()
    undo = installFetch(all.client, { baseUrl })
    all.meili = new Meilisearch({ host: baseUrl, defaultWaitOptions: { timeout: 60_000, interval: 2 } })
  })
  afterAll(async () => {
    undo()
    await all.client.destroy()
  })
  return all
}

/** The finished task of a write that has to succeed. */
export async function succeeded(write: EnqueuedTaskPromise): Promise<Task> {
  const task = await write.waitTask()
  expect(task.error).toBeNull()
  expect(task.status).toBe('succeeded')
  return task
}

/** The error a call rejects with, as the server has put it. */
export async function refused(call: Promise<unknown>): Promise<{ code: string; type: string; status: number }> {
  const error = await call.then(
    () => expect.fail('it was answered'),
    (thrown: { cause: { code: string; type: string; link: string; message: string }; response: Response }) => thrown,
  )
  expect(Object.keys(error.cause).sort()).toEqual(['code', 'link', 'message', 'type'])
  expect(error.cause.link).toBe(`https://docs.meilisearch.com/errors#${error.cause.code}`)
  expect(error.cause.message).not.toBe('')
  return { code: error.cause.code, type: error.cause.type, status: error.response.status }
}

export interface Book {
  id: number
  title: string
  comment?: string
  genre?: string
  isNull?: null
  isTrue?: boolean
}

export const books: Book[] = [
  { id: 123, title: 'Pride and Prejudice', comment: 'A great book', genre: 'romance' },
  {
    id: 456,
    title: 'Le Petit Prince',
    comment: 'A french book about a prince that walks on little cute planets',
    genre: 'adventure',
    isNull: null,
    isTrue: true,
  },
  { id: 2, title: 'Le Rouge et le Noir', comment: 'Another french book', genre: 'romance' },
  { id: 1, title: 'Alice In Wonderland', comment: 'A weird book', genre: 'adventure' },
  { id: 1344, title: 'The Hobbit', comment: 'An awesome book', genre: 'sci fi' },
  { id: 4, title: 'Harry Potter and the Half-Blood Prince', comment: 'The best book', genre: 'fantasy' },
  { id: 5, title: 'Harry Potter and the Deathly Hallows', genre: 'fantasy' },
  { id: 42, title: "The Hitchhiker's Guide to the Galaxy", genre: 'fantasy' },
]

/** An index of the books above, as most tests want it. */
export async function withBooks({ meili }: Served, uid = 'books'): Promise<Index<Book>> {
  await succeeded(meili.createIndex(uid))
  const index = meili.index<Book>(uid)
  await succeeded(
    index.updateSettings({ filterableAttributes: ['genre', 'title', 'id', 'author'], sortableAttributes: ['id'] }),
  )
  await succeeded(index.addDocuments(books))
  return index
}
