/** The wire itself, without any client: statuses, codes, methods, bodies and aborts. */
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createFetch, type Fetch, installFetch, toHttpClient } from '../../src/http/entry.ts'
import { type Client, open } from '../../src/in-thread.ts'

let client: Client
let fetch: Fetch
beforeAll(async () => {
  client = await open({ indexedDB: new IDBFactory() })
  fetch = createFetch(client)
  const { updateId } = await client.index('films').addDocuments([{ id: 1, title: 'Ü Solaris', 'a b': 1 }])
  await client.waitForPendingUpdate(updateId)
})
afterAll(() => client.close())

const json = { 'content-type': 'application/json' }
const send = (method: string, path: string, body?: string, headers: Record<string, string> = json) =>
  fetch(`http://x/${path}`, { method, headers, ...(body === undefined ? {} : { body }) })

test.each([
  ['GET', 'nowhere', undefined, 404, undefined],
  ['GET', 'keys', undefined, 404, undefined],
  ['GET', 'indexes/films/settings/embedders', undefined, 404, undefined],
  ['PUT', 'indexes/films/settings/faceting', '{}', 405, undefined],
  ['GET', 'indexes/none', undefined, 404, 'index_not_found'],
  ['GET', 'indexes/none/search', undefined, 404, 'index_not_found'],
  ['GET', 'indexes/films/documents/9', undefined, 404, 'document_not_found'],
  ['GET', 'tasks/999', undefined, 404, 'task_not_found'],
  ['GET', 'tasks/abc', undefined, 400, 'invalid_task_uids'],
  ['GET', 'batches/999', undefined, 404, 'batch_not_found'],
  ['GET', 'tasks?statuses=done', undefined, 400, 'invalid_task_statuses'],
  ['GET', 'tasks?limit=x', undefined, 400, 'invalid_task_limit'],
  ['GET', 'tasks?beforeStartedAt=x', undefined, 400, 'invalid_task_before_started_at'],
  ['DELETE', 'tasks', undefined, 400, 'missing_task_filters'],
  ['POST', 'tasks/cancel', undefined, 400, 'missing_task_filters'],
  ['POST', 'indexes', '{}', 400, 'missing_index_uid'],
  ['POST', 'indexes', '{"uid":"a b"}', 400, 'invalid_index_uid'],
  ['POST', 'indexes', '{"uid":"a","name":1}', 400, 'bad_request'],
  ['PATCH', 'indexes/films', '{"createdAt":1}', 400, 'immutable_index_created_at'],
  ['POST', 'swap-indexes', '[{}]', 400, 'missing_swap_indexes'],
  ['POST', 'indexes/films/documents', '', 400, 'missing_payload'],
  ['POST', 'indexes/films/documents', '{', 400, 'malformed_payload'],
  ['POST', 'indexes/films/documents?skipCreation=x', '[]', 400, 'invalid_skip_creation'],
  ['POST', 'indexes/films/documents/delete', '{}', 400, 'missing_document_filter'],
  ['POST', 'indexes/films/search', '{"limit":"x"}', 400, 'invalid_search_limit'],
  ['POST', 'indexes/films/search', '{"nothing":1}', 400, 'bad_request'],
  ['GET', 'indexes/films/search?limit=x', undefined, 400, 'invalid_search_limit'],
  ['POST', 'indexes/films/facet-search', '{}', 400, 'missing_facet_search_facet_name'],
  ['PUT', 'indexes/films/settings/ranking-rules', '["x"]', 400, 'invalid_settings_ranking_rules'],
  ['GET', 'tasks/0/documents', undefined, 400, 'feature_not_enabled'],
  ['PATCH', 'indexes/films', '5', 400, 'bad_request'],
  ['PATCH', 'indexes/films', 'null', 400, 'bad_request'],
  ['PATCH', 'indexes/films/settings', '{"embedders":5}', 400, 'invalid_settings_embedders'],
  ['POST', 'indexes/films/documents/fetch', '{"retrieveVectors":5}', 400, 'invalid_document_retrieve_vectors'],
  ['GET', 'indexes/films/search?hybridEmbedder=a', undefined, 400, 'invalid_search_embedder'],
  ['POST', 'indexes/films/fields', '[]', 400, 'bad_request'],
  ['POST', 'indexes/films/fields', '{"nothing":1}', 400, 'bad_request'],
  ['POST', 'indexes/films/fields', '{"offset":"x"}', 400, 'invalid_index_offset'],
  ['POST', 'indexes/films/fields', '{"limit":-1}', 400, 'invalid_index_limit'],
  ['POST', 'indexes/films/fields', '{"filter":5}', 400, 'bad_request'],
  ['POST', 'indexes/films/fields', '{"filter":{"displayed":1}}', 400, 'bad_request'],
  ['POST', 'indexes/films/fields', '{"filter":{"attributePatterns":[1]}}', 400, 'bad_request'],
  ['POST', 'indexes/films/fields', '{"filter":{"name":true}}', 400, 'bad_request'],
])('%s /%s %s is answered with %i %s', async (method, path, body, status, code) => {
  const response = await send(method, path, body)
  const text = await response.text()
  expect([response.status, text === '' ? undefined : JSON.parse(text).code]).toEqual([status, code])
  expect(response.statusText).not.toBe('')
  if (code !== undefined) expect(Object.keys(JSON.parse(text)).sort()).toEqual(['code', 'link', 'message', 'type'])
})

