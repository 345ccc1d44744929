/**
 * What stands in VitePress's navigation bar instead of its own search: a component as a module that
 * the site's own Vite reads, and its style. Links of hits go through VitePress's router.
 */

/** What the theme imports. */
export const replaced = /[\\/]VPNavBarSearch\.vue$/

export const barModule = '\0seekling:nav-bar-search'
export const barStyle = '\0seekling:nav-bar-search.css'

/** The click comes out of the box with the plain address, before the box looks at it itself. */
export const barCode = `
import { h, onMounted } from 'vue'
import { useRouter, withBase } from 'vitepress'
import ${JSON.stringify(barStyle.slice(1))}

export default {
  name: 'SeeklingNavBarSearch',
  setup() {
    const router = useRouter()
    onMounted(() => import(/* @vite-ignore */ withBase('/seekling/search-box.js')))
    const follow = (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement)
      if (!link || link.origin !== location.origin || !link.pathname.startsWith(withBase('/'))) return
      event.preventDefault()
      router.go(link.href)
    }
    return () => h('div', { class: 'VPNavBarSearch seekling' }, h('seekling-search', { onClick: follow }))
  },
}
`

export const barCss = `
.VPNavBarSearch.seekling { display: flex; align-items: center }
.VPNavBarSearch seekling-search {
  --seekling-accent: var(--vp-c-brand-1);
  --seekling-background: var(--vp-c-bg);
  --seekling-text: var(--vp-c-text-1);
  --seekling-muted: var(--vp-c-text-2);
  --seekling-border: var(--vp-c-divider);
  --seekling-selected: var(--vp-c-default-soft);
  line-height: 1.5;
}
@media (max-width: 767px) {
  .VPNavBarSearch seekling-search::part(shortcut) { display: none }
  /* Not shown, but still the button's name. */
  .VPNavBarSearch seekling-search::part(button-label) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
}
@media (min-width: 768px) { .VPNavBarSearch.seekling { flex-grow: 1; padding-left: 24px } }
@media (min-width: 960px) { .VPNavBarSearch.seekling { padding-left: 32px } }
`
