/**
 * Tables whose columns need no headings have empty header cells in Markdown, which cannot do
 * without. A header that says nothing is none to a screen reader: such a cell is a plain one.
 */

/** @param {any} renderer VitePress's instance of markdown-it. */
export function emptyHeaders(renderer) {
  renderer.core.ruler.push('empty-headers', (/** @type {any} */ { tokens }) => {
    for (const [at, token] of tokens.entries()) {
      if (token.type !== 'th_open' || tokens[at + 1].content !== '') continue
      token.tag = 'td'
      tokens[at + 2].tag = 'td'
    }
  })
}