test('documents need a content type, and one that is known', async () => {
  const missing = await send('POST', 'indexes/films/documents', '[]', {})
  expect([missing.status, (await missing.json()).code]).toEqual([415, 'missing_content_type'])
  const wrong = await send('POST', 'indexes/films/documents', '[]', { 'content-type': 'text/html' })
  expect([wrong.status, (await wrong.json()).code]).toEqual([415, 'invalid_content_type'])
})

test('a write answers its summary, and segments of the path are decoded', async () => {
  const response = await send('DELETE', 'some/path/indexes/%66ilms/documents/77')
  expect(response.status).toBe(202)
  const body = await response.json()
  expect(Object.keys(body).sort()).toEqual(['enqueuedAt', 'indexUid', 'status', 'taskUid', 'type'])
  expect(body).toMatchObject({ taskUid: 1, indexUid: 'films', status: 'enqueued', type: 'documentDeletion' })
})

test('positions of matches are in bytes', async () => {
  const response = await send('POST', 'indexes/films/search', '{"q":"solaris","showMatchesPosition":true}')
  expect((await response.json()).hits[0]._matchesPosition).toEqual({ title: [{ start: 3, length: 7 }] })
})

test('an abort rejects with its own reason, before and during the call', async () => {
  const reason = { why: 'because' }
  await expect(fetch('http://x/health', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const controller = new AbortController()
  const answer = fetch('http://x/indexes/films/search', { signal: controller.signal })
  controller.abort(reason)
  await expect(answer).rejects.toBe(reason)
})

test('a Request is as good as a URL', async () => {
  const request = new Request('http://x/indexes/films/search', {
    method: 'POST',
    body: '{"q":"solaris"}',
    headers: json,
  })
  expect((await (await fetch(request)).json()).hits).toHaveLength(1)
})

test('every way in to one client has the same experimental features', async () => {
  await send('PATCH', 'experimental-features', '{"metrics":true}')
  expect(await (await createFetch(client)('http://y/experimental-features')).json()).toMatchObject({ metrics: true })
})

test('a body of bytes is taken as it is at the call', async () => {
  const body = new TextEncoder().encode('{"q":"solaris"}')
  const answer = fetch('http://x/indexes/films/search', { method: 'POST', headers: json, body })
  body.fill(0)
  expect((await (await answer).json()).hits).toHaveLength(1)
})

test('an installed fetch hands on what is not under its base, and can be undone', async () => {
  const before = vi.fn(async () => new Response('elsewhere'))
  vi.stubGlobal('fetch', before)
  const undo = installFetch(client, { baseUrl: 'http://x/api' })
  expect(await (await globalThis.fetch('http://x/api/health')).json()).toEqual({ status: 'available' })
  for (const url of ['http://x/apiary', 'http://y/api/health', 'http://x/'])
    expect(await (await globalThis.fetch(url)).text()).toBe('elsewhere')
  undo()
  expect(globalThis.fetch).toBe(before)
  vi.unstubAllGlobals()
})

test('an HTTP client throws what the API answers', async () => {
  const failing = toHttpClient(fetch)('http://x/indexes/none', {})
  await expect(failing).rejects.toMatchObject({ code: 'index_not_found', type: 'invalid_request', status: 404 })
})
