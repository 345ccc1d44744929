/**
 * Each framework's hooks and stores in a real browser, over real workers: mounted, used, unmounted,
 * and mounted again.
 */
import { createElement as e, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { mount, unmount } from 'svelte'
import { expect, test, vi } from 'vitest'
import { createApp, defineComponent, h, ref, shallowReactive } from 'vue'
import * as react from '../../src/react/entry.ts'
import * as svelte from '../../src/svelte/entry.ts'
import * as vue from '../../src/vue/entry.ts'
import SvelteFilms from './Films.svelte'
import { type Film, type Instance, instanceWithFilms, play } from './films.ts'

const toggled = (values: readonly string[], value: string) =>
  values.includes(value) ? values.filter((other) => other !== value) : [...values, value]

function ReactFilms() {
  const [q, setQ] = useState('')
  const [genres, setGenres] = useState<readonly string[]>([])
  const { hits, response } = react.useSearch<Film>('films', {
    q,
    facets: ['genre'],
    sort: ['id:asc'],
    refinements: { genre: genres },
  })
  const { updates } = react.useUpdates()
  const counts = Object.entries(response?.facetDistribution?.genre ?? {})
  return e('div', {}, [
    e('input', { key: 'q', value: q, onChange: (event) => setQ(event.currentTarget.value) }),
    ...counts.map(([genre, count]) => {
      const box = { key: 'box', type: 'checkbox', checked: genres.includes(genre) }
      const onChange = () => setGenres(toggled(genres, genre))
      return e('label', { key: genre }, [e('input', { ...box, onChange }), ` ${genre} ${count}`])
    }),
    e(
      'ul',
      { key: 'hits' },
      hits.map(({ id, title }) => e('li', { key: id }, title)),
    ),
    e('output', { key: 'queue' }, updates.filter(({ status }) => status === 'processed').length),
  ])
}

function mountReact(instance: Instance, root: HTMLElement): () => void {
  const app = createRoot(root)
  app.render(e(StrictMode, {}, e(react.SearchProvider, { client: instance.open }, e(ReactFilms))))
  return () => app.unmount()
}

const VueFilms = defineComponent(() => {
  const q = ref('')
  const chosen = shallowReactive<{ genres: readonly string[] }>({ genres: [] })
  const search = vue.useSearch<Film>('films', () => ({
    q: q.value,
    facets: ['genre'],
    sort: ['id:asc'],
    refinements: { genre: chosen.genres },
  }))
  const queue = vue.useUpdates()
  return () =>
    h('div', [
      h('input', { value: q.value, onInput: (event: Event) => (q.value = (event.target as HTMLInputElement).value) }),
      ...Object.entries(search.value.response?.facetDistribution?.genre ?? {}).map(([genre, count]) => {
        const onChange = () => (chosen.genres = toggled(chosen.genres, genre))
        const box = { type: 'checkbox', checked: chosen.genres.includes(genre), onChange }
        return h('label', { key: genre }, [h('input', box), ` ${genre} ${count}`])
      }),
      h(
        'ul',
        search.value.hits.map(({ id, title }) => h('li', { key: id }, title)),
      ),
      h('output', queue.value.updates.filter(({ status }) => status === 'processed').length),
    ])
})

function mountVue(instance: Instance, root: HTMLElement): () => void {
  const app = createApp(
    defineComponent(() => {
      vue.provideSearch(instance.open)
      return () => h(VueFilms)
    }),
  )
  app.mount(root)
  return () => app.unmount()
}

function mountSvelte(instance: Instance, root: HTMLElement): () => void {
  const app = mount(SvelteFilms, { target: root, props: { client: svelte.clientStore(instance.open) } })
  return () => void unmount(app)
}

test.each([
  ['React, in strict mode', mountReact],
  ['Vue', mountVue],
  ['Svelte', mountSvelte],
])('%s', async (_, mountIn) => {
  const root = document.body.appendChild(document.createElement('main'))
  const instance = await instanceWithFilms()
  await play(instance, root, mountIn(instance, root))
  root.remove()
})

test.each([
  ['React', mountReact],
  ['Vue', mountVue],
  ['Svelte', mountSvelte],
])(
  '%s: unmounted before anything was answered, and mounted again, it opens and closes as often',
  async (_, mountIn) => {
    const root = document.body.appendChild(document.createElement('main'))
    const instance = await instanceWithFilms()
    for (let round = 0; round < 3; round++) {
      const end = mountIn(instance, root)
      await new Promise((resolve) => setTimeout(resolve, 5))
      end()
    }
    const end = mountIn(instance, root)
    await vi.waitFor(() => expect(root.querySelectorAll('li')).toHaveLength(3), { timeout: 20_000 })
    end()
    await vi.waitFor(() => expect(instance.closed).toHaveLength(instance.opened.length), { timeout: 20_000 })
    expect(root.innerHTML.replace(/<!--.*?-->/g, '')).toBe('')
    // Not destroyed: WebKit keeps the connection of a worker that ended while it opened one, and so
    // blocks the deletion.
    await instance.client.close()
    root.remove()
  },
)
