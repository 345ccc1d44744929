/**
 * What stands where Docusaurus's theme has its search. The site's own bundler reads it. Links of
 * hits go through the site's router.
 */
import { useHistory } from '@docusaurus/router'
import useBaseUrl from '@docusaurus/useBaseUrl'
import { createElement, useEffect } from 'react'

export default function SearchBar() {
  const base = useBaseUrl('/')
  const history = useHistory()
  const script = `${base}seekling/search-box.js`
  useEffect(() => {
    import(/* webpackIgnore: true */ script)
  }, [script])
  // The click comes out of the box with the plain address, before the box looks at it itself.
  const follow = (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    const link = event.nativeEvent.composedPath().find((target) => target instanceof HTMLAnchorElement)
    if (!link || link.origin !== location.origin || !link.pathname.startsWith(base)) return
    event.preventDefault()
    history.push(link.pathname + link.search + link.hash)
  }
  return createElement('seekling-search', { onClick: follow })
}
