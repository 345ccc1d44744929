/**
 * On a server the hooks and stores render what is known before the first answer, and open nothing.
 */
import { createElement } from 'react'
import { renderToString as renderReact } from 'react-dom/server'
import { get } from 'svelte/store'
import { expect, test, vi } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import * as react from '../../src/react/entry.ts'
import * as svelte from '../../src/svelte/entry.ts'
import * as vue from '../../src/vue/entry.ts'

const open = vi.fn(async () => {
  throw new Error('opened on a server')
})
const shown = '{"hits":[],"isSearching":true} {"updates":[]} {}'

test('React', async () => {
  const Films = () => {
    const parts = [react.useSearch('films', { q: 'a' }), react.useUpdates(), react.useClient()]
    return createElement('pre', {}, parts.map((part) => JSON.stringify(part)).join(' '))
  }
  const app = createElement(react.SearchProvider, { client: open }, createElement(Films))
  expect(renderReact(app).replaceAll('&quot;', '"')).toBe(`<pre>${shown}</pre>`)
  expect(() => renderReact(createElement(Films))).toThrow('SearchProvider')
  await ended()
})

test('Vue', async () => {
  const Films = defineComponent(() => {
    const parts = [vue.useSearch('films', { q: 'a' }), vue.useUpdates(), vue.useClient()]
    return () => h('pre', { innerHTML: parts.map(({ value }) => JSON.stringify(value)).join(' ') })
  })
  const App = defineComponent(() => {
    vue.provideSearch(open)
    return () => h(Films)
  })
  expect(await renderVue(createSSRApp(App))).toBe(`<pre>${shown}</pre>`)
  await expect(renderVue(createSSRApp(Films))).rejects.toThrow('provideSearch')
  await ended()
})

test('Svelte', async () => {
  const client = svelte.clientStore(open)
  const parts = [svelte.searchStore(client, 'films', { q: 'a' }), svelte.updatesStore(client), client]
  expect(parts.map((store) => JSON.stringify(get<unknown>(store))).join(' ')).toBe(shown)
  await ended()
})

async function ended(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(open).not.toHaveBeenCalled()
}
