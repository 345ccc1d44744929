/**
 * The built search says where sections are from the root of a site; these pages may lie anywhere,
 * so what is chosen is looked for from the folder that this script lies in.
 */
addEventListener('seekling-select', (event) => {
  const { pathname, hash } = new URL(event.detail.url, location.href)
  if (!pathname.startsWith('/documentation/')) return
  event.preventDefault()
  location.href = new URL(pathname.slice('/documentation/'.length) + hash, import.meta.url).href
})
