/**
 * Links of a page to files of the repository that are no pages, such as examples. In the
 * repository they lead there; on the site they lead to the repository that package.json names, and
 * are plain text while it names none.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/**
 * @param {any} renderer VitePress's instance of markdown-it.
 * @param {string} docs The folder of the documentation.
 */
export function outgoingLinks(renderer, docs) {
  const root = resolve(docs, '..')
  const address = repositoryOf(join(root, 'package.json'))
  renderer.core.ruler.push('outgoing-links', (/** @type {any} */ state) => {
    const folder = join(docs, state.env.relativePath ?? '', '..')
    for (const { children } of state.tokens) {
      /** Whether each open link is one of these, the innermost last. */
      const open = []
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const target = fileBehind(token.attrGet('href'), folder, docs, root)
          open.push(target !== undefined)
          if (target === undefined) continue
          if (address !== undefined) token.attrSet('href', `${address}/${target}`)
          else Object.assign(token, { tag: 'span', attrs: null })
        } else if (token.type === 'link_close' && open.pop() && address === undefined) token.tag = 'span'
      }
    }
  })
}

/**
 * @param {string | null} href
 * @param {string} folder Of the page.
 * @param {string} docs
 * @param {string} root
 * @returns {string | undefined} The path from the root, if there is such a file outside the pages.
 */
function fileBehind(href, folder, docs, root) {
  if (href === null || /^([a-z]+:|[/#])/i.test(href)) return undefined
  const file = resolve(folder, decodeURI(href.replace(/[?#].*/, '')))
  const inDocs = relative(docs, file)
  const isPage = !inDocs.startsWith('..') && !inDocs.startsWith('decisions')
  return isPage || !existsSync(file) ? undefined : relative(root, file).replaceAll('\\', '/')
}

/**
 * @param {string} file
 * @returns {string | undefined} Where files of the repository are shown.
 */
function repositoryOf(file) {
  const { repository } = JSON.parse(readFileSync(file, 'utf8'))
  const url = typeof repository === 'string' ? repository : repository?.url
  if (url === undefined) return undefined
  return `${url
    .replace(/^git\+/, '')
    .replace(/\.git$/, '')
    .replace(/\/$/, '')}/blob/main`
}
