/** A page is fetched once, whoever asks for it and whenever, until it is stored. */
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chunkNameLength, contentName, encodeChunk } from '../../../src/core/dump/chunk-file.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { SitePages } from '../../../src/engine/store/site-pages.ts'

const page = new TextEncoder().encode('a page')
const names = contentName(page).slice(0, chunkNameLength)
const file = { shelf: 0, file: 1, pages: 1, bytes: page.length, remote: { folder: 'https://site.example/', names } }

/** A host that counts, and a wait before storing that ends when `store` is called. */
function hosted(respond = () => new Response(new Uint8Array(encodeChunk(page, deflateSync(page))))) {
  const asked: string[] = []
  let store = (): void => {}
  const pages = new SitePages(new MemoryStore(), {
    fetch: async (url) => {
      asked.push(url)
      return respond()
    },
    sleep: () => new Promise((resolve) => (store = resolve)),
    isOffline: () => true,
  })
  return { pages, asked, store: () => store() }
}

test('asked for again before it is stored, a page is not fetched again', async () => {
  const { pages, asked, store } = hosted()
  expect(await pages.fetch([{ file, page: 0 }])).toEqual([page])
  expect(await pages.fetch([{ file, page: 0 }])).toEqual([page])
  expect(asked).toHaveLength(1)
  store()
  await pages.stored()
  // No index names the file, so it was not stored.
  await pages.fetch([{ file, page: 0 }])
  expect(asked).toHaveLength(2)
})

test('a page that did not come is fetched by the next who asks', async () => {
  let status = 503
  const chunk = new Uint8Array(encodeChunk(page, deflateSync(page)))
  const { pages, asked } = hosted(() => new Response(chunk, { status }))
  await expect(pages.fetch([{ file, page: 0 }])).rejects.toMatchObject({ code: 'snapshot_unavailable' })
  status = 200
  expect(await pages.fetch([{ file, page: 0 }])).toEqual([page])
  expect(asked).toHaveLength(2)
})
