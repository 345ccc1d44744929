/**
 * Where pages lie: from the path of a file to the URL it is served at, and from an element's id to
 * the part behind `#`.
 */

/**
 * `files`: as the file is called, index pages at their folder. `clean`: without the ending,
 * `/guide/a`. `folders`: each as a folder, `/guide/a/`.
 */
export type UrlStyle = 'files' | 'clean' | 'folders'

const ending = /\.[^./]*$/

/**
 * `base` begins with a slash or a scheme and ends in a slash; `path` has forward slashes. `index`
 * files, and `README` where it is no HTML, are their folder.
 */
export function pageUrl(base: string, path: string, style: UrlStyle): string {
  const slash = path.lastIndexOf('/') + 1
  const folder = path.slice(0, slash)
  const file = path.slice(slash)
  const name = file.replace(ending, '')
  if (name === 'index' || /^readme\.(md|markdown)$/i.test(file)) return base + encoded(folder)
  if (style === 'files') return base + encoded(folder + file)
  return base + encoded(folder + name) + (style === 'folders' ? '/' : '')
}

/** Each part as a browser writes it in its address bar, letters of all scripts as they are. */
const encoded = (path: string): string => path.replace(/[\s"#%<>?`\\^{|}\p{Cc}]/gu, encodeURIComponent)

/** `#` and the id, as a link to the element has it. */
export const anchorOf = (id: string): string => `#${id.replace(/[\s"#%<>`\\^{|}\p{Cc}\p{Cs}]/gu, encodedOrNone)}`

function encodedOrNone(sign: string): string {
  try {
    return encodeURIComponent(sign)
  } catch {
    return '%EF%BF%BD'
  }
}
