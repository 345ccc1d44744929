/**
 * Drawings are files of their own, which a repository shows as images. On the site their text
 * stands in the page, so that they follow the theme: the colours are those of theme/style.css, and
 * what the file says of colours is left out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {any} renderer VitePress's instance of markdown-it.
 * @param {string} docs The folder of the documentation.
 */
export function drawings(renderer, docs) {
  const image = renderer.renderer.rules.image
  renderer.renderer.rules.image = (
    /** @type {any} */ tokens,
    /** @type {number} */ at,
    /** @type {any[]} */ ...rest
  ) => {
    const source = tokens[at].attrGet('src') ?? ''
    const [, name] = /drawings\/([\w-]+\.svg)$/.exec(source) ?? []
    if (name === undefined) return image(tokens, at, ...rest)
    const drawing = readFileSync(join(docs, 'drawings', name), 'utf8').replace(/\s*<style>[\s\S]*?<\/style>/, '')
    // The text of a drawing is said by its label; the words in it are no text of the page.
    return `<span v-pre class="drawing" tabindex="0" data-seekling-ignore>${drawing.replaceAll(/\n\s*/g, '')}</span>`
  }
}
